//! One scenario: what it asks, what theory expects, pictures, ratios, points.

use maud::{Markup, html};
use record::{Backend, LoadKind, Scenario};

use super::tables::{pair_table, points_table};
use crate::digest::{Metric, ScenarioDigest, Sweep};
use crate::picture::{inline_svg, metric_chart, panel};
use crate::render::{Story, kind_word, picture_name, slug};

const PAPER: (f64, f64) = (480.0, 280.0);

/// Efficiency on the left and latency on the right, row by row.
const PAIRS: [[Metric; 2]; 3] = [
    [Metric::CpuPerRequest, Metric::P50],
    [Metric::RequestsPerCpu, Metric::P99],
    [Metric::Memory, Metric::Throughput],
];

/// The scenario's place on the page.
pub(super) fn anchor(scenario: &Scenario) -> String {
    format!("s-{}", slug(&scenario.name))
}

/// All of one scenario.
pub(super) fn scenario(story: &Story<'_>, part: &ScenarioDigest<'_>) -> Markup {
    let about = part.scenario;
    html! {
        section id=(anchor(about)) {
            p .kicker { (about.name) }
            h2 { (about.title) }
            p .question { (about.question) }
            dl .about {
                dt { "Theory expects" } dd { (about.expect) }
                dt { "How to read it" } dd { (about.analysis) }
                dt { "Each request" } dd { code { "GET " (about.target) } ", " (waits(about)) }
                @if let Some(objective) = about.objective_p99_ms {
                    dt { "A service would want" } dd { "p99 of at most " (objective) " ms" }
                }
            }
            @if part.sweeps.is_empty() { p { "Nothing of it was measured in this run." } }
            @for sweep in &part.sweeps { (sweep_part(story, part, sweep)) }
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
            "Requests are held in flight and nothing else happens: what does it cost to wait?",
        ),
    };
    html! {
        h3 id=(name) { (title) }
        p .note { (meaning) }
        div .pictures {
            p .column { "Efficiency" }
            p .column { "Latency and throughput" }
            @for metric in PAIRS.as_flattened() {
                figure {
                    (inline_svg(
                        &panel(&metric_chart(story.digest.manifest, sweep, *metric), PAPER),
                        &format!("{name}-{}", slug(metric.short())),
                    ))
                }
            }
        }
        @for table in &sweep.pairs { (pair_table(sweep, table)) }
        details {
            summary { "All points, " (kind_word(sweep.kind)) " loop (" (sweep.cells.len()) ")" }
            (points_table(&name, sweep))
        }
    }
}
