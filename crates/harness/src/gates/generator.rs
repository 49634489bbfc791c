//! Whether the figure is the server's, and not the generator's.

use load::Outcome;
use record::{Gate, Verdict};

use crate::measurement::{Readings, generator_busy_ratio, server_busy_ratio};

/// The generator's cores may be this busy.
const BUSY: f64 = 0.80;
/// Where a closed loop saturates, the server's cores must be busier than the generator's by this much.
const VISIBLY: f64 = 0.05;
/// Sent ÷ planned must be this near to 1.
const SENT_WITHIN: f64 = 0.01;
/// A planned request may be taken up this late, or by this share of the median response, whichever is more.
const LATE_US: f64 = 100.0;
const LATE_SHARE: f64 = 0.10;
/// The offered load may be this share of what the generator reached when nothing held it up.
const CEILING: f64 = 0.50;

const LIMITED: Verdict = Verdict::GeneratorLimited;

/// Open loop: the generator's cores, the backend's work included where it sits there too.
pub(super) fn busy(outcome: &Outcome, readings: &Readings) -> Gate {
    let busy = generator_busy_ratio(outcome, readings);
    let gate = Gate::new("generator_busy_ratio", busy, None, Some(BUSY), LIMITED);
    if readings.cores.backend_with_generator { gate.noted("the backend shares these cores") } else { gate }
}

/// A closed loop drives whoever is slowest to its limit; that must be the server.
pub(super) fn busy_in_closed_loop(outcome: &Outcome, readings: &Readings) -> Gate {
    let server = server_busy_ratio(outcome, readings).unwrap_or(0.0);
    let gate = busy(outcome, readings);
    match server - VISIBLY {
        most if most > BUSY => {
            let most = Gate::new("generator_busy_ratio", gate.value, None, Some(most), LIMITED);
            most.noted(format!("a saturated server's cores, {server:.3} busy, must be busier by {VISIBLY}"))
        }
        _ => gate,
    }
}

/// Open loop: offered ÷ what the generator reached against a responder that does nothing.
pub(super) fn ceiling(rate_per_s: f64, readings: &Readings) -> Gate {
    let share = readings.ceiling_per_s.map(|ceiling| rate_per_s / ceiling);
    let gate = Gate::new("offered_to_ceiling_ratio", share, None, Some(CEILING), LIMITED);
    if share.is_none() { gate.noted("the generator's ceiling was not measured") } else { gate }
}

/// Open loop: the schedule was kept. Only the generator's own lateness counts here; waiting for a
/// connection is the server's doing.
pub(super) fn pacing(outcome: &Outcome) -> [Gate; 2] {
    let sent = (outcome.planned > 0).then(|| outcome.sent as f64 / outcome.planned as f64);
    let late = &outcome.lateness;
    let late_us = (!late.is_empty()).then(|| late.value_at_quantile(0.99) as f64 / 1e3);
    [
        Gate::new("sent_to_planned_ratio", sent, Some(1.0 - SENT_WITHIN), Some(1.0 + SENT_WITHIN), LIMITED),
        Gate::new("lateness_p99_us", late_us, None, Some(late_max_us(outcome)), LIMITED),
    ]
}

/// How late a request may be sent at the 99th percentile.
pub(super) fn late_max_us(outcome: &Outcome) -> f64 {
    LATE_US.max(LATE_SHARE * outcome.response.value_at_quantile(0.5) as f64 / 1e3)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::gates::tests::{check, healthy};

    #[test]
    fn the_generators_cores_stay_under_four_fifths() {
        let mut measured = healthy();
        measured.outcome.busy_ratio = 0.699;
        let gate = |measured: &crate::measurement::Measurement| [busy(&measured.outcome, &measured.readings)];
        check(&gate(&measured), "generator_busy_ratio", Some(true), LIMITED);
        // The backend's tenth counts where it shares the core, and only there.
        measured.outcome.busy_ratio = 0.701;
        check(&gate(&measured), "generator_busy_ratio", Some(false), LIMITED);
        measured.readings.cores.backend_with_generator = false;
        check(&gate(&measured), "generator_busy_ratio", Some(true), LIMITED);
    }

    #[test]
    fn a_saturated_server_must_be_visibly_busier() {
        let mut measured = healthy();
        measured.outcome.busy_ratio = 0.75;
        let gate = |measured: &crate::measurement::Measurement| {
            [busy_in_closed_loop(&measured.outcome, &measured.readings)]
        };
        for (server_ms, passed) in [(990, true), (901, true), (899, false), (500, false)] {
            measured.readings.server_cpu = Some(Duration::from_millis(server_ms));
            check(&gate(&measured), "generator_busy_ratio", Some(passed), LIMITED);
        }
        measured.outcome.busy_ratio = 0.3;
        check(&gate(&measured), "generator_busy_ratio", Some(true), LIMITED);
    }

    #[test]
    fn half_of_the_ceiling_may_be_offered() {
        let Measured { readings, .. } = healthy();
        check(&[ceiling(50_000.0, &readings)], "offered_to_ceiling_ratio", Some(true), LIMITED);
        check(&[ceiling(50_001.0, &readings)], "offered_to_ceiling_ratio", Some(false), LIMITED);
        check(&[ceiling(1.0, &Readings::default())], "offered_to_ceiling_ratio", None, LIMITED);
    }

    #[test]
    fn what_was_planned_is_sent_within_one_percent() {
        let mut outcome = healthy().outcome;
        for (sent, passed) in [(9_900, true), (9_899, false), (10_100, true), (10_101, false)] {
            outcome.sent = sent;
            check(&pacing(&outcome), "sent_to_planned_ratio", Some(passed), LIMITED);
        }
    }

    #[test]
    fn lateness_may_be_a_tenth_of_the_response_or_100_us() {
        let mut outcome = healthy().outcome;
        let late = |outcome: &mut Outcome, us: u64, passed| {
            outcome.lateness.clear();
            outcome.lateness.record_n(us * 1_000, 100).expect("it is within its bounds");
            check(&pacing(outcome), "lateness_p99_us", Some(passed), LIMITED);
        };
        late(&mut outcome, 999, true);
        late(&mut outcome, 1_010, false);
        outcome.response.clear();
        outcome.response.record_n(200_000, 100).expect("it is within its bounds");
        late(&mut outcome, 99, true);
        late(&mut outcome, 102, false);
    }

    type Measured = crate::measurement::Measurement;
}
