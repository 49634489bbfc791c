//! A generator that cannot keep up says so: GENERATOR-LIMITED, never a number.

use std::time::Duration;

use anyhow::{Context, Result};
use load::{Gaps, Load, Timing};
use record::{Point, Verdict};
use scenario::{Case, LoadPoint, Scenario};

use super::bench::Bench;
use super::check::{Check, Found};
use crate::execute::{CaseParts, Executor};
use crate::plan::Step;
use crate::point;

pub(crate) const CHECK: Check = Check {
    name: "starved-generator",
    proves: "a generator that is asked for more than it can send is found out, and gives no figure",
    takes: Duration::from_secs(3),
    needs: &[],
    run,
};

/// More than one loop on one core can send, by some ten times: its ceiling against a responder that
/// does nothing is about 100,000 a second.
const RATE_PER_S_FOR_EACH_CORE: f64 = 1_000_000.0;

/// A busy machine is given so many chances to be quiet for half a second.
const TRIES: usize = 3;

const TIMING: Timing = Timing {
    connect_max: Duration::from_secs(5),
    warmup: Duration::from_millis(100),
    window: Duration::from_millis(500),
    afterglow: Duration::ZERO,
    drain_max: Duration::from_millis(500),
    request_max: Duration::from_secs(5),
};

fn run(bench: &mut Bench) -> Result<Found> {
    if bench.machine.placement.generator == bench.machine.placement.server {
        return Ok(Found::not_available("server and generator share their cores here"));
    }
    let contender = bench.contender("tokio")?;
    // Any will do, as its request is another.
    let mut scenario = bench.library.scenarios().first().context("no scenario can be read")?.clone();
    scenario.request = contract::Ask::Plaintext;
    let rate_per_s = RATE_PER_S_FOR_EACH_CORE * bench.machine.placement.generator.len().max(1) as f64;
    let step = step(&scenario, &contender.name, rate_per_s, bench.options.seed);
    let load = Load::Open { rate_per_s, gaps: Gaps::Exponential, connections_max: 256 };
    let parts = CaseParts { scenario: &scenario, contender: &contender, load, timing: TIMING };
    let mut judged = judged(bench, &step, &parts);
    for _ in 1..TRIES {
        if judged.verdict != Verdict::Noisy {
            break;
        }
        judged = self::judged(bench, &step, &parts);
    }
    Ok(judge(&judged, rate_per_s))
}

/// What was made of a generator that could not keep up.
fn judge(point: &Point, rate_per_s: f64) -> Found {
    let reason = format!("{}: {}", point.verdict.word(), point.verdict_reason);
    let found = match point.verdict {
        // Somebody else took the machine, which is a graver reason to believe nothing.
        Verdict::Noisy => Found::not_available(reason),
        verdict => Found::judged(verdict == Verdict::GeneratorLimited, reason),
    };
    found
        .line(format!("offered {rate_per_s:.0} requests/s, sent {} of {} planned", point.sent, point.planned))
        .figure("offered_per_s", rate_per_s)
        .figure("sent_ratio", point.sent as f64 / point.planned.max(1) as f64)
}

fn judged(bench: &mut Bench, step: &Step, parts: &CaseParts<'_>) -> Point {
    let measured = bench.machine.execute(step, parts);
    point::recorded(step, 0, measured).point
}

fn step(scenario: &Scenario, contender: &str, rate_per_s: f64, seed: u64) -> Step {
    let case = Case {
        scenario: scenario.name.clone(),
        contender: contender.to_owned(),
        load: LoadPoint::Open { rate_per_s },
    };
    Step { case, block: 0, seed }
}

#[cfg(test)]
mod tests {
    use record::CheckOutcome;

    use super::*;
    use crate::execute::CaseFailure;

    #[test]
    fn any_other_verdict_fails_but_noise() {
        let load = LoadPoint::Open { rate_per_s: 1e6 };
        let case = Case { scenario: "s".into(), contender: "c".into(), load };
        let failure = CaseFailure("it was never carried out".into());
        let point = point::recorded(&Step { case, block: 0, seed: 1 }, 0, Err(failure)).point;
        let of = |verdict| judge(&Point { verdict, ..point.clone() }, 1e6).outcome;
        assert_eq!(of(Verdict::GeneratorLimited), CheckOutcome::Passed);
        assert_eq!(of(Verdict::Noisy), CheckOutcome::NotAvailable);
        for verdict in
            [Verdict::Valid, Verdict::Unsteady, Verdict::Starved, Verdict::Overloaded, Verdict::Failed]
        {
            assert_eq!(of(verdict), CheckOutcome::Failed, "{verdict:?}");
        }
    }
}
