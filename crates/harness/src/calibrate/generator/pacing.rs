//! Requests leave when they were planned to, as exactly as this machine wakes a sleeper.

use std::time::Duration;

use anyhow::Result;
use load::{Gaps, probe_jitter};

use super::stand;
use crate::calibrate::bench::Bench;
use crate::calibrate::check::{Check, Found};

pub(super) const CHECK: Check = Check {
    name: "pacing",
    proves: "20,000 planned requests a second leave when they were planned to, not in bursts (polling)",
    takes: Duration::from_secs(6),
    needs: &[],
    run,
};

const RATE_PER_S: f64 = 20_000.0;
const P50_MAX_US: f64 = 20.0;
/// The p99 may be that of the machine's own jitter and this much.
const P99_BEYOND_JITTER_MAX_US: f64 = 50.0;
/// The share of gaps under 5 µs may differ from the planned one by so much.
const BURSTS_WITHIN: f64 = 0.03;

fn run(bench: &mut Bench) -> Result<Found> {
    if stand::is_shared(bench) {
        return Ok(Found::not_available(stand::SHARED));
    }
    let server = stand::serve(bench, &["null"])?;
    let mut plan = stand::open(bench, &server, RATE_PER_S, Gaps::Exponential, Duration::from_secs(3));
    // The core is the generator's own: it polls, since no machine wakes a sleeper in a few µs.
    plan.settings.spin_max = Duration::from_micros(200);
    let core = plan.cores.first().copied();
    let jitter = probe_jitter(Duration::from_secs(1), core, &bench.stop)?;
    let outcome = stand::run(bench, &plan)?;
    let pacing =
        outcome.pacing().unwrap_or(load::Pacing { bursts_planned: 1.0, bursts_sent: 0.0, distance: 1.0 });
    let us = |ns: u64| ns as f64 / 1e3;
    let [p50_us, p99_us] = [0.5, 0.99].map(|share| us(outcome.lag.value_at_quantile(share)));
    Ok(judge(&Seen { p50_us, p99_us, jitter_us: us(jitter.value_at_quantile(0.99)), pacing }))
}

/// What was seen of the lag, of the machine's own jitter (p99) and of the gaps.
#[derive(Clone, Copy, Debug)]
struct Seen {
    p50_us: f64,
    p99_us: f64,
    jitter_us: f64,
    pacing: load::Pacing,
}

fn judge(&Seen { p50_us, p99_us, jitter_us, pacing }: &Seen) -> Found {
    let bursts = (pacing.bursts_sent - pacing.bursts_planned).abs();
    let bound_us = jitter_us + P99_BEYOND_JITTER_MAX_US;
    let passed = p50_us <= P50_MAX_US && p99_us <= bound_us && bursts <= BURSTS_WITHIN;
    let reason =
        format!("lag p50 {p50_us:.1} µs (bound: {P50_MAX_US}), p99 {p99_us:.0} µs (bound: {bound_us:.0})");
    let (sent, planned) = (pacing.bursts_sent * 100.0, pacing.bursts_planned * 100.0);
    Found::judged(passed, reason)
        .line(format!("{sent:.1} % of the gaps under 5 µs, {planned:.1} % planned (bound: 3 points apart)"))
        .line(format!("the machine wakes a sleeper late by {jitter_us:.0} µs at p99"))
        .figure("lag_p50_us", p50_us)
        .figure("lag_p99_us", p99_us)
        .figure("jitter_p99_us", jitter_us)
        .figure("bursts_sent_ratio", pacing.bursts_sent)
        .figure("bursts_planned_ratio", pacing.bursts_planned)
}

#[cfg(test)]
mod tests {
    use load::Pacing;
    use record::CheckOutcome;

    use super::*;

    #[test]
    fn each_figure_beyond_its_bound_fails() {
        let pacing = Pacing { bursts_planned: 0.095, bursts_sent: 0.07, distance: 0.03 };
        let right = Seen { p50_us: 19.0, p99_us: 100.0, jitter_us: 51.0, pacing };
        assert_eq!(judge(&right).outcome, CheckOutcome::Passed);
        let wrong = [
            Seen { p50_us: 21.0, ..right },
            Seen { p99_us: 102.0, ..right },
            Seen { p99_us: f64::NAN, ..right },
            Seen { pacing: Pacing { bursts_sent: 0.91, ..pacing }, ..right },
            Seen { pacing: Pacing { bursts_sent: 0.06, ..pacing }, ..right },
        ];
        for seen in wrong {
            assert_eq!(judge(&seen).outcome, CheckOutcome::Failed, "{seen:?}");
        }
    }
}
