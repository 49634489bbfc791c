//! Whether there is anything to believe: the server lived and answered rightly (method rules 5 and 18).

use record::{Gate, Verdict};

use crate::measurement::Measurement;

/// This share of requests may end wrongly.
const ERRORS: f64 = 0.01;

/// A death, no answer at all, too many wrong ones.
pub(super) fn gates(measurement: &Measurement) -> Vec<Gate> {
    let Measurement { outcome, readings, death, .. } = measurement;
    let deaths = if death.is_some() { 1.0 } else { 0.0 };
    let died = Gate::new("deaths", Some(deaths), None, Some(0.0), Verdict::Failed);
    let right = Gate::new("right_answers", Some(outcome.completed as f64), Some(1.0), None, Verdict::Failed);
    let refused = readings.server_usage.map_or(0, |usage| usage.refused);
    let verdict = if refused > 0 { Verdict::Overloaded } else { Verdict::Failed };
    let total = outcome.errors.total();
    let share = (outcome.planned > 0).then(|| total as f64 / outcome.planned as f64);
    let errors = Gate::new("errors_ratio", share, None, Some(ERRORS), verdict);
    let refusals =
        if refused > 0 { format!("the server refused {refused} connections; ") } else { String::new() };
    let excerpt = outcome.errors.excerpt.as_deref().unwrap_or("no answer to quote");
    vec![
        died.noted(death.clone().unwrap_or_default()),
        right,
        if total > 0 { errors.noted(format!("{total} requests: {refusals}{excerpt}")) } else { errors },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gates::tests::{check, healthy};
    use crate::measurement::UsageDelta;

    #[test]
    fn a_server_that_dies_has_failed() {
        check(&gates(&healthy()), "deaths", Some(true), Verdict::Failed);
        let dead = Measurement { death: Some("tokio exited with code 7".into()), ..healthy() };
        check(&gates(&dead), "deaths", Some(false), Verdict::Failed);
        assert!(gates(&dead)[0].in_words().contains("exited with code 7"));
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
    fn errors_of_a_server_that_refuses_are_overload() {
        let mut measured = healthy();
        measured.outcome.errors.closed = 5_000;
        measured.readings.server_usage = Some(UsageDelta { refused: 3, ..UsageDelta::default() });
        check(&gates(&measured), "errors_ratio", Some(false), Verdict::Overloaded);
        assert!(gates(&measured)[2].note.contains("refused 3"));
    }
}
