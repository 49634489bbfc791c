//! Ratios of a pair, and every point with its verdict.

use maud::{Markup, html};
use record::LoadKind;
use stats::Ratio;

use crate::digest::{Cell, Metric, Outcome, PairTable, Sweep};
use crate::findings::ratio_in_words;
use crate::render::slug;
use crate::words::count;

/// Async ÷ blocking at each load.
pub(super) fn pair_table(sweep: &Sweep<'_>, table: &PairTable<'_>) -> Markup {
    let pair = table.pair;
    let caption = format!("{}: {} ÷ {}", pair.kind.title(), pair.asynchronous.name, pair.blocking.name);
    html! {
        div .scroll role="region" tabindex="0" aria-label=(caption) {
            table {
                caption {
                    strong { (caption) }
                    " Ratio with its 95 % interval; named is who does better where the blocks agree on it."
                }
                thead {
                    tr {
                        th scope="col" { (load_name(sweep.kind)) }
                        @for metric in Metric::COMPARED { th scope="col" { (metric.short()) } }
                    }
                }
                tbody {
                    @for row in &table.rows {
                        tr {
                            th scope="row" { (count(row.load)) }
                            @if let Some(why) = &row.why_not {
                                td .why colspan=(Metric::COMPARED.len()) { "not compared: " (why) }
                            } @else {
                                @for metric in Metric::COMPARED { (ratio_cell(metric, row.ratio(metric))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn ratio_cell(metric: Metric, ratio: Option<Ratio>) -> Markup {
    let Some(ratio) = ratio else {
        let why = if metric.percentile().is_some() { "too few responses" } else { "not measured" };
        return html! { td .none { "– " small { (why) } } };
    };
    let (class, who) = match Outcome::of(metric, &ratio) {
        Outcome::Async => ("async", "async"),
        Outcome::Threads => ("threads", "threads"),
        Outcome::Same => ("same", "the same"),
        Outcome::Open => ("open", "not told apart"),
    };
    html! { td class=(class) { (ratio_in_words(&ratio)) " " small { (who) } } }
}

/// The place of a case on the page.
pub(super) fn point_anchor(name: &str, load: f64, contender: &str) -> String {
    format!("{name}-{load}-{}", slug(contender))
}

/// Every case with its figures and its verdict.
pub(super) fn points_table(name: &str, sweep: &Sweep<'_>) -> Markup {
    let caption = format!("All points of {}", sweep.scenario.title);
    html! {
        div .scroll role="region" tabindex="0" aria-label=(caption) {
            table .points {
                caption { "The middle block each; point at a figure for its lowest and highest block." }
                thead {
                    tr {
                        th scope="col" { (load_name(sweep.kind)) }
                        th scope="col" .name { "contender" }
                        th scope="col" .name { "verdict" }
                        @for metric in Metric::ALL { th scope="col" { (metric.short()) } }
                        th scope="col" { "errors" }
                    }
                }
                tbody { @for cell in &sweep.cells { (point_row(name, sweep, cell)) } }
            }
        }
    }
}

fn point_row(name: &str, sweep: &Sweep<'_>, cell: &Cell<'_>) -> Markup {
    let id = point_anchor(name, cell.load, cell.contender);
    let is_first = sweep
        .cells
        .iter()
        .find(|other| other.load == cell.load)
        .is_some_and(|c| c.contender == cell.contender);
    let errors: u64 = cell.points.iter().map(|point| point.errors).sum();
    html! {
        tr id=(id) .first[is_first] data-contender=(cell.contender) {
            th scope="row" { (count(cell.load)) }
            td .name { (cell.contender) }
            td .name .bad[!cell.is_valid()] {
                (cell.verdict_in_words())
                @if !cell.is_valid() { " " small { (cell.reason()) } }
            }
            @for metric in Metric::ALL { (figure_cell(cell, metric)) }
            td { (count(errors as f64)) }
        }
    }
}

fn figure_cell(cell: &Cell<'_>, metric: Metric) -> Markup {
    let Some(figure) = cell.figure(metric) else { return html! { td .none { "–" } } };
    let range = format!("blocks: {} to {}", metric.show(figure.low), metric.show(figure.high));
    html! {
        td .grey[!figure.is_resolved] title=(range) {
            @if figure.is_at_least { "≥ " }
            (metric.show(figure.middle))
        }
    }
}

fn load_name(kind: LoadKind) -> &'static str {
    match kind {
        LoadKind::Closed => "in flight",
        LoadKind::Open => "offered/s",
        LoadKind::Parked => "parked",
    }
}
