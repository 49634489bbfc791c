//! Whether everybody was served, and the offered load carried.

use load::Outcome;
use record::{Gate, Verdict};

use super::generator::late_max_us;
use crate::measurement::{Readings, left_by_plan, little_ratio};

/// Little's law must hold this well.
const LITTLE: f64 = 0.05;
/// Open loop: this share of what was planned must be answered within the window, give or take
/// twice the random spread of a count.
const GOODPUT: f64 = 0.99;

/// Closed loop: no connection goes without, and throughput × response accounts for all of them.
pub(super) fn closed(connections: u32, outcome: &Outcome) -> [Gate; 2] {
    let silent = outcome.connections_without_response;
    let without =
        Gate::new("connections_without_response", Some(f64::from(silent)), None, Some(0.0), Verdict::Starved);
    // Where every connection was answered, Σ response = connections × window up to what was cut at the
    // two edges: a gap can then only come from requests at the window's start that were slower, or
    // faster, than those at its end.
    let verdict = if silent > 0 { Verdict::Starved } else { Verdict::Unsteady };
    let ratio = little_ratio(connections, outcome);
    let little = Gate::new("little_ratio", ratio, Some(1.0 - LITTLE), Some(1.0 + LITTLE), verdict);
    [without, little.noted("throughput × mean response ÷ connections")]
}

/// Open loop: what was offered came back.
pub(super) fn goodput(outcome: &Outcome, readings: &Readings) -> Gate {
    // Whoever leaves by plan did not wait for an answer that could have come.
    let planned = outcome.planned.saturating_sub(left_by_plan(outcome, readings)).max(1) as f64;
    let goodput = outcome.completed_in_window as f64 / planned;
    let least = GOODPUT - 2.0 / planned.sqrt();
    Gate::new("goodput_ratio", Some(goodput), Some(least), None, Verdict::Overloaded)
}

/// Open loop: nothing had to wait for a connection. Asked after the generator's own lateness, which is a part
/// of the lag: what the generator is late by is nobody's overload.
pub(super) fn lag(outcome: &Outcome) -> Gate {
    let lag = &outcome.lag;
    let lag_us = (!lag.is_empty()).then(|| lag.value_at_quantile(0.99) as f64 / 1e3);
    let gate = Gate::new("lag_p99_us", lag_us, None, Some(late_max_us(outcome)), Verdict::Overloaded);
    gate.noted("waiting for a free connection included")
}

/// Open loop: a full listening queue makes a client wait a second before it asks again. The kernel
/// counts for all sockets of a network namespace.
pub(super) fn overflows(readings: &Readings) -> Option<Gate> {
    let overflows = readings.listen_overflows? as f64;
    Some(Gate::new("listen_overflows", Some(overflows), None, Some(0.0), Verdict::Overloaded))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gates::tests::{check, healthy};

    #[test]
    fn one_connection_without_an_answer_is_starvation() {
        let mut outcome = healthy().outcome;
        check(&closed(100, &outcome), "connections_without_response", Some(true), Verdict::Starved);
        outcome.connections_without_response = 1;
        check(&closed(100, &outcome), "connections_without_response", Some(false), Verdict::Starved);
    }

    #[test]
    fn littles_law_holds_within_five_percent() {
        // 10,000/s × 10 ms are 100 in flight (the histogram's 10 ms are right to three digits).
        let mut outcome = healthy().outcome;
        for (connections, passed) in [(96, true), (105, true), (94, false), (107, false)] {
            check(&closed(connections, &outcome), "little_ratio", Some(passed), Verdict::Unsteady);
        }
        outcome.connections_without_response = 8;
        check(&closed(108, &outcome), "little_ratio", Some(false), Verdict::Starved);
    }

    #[test]
    fn what_is_offered_comes_back_but_for_the_spread_of_a_count() {
        let mut outcome = healthy().outcome;
        // 0.99 − 2 ÷ √10,000
        for (completed, passed) in [(9_700, true), (9_699, false)] {
            outcome.completed_in_window = completed;
            check(
                &[goodput(&outcome, &Readings::default())],
                "goodput_ratio",
                Some(passed),
                Verdict::Overloaded,
            );
        }
    }

    #[test]
    fn who_leaves_by_plan_is_not_waited_for() {
        let mut outcome = healthy().outcome;
        outcome.completed_in_window = 1_000;
        outcome.errors.timeout = 9_000;
        for (clients_leave, passed) in [(false, false), (true, true)] {
            let readings = Readings { clients_leave, ..Readings::default() };
            check(&[goodput(&outcome, &readings)], "goodput_ratio", Some(passed), Verdict::Overloaded);
        }
    }

    #[test]
    fn waiting_for_a_connection_is_overload() {
        let mut outcome = healthy().outcome;
        check(&[lag(&outcome)], "lag_p99_us", Some(true), Verdict::Overloaded);
        outcome.lag.record_n(1_010_000, 200).expect("it is within its bounds");
        check(&[lag(&outcome)], "lag_p99_us", Some(false), Verdict::Overloaded);
    }

    #[test]
    fn a_full_listening_queue_is_overload() {
        let mut readings = healthy().readings;
        check(
            &[overflows(&readings).expect("it was read")],
            "listen_overflows",
            Some(true),
            Verdict::Overloaded,
        );
        readings.listen_overflows = Some(1);
        check(
            &[overflows(&readings).expect("it was read")],
            "listen_overflows",
            Some(false),
            Verdict::Overloaded,
        );
        readings.listen_overflows = None;
        assert_eq!(overflows(&readings), None);
    }
}
