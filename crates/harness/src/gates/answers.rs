//! Whether there is anything to believe: the server lived and answered rightly (method rules 5 and 18).

use record::{Gate, Verdict};
use scenario::LoadPoint;

use crate::measurement::{Measurement, left_by_plan};

/// This share of requests may end wrongly.
const ERRORS: f64 = 0.01;

/// Too much memory, a death, no answer at all, too many wrong ones.
pub(super) fn gates(load: LoadPoint, measurement: &Measurement) -> Vec<Gate> {
    let Measurement { outcome, readings, death, .. } = measurement;
    let memory = memory(measurement);
    let deaths = if death.is_some() { 1.0 } else { 0.0 };
    let died = Gate::new("deaths", Some(deaths), None, Some(0.0), Verdict::Failed);
    let right = Gate::new("right_answers", Some(outcome.completed as f64), Some(1.0), None, Verdict::Failed);
    let refused = readings.server_usage.map_or(0, |usage| usage.refused);
    let verdict = if refused > 0 { Verdict::Overloaded } else { Verdict::Failed };
    let total = outcome.errors.total() - left_by_plan(outcome, readings);
    let share = (outcome.planned > 0).then(|| total as f64 / outcome.planned as f64);
    let errors = Gate::new("errors_ratio", share, None, Some(ERRORS), verdict);
    let refusals =
        if refused > 0 { format!("the server refused {refused} connections; ") } else { String::new() };
    let excerpt = outcome.errors.excerpt.as_deref().unwrap_or("no answer to quote");
    let died = died.noted(death.clone().unwrap_or_default());
    if load == (LoadPoint::Parked { requests: 0 }) {
        return vec![memory, died];
    }
    vec![
        memory,
        died,
        right,
        if total > 0 { errors.noted(format!("{total} requests: {refusals}{excerpt}")) } else { errors },
    ]
}

/// A server that grows without bound is stopped at its limit, which is its overload and not its death.
fn memory(measurement: &Measurement) -> Gate {
    let guarded = measurement.readings.memory_guard;
    let mib = |bytes: u64| (bytes >> 20) as f64;
    let most = guarded.map(|guarded| mib(guarded.most_bytes));
    let bound = guarded.map(|guarded| mib(guarded.limit_bytes));
    let gate = Gate::new("memory_resident_mib", most, None, bound, Verdict::Overloaded);
    match gate.passed {
        Some(true) => gate,
        Some(false) => gate.noted("the server was stopped at its limit"),
        None => gate.noted("nobody watched the server's memory"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gates::tests::{check, healthy};

    fn gates(measurement: &Measurement) -> Vec<Gate> {
        super::gates(LoadPoint::Closed { connections: 1 }, measurement)
    }

    #[test]
    fn a_server_at_rest_need_not_answer() {
        let rest = super::gates(LoadPoint::Parked { requests: 0 }, &healthy());
        assert_eq!(
            rest.iter().map(|gate| gate.gate.as_str()).collect::<Vec<_>>(),
            ["memory_resident_mib", "deaths"]
        );
    }
    use crate::measurement::UsageDelta;
    use crate::process::MemoryGuarded;

    #[test]
    fn a_server_that_dies_has_failed() {
        check(&gates(&healthy()), "deaths", Some(true), Verdict::Failed);
        let dead = Measurement { death: Some("tokio exited with code 7".into()), ..healthy() };
        check(&gates(&dead), "deaths", Some(false), Verdict::Failed);
        assert!(gates(&dead)[1].in_words().contains("exited with code 7"));
    }

    #[test]
    fn a_server_that_was_stopped_for_its_memory_is_overloaded_rather_than_dead() {
        let mut measured = Measurement { death: Some("it was killed by signal 9".into()), ..healthy() };
        let guarded = |most: u64| MemoryGuarded { most_bytes: most << 20, limit_bytes: 64 << 20 };
        measured.readings.memory_guard = Some(guarded(64));
        check(&gates(&measured), "memory_resident_mib", Some(true), Verdict::Overloaded);
        measured.readings.memory_guard = Some(guarded(65));
        let (verdict, reason) = crate::verdict::judge(&gates(&measured));
        assert_eq!(verdict, Verdict::Overloaded);
        assert!(
            reason.starts_with("memory_resident_mib 65 (at most 64): the server was stopped"),
            "{reason}"
        );
    }

    #[test]
    fn one_right_answer_is_needed() {
        let mut measured = healthy();
        measured.outcome.completed = 1;
        check(&gates(&measured), "right_answers", Some(true), Verdict::Failed);
        measured.outcome.completed = 0;
        check(&gates(&measured), "right_answers", Some(false), Verdict::Failed);
    }

    #[test]
    fn one_in_a_hundred_may_end_wrongly() {
        let mut measured = healthy();
        measured.outcome.errors.closed = 100;
        check(&gates(&measured), "errors_ratio", Some(true), Verdict::Failed);
        measured.outcome.errors.timeout = 1;
        check(&gates(&measured), "errors_ratio", Some(false), Verdict::Failed);
    }

    #[test]
    fn who_leaves_by_plan_is_no_error() {
        let mut measured = healthy();
        measured.outcome.errors.timeout = 5_000;
        check(&gates(&measured), "errors_ratio", Some(false), Verdict::Failed);
        measured.readings.clients_leave = true;
        check(&gates(&measured), "errors_ratio", Some(true), Verdict::Failed);
        measured.outcome.errors.closed = 101;
        check(&gates(&measured), "errors_ratio", Some(false), Verdict::Failed);
    }

    #[test]
    fn errors_of_a_server_that_refuses_are_overload() {
        let mut measured = healthy();
        measured.outcome.errors.closed = 5_000;
        measured.readings.server_usage = Some(UsageDelta { refused: 3, ..UsageDelta::default() });
        check(&gates(&measured), "errors_ratio", Some(false), Verdict::Overloaded);
        assert!(gates(&measured)[3].note.contains("refused 3"));
    }
}
