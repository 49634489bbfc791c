//! How sure: the gates, what precision was wanted and reached, what the instrument proved of itself.

use maud::{Markup, html};
use record::{CheckOutcome, Gate};

use crate::render::Story;
use crate::words::{percent, significant};

/// The gates of the run, each with its bounds and how many cases passed it. Nothing in a run that recorded none.
pub(super) fn gates(story: &Story<'_>) -> Markup {
    let mut rows: Vec<(&str, Vec<&Gate>)> = Vec::new();
    for gate in story.traces.gates() {
        match rows.iter_mut().find(|(name, _)| *name == gate.gate) {
            Some((_, gates)) => gates.push(gate),
            None => rows.push((&gate.gate, vec![gate])),
        }
    }
    if rows.is_empty() {
        return html! {
            p { "This run recorded no gates of their own; what did not pass stands in each point's reason." }
        };
    }
    let passed =
        |gates: &[&Gate], what: Option<bool>| gates.iter().filter(|gate| gate.passed == what).count();
    html! {
        div .scroll role="region" tabindex="0" aria-label="Gates" {
            table {
                caption { "Every case passes these gates or is not VALID." }
                thead { tr {
                    th scope="col" .name { "gate" } th scope="col" .name { "bounds" } th scope="col" { "passed" }
                    th scope="col" { "not passed" } th scope="col" { "could not be read" } th scope="col" .name { "else" }
                } }
                tbody { @for (name, gates) in &rows {
                    tr {
                        th scope="row" .name { (name) }
                        td .name { (bounds(gates)) }
                        td { (passed(gates, Some(true))) }
                        td { (passed(gates, Some(false))) }
                        td { (passed(gates, None)) }
                        td .name { (gates.first().map_or("", |gate| gate.verdict_if_not.word())) }
                    }
                } }
            }
        }
    }
}

/// The bounds, or "by case" where they hang on the case.
fn bounds(gates: &[&Gate]) -> String {
    let Some(first) = gates.first() else { return String::new() };
    if gates.iter().any(|gate| (gate.at_least, gate.at_most) != (first.at_least, first.at_most)) {
        return "by case".to_owned();
    }
    match (first.at_least, first.at_most) {
        (Some(least), Some(most)) => format!("{} to {}", significant(least), significant(most)),
        (Some(least), None) => format!("at least {}", significant(least)),
        (None, Some(most)) => format!("at most {}", significant(most)),
        (None, None) => "–".to_owned(),
    }
}

/// Which comparisons are as precise as was wanted (method rule 12).
pub(super) fn precision(story: &Story<'_>) -> Markup {
    let protocol = &story.digest.manifest.protocol;
    let missed: Vec<_> = protocol.precision.iter().filter(|wanted| !wanted.is_reached()).collect();
    html! {
        @if !protocol.stopped.is_empty() { p { "Why there are no more blocks: " (protocol.stopped) "." } }
        @if protocol.precision.is_empty() {
            p { "No precision was asked for in this run; the brackets say what was reached." }
        } @else {
            p {
                (protocol.precision.len() - missed.len()) " of " (protocol.precision.len())
                " comparisons are as precise as was wanted."
            }
            @if !missed.is_empty() {
                details {
                    summary { "The " (missed.len()) " that are not" }
                    ul { @for one in missed {
                        li {
                            (one.scenario) ", " (one.load) ", " (one.metric) ", " (one.asynchronous) " ÷ "
                            (one.blocking) ": "
                            @match one.half_width_ratio {
                                Some(reached) => { "± " (percent(reached)) " %" },
                                None => { "no interval" },
                            }
                            " over " (one.blocks) " blocks, wanted ± " (percent(one.wanted_ratio)) " %"
                        }
                    } }
                }
            }
        }
    }
}

/// What the instrument proved of itself on this machine (method rule 23).
pub(super) fn calibration(story: &Story<'_>) -> Markup {
    let Some(calibration) = story.calibration else {
        return html! {
            p {
                "No calibration lies in this run's directory: that the instrument measures rightly is not proved on "
                "this machine. " code { "cargo xtask calibrate" } " proves it."
            }
        };
    };
    let is =
        |outcome: CheckOutcome| calibration.checks.iter().filter(|check| check.outcome == outcome).count();
    html! {
        p { "Calibrated: " (is(CheckOutcome::Passed)) " of " (calibration.checks.len()) " checks passed." }
        ul { @for check in &calibration.checks {
            li {
                (check.proves) ": " strong { (outcome_word(check.outcome)) }
                @if !check.reason.is_empty() { " (" (check.reason) ")" }
            }
        } }
    }
}

fn outcome_word(outcome: CheckOutcome) -> &'static str {
    match outcome {
        CheckOutcome::Passed => "passed",
        CheckOutcome::Failed => "failed",
        CheckOutcome::NotAvailable => "not available here",
    }
}
