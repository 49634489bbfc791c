//! Calls that go on for nobody: the backend still carries them out a while after every client has gone.

use std::thread;
use std::time::Duration;

use scenario::{ORPHAN_AFTER_MS, Scenario};
use serde::Deserialize;

use crate::process::Child;

/// How long a backend may take to tell its counters.
const ANSWER_MAX: Duration = Duration::from_secs(5);

/// What the backend tells of itself; the rest of it is not asked for here.
#[derive(Deserialize)]
struct Usage {
    in_flight: u64,
}

/// Calls in flight a second from now, where the clients of `scenario` may leave; every client must have gone.
pub(crate) fn orphan_calls(scenario: &Scenario, backend: &mut Child) -> Option<u64> {
    scenario.clients.patience_ms?;
    thread::sleep(Duration::from_millis(ORPHAN_AFTER_MS));
    backend.ask("usage");
    in_flight(&backend.answer(ANSWER_MAX)?)
}

fn in_flight(answer: &str) -> Option<u64> {
    serde_json::from_str::<Usage>(answer).ok().map(|usage| usage.in_flight)
}

#[cfg(test)]
mod tests {
    use super::in_flight;

    #[test]
    fn what_is_in_flight_is_read_from_all_that_is_told() {
        assert_eq!(in_flight(r#"{"served":3,"in_flight":7,"in_flight_max":9,"abandoned":1}"#), Some(7));
        assert_eq!(in_flight("draining"), None);
    }
}
