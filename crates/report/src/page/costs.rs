//! What each contender costs and carries.

use maud::{Markup, html};
use record::{Manifest, Scenario};

use crate::costs::{HEADS, row};
use crate::digest::{Cost, Spread};
use crate::picture::{Span, inline_svg, spans};
use crate::render::slug;

/// The place of a scenario's costs on the page.
pub(super) fn anchor(scenario: &Scenario) -> String {
    format!("{}-costs", slug(&scenario.name))
}

/// Pictures and a table, or nothing where none of it was measured.
pub(super) fn costs(manifest: &Manifest, scenario: &Scenario, costs: &[Cost<'_>]) -> Markup {
    if costs.is_empty() {
        return html! {};
    }
    html! {
        h3 id=(anchor(scenario)) { "What it costs, and how much of it" }
        p .note {
            "Each with its 95 % interval over blocks. One more request is the slope of CPU over 10, 25, 50, 75 and 90 % of "
            "the pair's lower capacity; one more held is the slope of memory over parked requests. A capacity lies between "
            "a rate that was kept whenever it was tried and one that was missed."
        }
        div .pictures {
            @for (title, unit, all) in pictures(costs) {
                @let id = format!("{}-{}", slug(&scenario.name), slug(title));
                figure { (inline_svg(&spans(manifest, title, unit, &all), &id)) }
            }
        }
        div .scroll role="region" tabindex="0" aria-label={ "What it costs, " (scenario.title) } {
            table {
                thead { tr {
                    th scope="col" .name { "contender" }
                    @for head in HEADS { th scope="col" { (head) } }
                } }
                tbody { @for cost in costs {
                    tr data-contender=(cost.contender) {
                        th scope="row" .name { (cost.contender) }
                        @for cell in row(cost) { td { (cell) } }
                    }
                } }
            }
        }
    }
}

/// Those figures of which anything is known, each of all contenders.
fn pictures(costs: &[Cost<'_>]) -> Vec<(&'static str, &'static str, Vec<Span>)> {
    type Of = fn(&Cost<'_>) -> Option<Span>;
    let figures: [(&str, &str, Of); 3] = [
        ("Keeps the objective up to", "requests per second", capacity),
        ("One more request", "µs of CPU, matched rates", |cost| Some(span(cost, cost.marginal_us?, 1.0))),
        ("One more held", "KiB of memory", |cost| Some(span(cost, cost.held_user_bytes?, 1024.0))),
    ];
    let drawn =
        figures.into_iter().map(|(title, unit, of)| (title, unit, costs.iter().filter_map(of).collect()));
    drawn.filter(|(_, _, all): &(_, _, Vec<Span>)| !all.is_empty()).collect()
}

/// From the highest rate that was kept to the lowest that was missed.
fn capacity(cost: &Cost<'_>) -> Option<Span> {
    let (bracket, _) = cost.capacity?;
    let low = bracket.low?;
    let missed = bracket.missed.filter(|missed| bracket.wall.is_none_or(|wall| *missed < wall));
    Some(Span {
        contender: cost.contender.to_owned(),
        value: low,
        interval: missed.map(|missed| (low, missed)),
        is_at_least: missed.is_none(),
    })
}

fn span(cost: &Cost<'_>, spread: Spread, unit: f64) -> Span {
    Span {
        contender: cost.contender.to_owned(),
        value: spread.value / unit,
        interval: spread.interval.map(|interval| (interval.low / unit, interval.high / unit)),
        is_at_least: false,
    }
}
