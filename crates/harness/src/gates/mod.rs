//! The gates that a case is held against, gravest first (method rule 16). Each is recorded with its
//! value and its bounds, whether it passed or not.

mod answers;
mod generator;
mod machine;
mod parked;
mod queueing;
mod steady;

use record::Gate;
use scenario::LoadPoint;

pub(crate) use machine::foreign_max;

use crate::measurement::Measurement;

/// All gates of a case at `load`, gravest first: the first that does not pass names the point.
pub(crate) fn gates(load: LoadPoint, measurement: &Measurement) -> Vec<Gate> {
    let Measurement { outcome, readings, .. } = measurement;
    let mut gates = answers::gates(load, measurement);
    // What others do on the machine changes times, not what it takes to hold a request.
    if !matches!(load, LoadPoint::Parked { .. }) {
        gates.extend(machine::gates(outcome, readings));
    }
    match load {
        LoadPoint::Closed { connections } => {
            gates.push(generator::busy_in_closed_loop(outcome, readings));
            gates.extend(queueing::closed(connections, outcome));
        }
        LoadPoint::Open { rate_per_s } => {
            gates.push(generator::busy(outcome, readings));
            gates.push(generator::ceiling(rate_per_s, readings));
            gates.push(queueing::goodput(outcome, readings));
            gates.extend(queueing::overflows(readings));
            gates.extend(generator::pacing(outcome));
            gates.push(queueing::lag(outcome));
        }
        LoadPoint::Parked { requests } => {
            gates.extend(parked::gates(requests, measurement));
            return gates;
        }
    }
    if !readings.is_shaped {
        gates.extend(steady::gates(load, outcome));
    }
    gates
}

#[cfg(test)]
pub(crate) mod tests {
    use std::time::Duration;

    use load::Outcome;
    use record::{Gate, Verdict};
    use scenario::LoadPoint;

    use super::gates;
    use crate::measurement::{Cores, Measurement, Readings};

    /// A case of one second in which 10,000 requests took 10 ms each and nothing went wrong.
    pub(crate) fn healthy() -> Measurement {
        let mut outcome = Outcome {
            window: Duration::from_secs(1),
            planned: 10_000,
            sent: 10_000,
            completed: 10_000,
            completed_in_window: 10_000,
            in_flight_mean: 100.0,
            busy_ratio: 0.3,
            cpu: Duration::from_millis(300),
            ..Outcome::default()
        };
        for histogram in [&mut outcome.response, &mut outcome.service] {
            histogram.record_n(10_000_000, 10_000).expect("10 ms is within its bounds");
        }
        for histogram in [&mut outcome.lag, &mut outcome.lateness] {
            histogram.record_n(50_000, 10_000).expect("50 µs is within its bounds");
        }
        let readings = Readings {
            server_cpu: Some(Duration::from_millis(500)),
            backend_cpu: Some(Duration::from_millis(100)),
            steal_ratio: Some(0.0),
            busy_ratio: Some(0.45),
            tick_ratio: Some(0.005),
            ceiling_per_s: Some(100_000.0),
            listen_overflows: Some(0),
            cores: Cores { server: 1, generator: 1, used: 2, backend_with_generator: true },
            ..Readings::default()
        };
        Measurement {
            started: Duration::ZERO,
            outcome,
            readings,
            death: None,
            notes: Vec::new(),
            extensions: 0,
        }
    }

    #[test]
    fn a_late_generator_is_not_an_overloaded_server() {
        let mut measured = healthy();
        let judged = |measured: &Measurement| {
            crate::verdict::judge(&gates(LoadPoint::Open { rate_per_s: 10_000.0 }, measured)).0
        };
        assert_eq!(judged(&measured), Verdict::Valid);
        measured.outcome.lag.record_n(1_103_000, 200).expect("it is within its bounds");
        assert_eq!(judged(&measured), Verdict::Overloaded, "requests waited for a connection");
        measured.outcome.lateness.record_n(1_103_000, 200).expect("it is within its bounds");
        assert_eq!(judged(&measured), Verdict::GeneratorLimited, "they waited for the generator");
    }

    #[test]
    fn what_others_use_does_not_change_what_it_takes_to_hold_a_request() {
        let mut measured = healthy();
        measured.readings.busy_ratio = Some(1.0);
        let is_noisy = |load| {
            gates(load, &measured)
                .iter()
                .any(|gate| gate.verdict_if_not == Verdict::Noisy && gate.passed == Some(false))
        };
        assert!(is_noisy(LoadPoint::Closed { connections: 100 }));
        assert!(!is_noisy(LoadPoint::Parked { requests: 100 }));
    }

    #[test]
    fn a_load_that_changes_by_its_plan_is_not_asked_to_be_steady() {
        let mut measured = healthy();
        let load = LoadPoint::Open { rate_per_s: 10_000.0 };
        let asks = |measured: &Measurement| {
            gates(load, measured).iter().any(|gate| gate.verdict_if_not == Verdict::Unsteady)
        };
        assert!(asks(&measured));
        measured.readings.is_shaped = true;
        assert!(!asks(&measured));
    }

    /// The gate called `name` passes or not as `passed` says, and calls the point `verdict` if not.
    #[track_caller]
    pub(crate) fn check(gates: &[Gate], name: &str, passed: Option<bool>, verdict: Verdict) {
        let gate = gates.iter().find(|gate| gate.gate == name).expect("there is a gate of this name");
        assert_eq!((gate.passed, gate.verdict_if_not), (passed, verdict), "{}", gate.in_words());
    }
}
