//! The claims ledger.

use maud::{Markup, html};

use super::tables::point_anchor;
use crate::claims::{Effect, Entry, Ruling, Unit};
use crate::findings::load_in_words;
use crate::render::{Story, kind_word, slug};
use crate::words::{coded, factor, percent, significant};

/// What is said, and what this run says to it: the tested claims open, the rest folded.
pub(super) fn ledger(story: &Story<'_>) -> Markup {
    let (tested, untested): (Vec<&Entry>, Vec<&Entry>) =
        story.ledger.iter().partition(|entry| entry.ruling != Ruling::NotTested);
    html! {
        section #claims {
            h2 { "Claims" }
            p .note {
                "What is said of threads and async, each by a definition made before this run "
                "(" code { "scenarios/claims/" } "). SUPPORTED and REFUTED take whole 95 % intervals; MIXED is all between."
            }
            @if tested.is_empty() { p { "This run tests none of them." } } @else { (table(&tested)) }
            @if !untested.is_empty() {
                details {
                    summary { (untested.len()) " not tested here, and what it would take" }
                    (table(&untested))
                }
            }
        }
    }
}

fn table(entries: &[&Entry]) -> Markup {
    html! {
        div .scroll role="region" tabindex="0" aria-label="Claims" {
            table .ledger {
                thead { tr {
                    th scope="col" .name { "claim" } th scope="col" .name { "here" } th scope="col" .name { "effect" }
                } }
                tbody { @for entry in entries { (row(entry)) } }
            }
        }
    }
}

fn row(entry: &Entry) -> Markup {
    let claim = &entry.claim;
    html! {
        tr id={ "c-" (claim.name) } {
            td .text {
                strong { (claim.claim) }
                small {
                    "Supported when " (coded(&claim.supported_when)) "; refuted when " (coded(&claim.refuted_when)) ". "
                    a href={ "#c-" (claim.name) } { (claim.name) }
                }
            }
            td .verdict .none[entry.ruling == Ruling::NotTested] { (entry.ruling.word()) }
            td .text {
                @for effect in &entry.effects { div { (effect.what) " = " strong { (in_words(effect)) } " " (links(effect)) } }
                @for why in &entry.why_not { div .grey { (why) } }
                @if let Some(takes) = &entry.takes { small { "It would take " (coded(takes)) } }
                @if let Some(needs) = &claim.needs { small { "It would take more: " (coded(needs)) } }
            }
        }
    }
}

/// `0.72 [0.68 to 0.76]`, or in percent, or in the figure's own unit.
pub(crate) fn in_words(effect: &Effect) -> String {
    let figure = |value: f64| match effect.unit {
        Unit::Share => percent(value),
        Unit::Ratio => factor(value).replace('-', "−"),
        Unit::Milliseconds => significant(value),
        Unit::Of(metric) => metric.show(value),
    };
    let unit = match effect.unit {
        Unit::Share => " %",
        Unit::Milliseconds => " ms",
        Unit::Ratio | Unit::Of(_) => "",
    };
    match effect.interval {
        Some(interval) => {
            format!(
                "{} [{} to {}]{unit}",
                figure(effect.estimate),
                figure(interval.low),
                figure(interval.high)
            )
        }
        None => format!("{}{unit} [one block: no interval]", figure(effect.estimate)),
    }
}

fn links(effect: &Effect) -> Markup {
    html! {
        @for (i, place) in effect.points.iter().enumerate() {
            @if i > 0 { ", " }
            @let table = format!("{}-{}", slug(&place.scenario), kind_word(place.kind));
            a href={ "#" (point_anchor(&table, place.load, &place.contender)) }
                aria-label={ "Points at " (load_in_words(place.kind, place.load)) " of " (place.scenario) } { "points" }
        }
    }
}
