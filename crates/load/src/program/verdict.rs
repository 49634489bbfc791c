//! Whether the figures may be believed: gates, each with its value and its bound (method rule 16).

use std::net::SocketAddr;

use load::{Load, Outcome, Plan, Window};

use super::machine::Machine;
use super::summary::{little_ratio, nothing_right};
use super::units::time;

/// The generator's loops may be this busy.
const BUSY_MAX: f64 = 0.80;
/// Beyond that, a closed loop is believed if the rest of the machine worked so much more than the generator.
const OTHERS_MIN: f64 = 1.10;
/// This share of requests may end wrongly.
const ERRORS_MAX: f64 = 0.01;
/// This share of what was planned must be answered within the window.
const GOODPUT_MIN: f64 = 0.99;
/// The loop's own lateness p99: this many µs or this share of the median response.
const LATENESS_US: f64 = 100.0;
const LATENESS_SHARE: f64 = 0.10;
/// The offered rate may be this share of what the generator reached against a server that answers at once.
const CEILING_SHARE_MAX: f64 = 0.5;
const STEAL_MAX: f64 = 0.01;
const LITTLE_WITHIN: f64 = 0.05;
/// The trend over the window may move the mean response by this share.
const TREND_MAX: f64 = 0.10;

/// A word, and why.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verdict {
    pub(super) word: &'static str,
    pub(super) reasons: Vec<String>,
}

/// Judges an outcome: the first gate that fails gives the word, all that fail give their reasons.
///
/// `ceiling_per_s` is what the generator reached against a server that answers at once, if that is known.
pub(super) fn judge(
    plan: &Plan,
    outcome: &Outcome,
    machine: Option<Machine>,
    ceiling_per_s: Option<f64>,
) -> Verdict {
    if nothing_right(outcome) {
        // The other gates judge figures, and there are none.
        return Verdict { word: "FAILED", reasons: vec![nothing(plan.target, outcome)] };
    }
    let load = &plan.load;
    let gates = [
        ("FAILED", failed(outcome)),
        ("NOISY", noisy(machine)),
        ("GENERATOR-LIMITED", generator_limited(load, outcome, machine)),
        ("GENERATOR-LIMITED", near_ceiling(load, ceiling_per_s)),
        ("OVERLOADED", overloaded(load, outcome)),
        ("STARVED", starved(load, outcome)),
        ("UNSTEADY", unsteady(load, outcome)),
    ];
    let failed: Vec<_> = gates.into_iter().filter_map(|(word, reason)| Some((word, reason?))).collect();
    let word = failed.first().map_or("VALID", |(word, _)| word);
    Verdict { word, reasons: failed.into_iter().map(|(_, reason)| reason).collect() }
}

fn nothing(target: SocketAddr, outcome: &Outcome) -> String {
    let (unconnected, errors) = (outcome.errors.connect, outcome.errors.total());
    if errors > 0 && unconnected == errors {
        return format!("not one right answer, and not one connection: does anything listen on {target}?");
    }
    "not one right answer".into()
}

fn failed(outcome: &Outcome) -> Option<String> {
    let share = outcome.errors.total() as f64 / outcome.planned.max(1) as f64;
    (share > ERRORS_MAX).then(|| format!("{:.1} % of the requests ended wrongly", share * 100.0))
}

fn noisy(machine: Option<Machine>) -> Option<String> {
    let steal = machine?.steal_ratio;
    (steal > STEAL_MAX).then(|| format!("the machine's host took {:.1} % of its time away", steal * 100.0))
}

fn generator_limited(load: &Load, outcome: &Outcome, machine: Option<Machine>) -> Option<String> {
    let p99_us = outcome.lateness.value_at_quantile(0.99) as f64 / 1e3;
    let bound_us = LATENESS_US.max(LATENESS_SHARE * outcome.response.value_at_quantile(0.5) as f64 / 1e3);
    if p99_us > bound_us {
        let (late, bound) = (time(p99_us), time(bound_us));
        return Some(format!("the generator itself was late by {late} at p99 (bound: {bound})"));
    }
    if outcome.busy_ratio <= BUSY_MAX {
        return None;
    }
    let cpu_s = outcome.cpu.as_secs_f64();
    let others_s = machine.map_or(0.0, |machine| machine.busy_s - cpu_s);
    let server_is_busier = matches!(load, Load::Closed { .. }) && others_s > OTHERS_MIN * cpu_s;
    let busy = outcome.busy_ratio * 100.0;
    (!server_is_busier)
        .then(|| format!("the generator was {busy:.0} % busy (bound: {:.0} %)", BUSY_MAX * 100.0))
}

fn near_ceiling(load: &Load, ceiling_per_s: Option<f64>) -> Option<String> {
    let (Load::Open { rate_per_s, .. }, Some(ceiling_per_s)) = (load, ceiling_per_s) else { return None };
    let share = rate_per_s / ceiling_per_s;
    (share > CEILING_SHARE_MAX).then(|| {
        format!("the rate is {:.0} % of what this generator reaches ({ceiling_per_s:.0}/s)", share * 100.0)
    })
}

fn overloaded(load: &Load, outcome: &Outcome) -> Option<String> {
    let planned = match load {
        Load::Closed { .. } => return None,
        Load::Open { .. } => outcome.planned as f64,
    };
    // What is in flight at the edges is no backlog, as long as it is what is in flight on average.
    let missing = planned - outcome.completed_in_window as f64 - 2.0 * outcome.in_flight_mean - 3.0;
    let goodput = outcome.completed_in_window as f64 / planned.max(1.0);
    (missing > (1.0 - GOODPUT_MIN) * planned)
        .then(|| format!("only {:.1} % of what was planned was answered within the window", goodput * 100.0))
}

fn starved(load: &Load, outcome: &Outcome) -> Option<String> {
    let Load::Closed { connections } = load else { return None };
    let silent = outcome.connections_without_response;
    if silent > 0 {
        return Some(format!("{silent} of {connections} connections got no answer at all"));
    }
    let ratio = little_ratio(load, outcome)?;
    // A window of few answers is too short for the law to hold to the last few.
    let edge = f64::from(*connections) / outcome.completed_in_window as f64;
    ((ratio - 1.0).abs() > LITTLE_WITHIN + edge).then(|| {
        format!("throughput × mean response is {ratio:.2} of the connections: some are served, others wait")
    })
}

fn unsteady(load: &Load, outcome: &Outcome) -> Option<String> {
    let window_ms = outcome.window.as_millis() as i64;
    let whole = |window: &&Window| window.start_ms >= 0 && window.start_ms + 250 <= window_ms;
    let means: Vec<f64> =
        outcome.series.iter().filter(whole).filter_map(|window| window.response_mean_us).collect();
    let change = trend(&means)?;
    let what = if matches!(load, Load::Open { .. }) { "the queue" } else { "the response" };
    (change.abs() > TREND_MAX).then(|| {
        format!("{what} was no steady one: its mean moved by {:+.0} % over the window", change * 100.0)
    })
}

/// By which share of its mean a series moves from end to end, if that is more than its own scatter (the
/// slope's 99 % interval excludes 0).
fn trend(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    if n < 8.0 {
        return None;
    }
    let (mean, middle) = (values.iter().sum::<f64>() / n, (n - 1.0) / 2.0);
    let at = |index: usize| index as f64 - middle;
    let spread: f64 = (0..values.len()).map(|index| at(index).powi(2)).sum();
    let slope =
        values.iter().enumerate().map(|(index, value)| at(index) * (value - mean)).sum::<f64>() / spread;
    let rest: f64 =
        values.iter().enumerate().map(|(index, value)| (value - mean - slope * at(index)).powi(2)).sum();
    let error = (rest / (n - 2.0) / spread).sqrt();
    (slope.abs() > 3.0 * error).then_some(slope * (n - 1.0) / mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trend_is_told_from_scatter() {
        let scatter = [1.0, 1.3, 0.8, 1.1, 0.9, 1.2, 1.0, 0.7, 1.1, 1.0];
        assert_eq!(trend(&scatter), None);
        let rising: Vec<f64> =
            scatter.iter().enumerate().map(|(at, value)| value + at as f64 * 0.5).collect();
        assert!(trend(&rising).is_some_and(|change| change > 1.0));
        assert_eq!(trend(&[1.0, 2.0, 3.0]), None, "too short to tell");
    }

    fn plan(load: &Load) -> Plan {
        let request = load::Request::get("127.0.0.1:8080", "/", Vec::new());
        Plan::new(([127, 0, 0, 1], 8080).into(), request, load.clone())
    }

    #[test]
    fn nothing_right_is_judged_by_nothing_else_and_asks_who_listens() {
        let mut outcome = Outcome { planned: 50, connections_without_response: 4, ..Outcome::default() };
        (outcome.busy_ratio, outcome.errors.connect) = (1.0, 50);
        let reasons = |outcome: &Outcome| {
            let verdict = judge(&plan(&Load::Closed { connections: 4 }), outcome, None, None);
            assert_eq!(verdict.word, "FAILED");
            verdict.reasons.join("; ")
        };
        assert_eq!(
            reasons(&outcome),
            "not one right answer, and not one connection: does anything listen on 127.0.0.1:8080?"
        );
        outcome.errors.status = 1;
        assert_eq!(reasons(&outcome), "not one right answer", "somebody answered");
    }

    #[test]
    fn each_gate_has_its_word() {
        let closed = Load::Closed { connections: 10 };
        let open = Load::Open { rate_per_s: 100.0, gaps: load::Gaps::Constant, connections_max: 10 };
        let good = || {
            let mut outcome = Outcome {
                window: std::time::Duration::from_secs(1),
                planned: 1_000,
                sent: 1_000,
                completed: 1_000,
                completed_in_window: 1_000,
                ..Outcome::default()
            };
            outcome.response.record_n(10_000_000, 1_000).unwrap();
            outcome
        };
        let word = |load: &Load, change: fn(&mut Outcome)| {
            let mut outcome = good();
            change(&mut outcome);
            judge(&plan(load), &outcome, None, None).word
        };
        assert_eq!(word(&closed, |_| {}), "VALID");
        assert_eq!(word(&open, |_| {}), "VALID");
        assert_eq!(word(&open, |o| o.errors.body = 20), "FAILED");
        assert_eq!(word(&closed, |o| (o.completed, o.completed_in_window) = (0, 0)), "FAILED");
        assert_eq!(word(&open, |o| o.busy_ratio = 0.9), "GENERATOR-LIMITED");
        assert_eq!(word(&open, |o| o.lateness.record(9_000_000).unwrap()), "GENERATOR-LIMITED");
        assert_eq!(word(&open, |o| o.completed_in_window = 900), "OVERLOADED");
        assert_eq!(word(&closed, |o| o.connections_without_response = 1), "STARVED");
        assert_eq!(word(&closed, |o| o.completed_in_window = 800), "STARVED");
        let stolen = Some(Machine { busy_s: 1.0, steal_ratio: 0.2 });
        assert_eq!(judge(&plan(&open), &good(), stolen, None).word, "NOISY");
        let busy = Outcome { busy_ratio: 1.0, cpu: std::time::Duration::from_millis(900), ..good() };
        let server = |busy_s| Some(Machine { busy_s, steal_ratio: 0.0 });
        assert_eq!(
            judge(&plan(&closed), &busy, server(1.95), None).word,
            "VALID",
            "the server is busier still"
        );
        assert_eq!(judge(&plan(&closed), &busy, server(1.50), None).word, "GENERATOR-LIMITED");
        assert_eq!(judge(&plan(&open), &busy, server(1.95), None).word, "GENERATOR-LIMITED");
        assert_eq!(judge(&plan(&open), &good(), None, Some(150.0)).word, "GENERATOR-LIMITED");
        assert_eq!(judge(&plan(&open), &good(), None, Some(250.0)).word, "VALID");
    }
}
