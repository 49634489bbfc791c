//! Whether the requests that were to be held were held, all of them, throughout the window.

use record::{Gate, Verdict};

use crate::measurement::Measurement;

/// This share of them, at least, must be in flight.
const HELD: f64 = 0.99;

/// As the generator saw it on average, and as the server counted at both edges. At rest, that nobody asked.
pub(super) fn gates(requests: u32, measurement: &Measurement) -> Vec<Gate> {
    let Measurement { outcome, readings, .. } = measurement;
    let usage = readings.server_usage;
    if requests == 0 {
        let served = usage.map(|usage| usage.requests as f64);
        return vec![Gate::new("requests_served", served, None, Some(0.0), Verdict::Noisy)];
    }
    let share = |held: f64| held / f64::from(requests);
    let bounds = |gate, value| Gate::new(gate, value, Some(HELD), Some(1.0), Verdict::Overloaded);
    let at_server = usage.and_then(|usage| usage.in_flight_min).map(|held| share(held as f64));
    vec![
        bounds("parked_ratio", Some(share(outcome.in_flight_mean)).map(|ratio| ratio.min(1.0))),
        bounds("parked_at_server_ratio", at_server.map(|ratio| ratio.min(1.0))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gates::tests::{check, healthy};
    use crate::measurement::UsageDelta;

    fn held(by_generator: f64, by_server: u64) -> Measurement {
        let mut measured = healthy();
        measured.outcome.in_flight_mean = by_generator;
        measured.readings.server_usage =
            Some(UsageDelta { in_flight_min: Some(by_server), ..UsageDelta::default() });
        measured
    }

    #[test]
    fn all_but_one_in_a_hundred_are_held() {
        let inside = gates(1_000, &held(990.0, 990));
        check(&inside, "parked_ratio", Some(true), Verdict::Overloaded);
        check(&inside, "parked_at_server_ratio", Some(true), Verdict::Overloaded);
        let outside = gates(1_000, &held(989.0, 989));
        check(&outside, "parked_ratio", Some(false), Verdict::Overloaded);
        check(&outside, "parked_at_server_ratio", Some(false), Verdict::Overloaded);
    }

    #[test]
    fn a_server_at_rest_is_asked_nothing() {
        let mut measured = held(0.0, 0);
        check(&gates(0, &measured), "requests_served", Some(true), Verdict::Noisy);
        measured.readings.server_usage = Some(UsageDelta { requests: 1, ..UsageDelta::default() });
        check(&gates(0, &measured), "requests_served", Some(false), Verdict::Noisy);
    }
}
