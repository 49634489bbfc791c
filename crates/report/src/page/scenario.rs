//! One scenario: what it asks, what theory expects, pictures, ratios, points.

use maud::{Markup, html};
use record::{Backend, LoadKind, Scenario};

use super::tables::{pair_table, points_table};
use super::tools::scale_button;
use super::{behind, code, costs, overload, slopes};
use crate::digest::{Cost, Metric, ScenarioDigest, Sweep};
use crate::orphans;
use crate::picture::{Spread, class_charts, inline_svg, metric_chart, panel};
use crate::render::{Story, kind_in_words, picture_name, slug};

pub(super) const PAPER: (f64, f64) = (460.0, 280.0);

/// Efficiency on the left and latency on the right, row by row.
const SHOWN: [[Metric; 2]; 3] = [
    [Metric::CpuPerRequest, Metric::P50],
    [Metric::Memory, Metric::P99],
    [Metric::Switches, Metric::Throughput],
];
/// Folded: what the shown ones say in other words, or in more detail.
const FOLDED: [[Metric; 2]; 2] = [[Metric::RequestsPerCpu, Metric::P90], [Metric::Threads, Metric::P999]];

/// The scenario's place on the page.
pub(super) fn anchor(scenario: &Scenario) -> String {
    format!("s-{}", slug(&scenario.name))
}

/// All of one scenario.
pub(super) fn scenario(story: &Story<'_>, part: &ScenarioDigest<'_>, costs: &[Cost<'_>]) -> Markup {
    let about = part.scenario;
    html! {
        section id=(anchor(about)) {
            p .kicker { (about.name) }
            h2 { (about.title) }
            p .question { (about.question) }
            dl .about {
                dt { "Theory expects" } dd {
                    (about.expect)
                    @if !about.predicted.is_empty() {
                        ul { @for sentence in &about.predicted { li { (sentence) } } }
                    }
                }
                dt { "How to read it" } dd { (about.analysis) }
                dt { "Each request" } dd { code { "GET " (about.target) } ", " (waits(about)) }
                @if let Some(objective) = about.objective_p99_ms {
                    dt { "A service would want" } dd { "p99 of at most " (objective) " ms" }
                }
            }
            @if part.sweeps.is_empty() { p { "Nothing of it was measured in this run." } }
            (costs::costs(story.digest.manifest, about, costs))
            @for sweep in &part.sweeps { (sweep_part(story, part, sweep)) }
            (code::side_by_side(story, about))
        }
    }
}

fn waits(scenario: &Scenario) -> String {
    match (scenario.wait_ms, &scenario.backend) {
        (0, _) => "which waits for nothing".to_owned(),
        (ms, Backend::Fixed) => format!("which waits {ms} ms"),
        (ms, Backend::LogNormal { sigma }) => {
            format!("which waits {ms} ms in the median, log-normal (σ = {sigma})")
        }
    }
}

fn sweep_part(story: &Story<'_>, part: &ScenarioDigest<'_>, sweep: &Sweep<'_>) -> Markup {
    let name = picture_name(part, sweep);
    let (title, meaning) = match sweep.kind {
        LoadKind::Closed => (
            "Over requests in flight (closed loop)",
            "Every connection sends its next request when the last is answered: how many can be in flight?",
        ),
        LoadKind::Open => (
            "Over offered load (open loop)",
            "Requests are sent when they are due, and timed from then: what does a user see at this load?",
        ),
        LoadKind::Parked => (
            "Over requests parked",
            "So many requests wait at once while nothing else happens: what does holding one cost?",
        ),
    };
    html! {
        h3 id=(name) { (title) }
        p .note { (meaning) }
        (charts(story, sweep, &name, &SHOWN))
        details {
            summary { "More: requests per CPU-second, p90, threads, p99.9" }
            (charts(story, sweep, &name, &FOLDED))
        }
        (classes(story, sweep, &name))
        (overload::overload(story, sweep))
        @if let Some(orphans) = orphans::in_words(sweep) { p { (orphans) } }
        (slopes::slopes(sweep))
        (behind::behind(story, sweep, &name))
        @for table in &sweep.pairs { (pair_table(sweep, table)) }
        details {
            summary { "All points, " (kind_in_words(sweep.kind)) " (" (sweep.cells.len()) ")" }
            (points_table(&name, sweep))
        }
    }
}

fn charts(story: &Story<'_>, sweep: &Sweep<'_>, name: &str, rows: &[[Metric; 2]]) -> Markup {
    html! {
        div .pictures {
            p .column { "Efficiency" }
            p .column { "Latency and throughput" }
            @for &metric in rows.as_flattened() { (both_ways(story, sweep, name, metric)) }
        }
    }
}

/// Each class of a mix by itself; nothing where nothing was mixed.
fn classes(story: &Story<'_>, sweep: &Sweep<'_>, name: &str) -> Markup {
    let charts = class_charts(story.digest.manifest, sweep, &story.traces);
    if charts.is_empty() {
        return html! {};
    }
    html! {
        h4 { "Each class of requests by itself" }
        p .note { "The class main is the scenario's own request: what it pays for the others." }
        div .pictures {
            @for (i, chart) in charts.iter().enumerate() {
                figure { (inline_svg(&panel(chart, PAPER), &format!("{name}-class-{i}"))) }
            }
        }
    }
}

/// One chart on either kind of axis; the usual one is seen first, and alone where there is no script.
fn both_ways(story: &Story<'_>, sweep: &Sweep<'_>, name: &str, metric: Metric) -> Markup {
    let chart = |spread| metric_chart(story.digest.manifest, sweep, metric, spread);
    let (usual, other) = (chart(Spread::Usual), chart(Spread::Other));
    if usual.lines.iter().all(|line| line.is_theory || line.dots.is_empty()) {
        return html! { figure .empty { p .note { (metric.title()) ": not measured here." } } };
    }
    let id = format!("{name}-{}", slug(metric.short()));
    html! {
        figure {
            (scale_button(usual.y.is_log, metric.title()))
            div { (inline_svg(&panel(&usual, PAPER), &id)) }
            div hidden { (inline_svg(&panel(&other, PAPER), &format!("{id}-other"))) }
        }
    }
}
