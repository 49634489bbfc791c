//! What the terminal shows when a run is done: a table under 100 columns, then the answer.

use crate::advice::{Advice, HEADS};
use crate::digest::{Cell, Cost, Metric, ScenarioDigest, Sweep};
use crate::render::{Story, kind_in_words};
use crate::words::{count, significant, time_us};

const WIDTH: usize = 98;
const NAME_WIDTH: usize = 22;

/// The whole text, ending in a line break.
pub(crate) fn terminal(story: &Story<'_>) -> String {
    let mut out = String::new();
    for (scenario, costs) in story.digest.scenarios.iter().zip(&story.costs) {
        for sweep in &scenario.sweeps {
            table(scenario, sweep, &mut out);
        }
        carried(costs, &mut out);
    }
    advised(story.advice.as_ref(), &mut out);
    paragraph(&story.headline.question, &mut out);
    paragraph(&story.headline.answer.to_plain(), &mut out);
    paragraph(&story.headline.caution.to_plain(), &mut out);
    out
}

fn table(scenario: &ScenarioDigest<'_>, sweep: &Sweep<'_>, out: &mut String) {
    let name = plain(&scenario.scenario.name);
    out.push_str(&format!("{name}, {}: {}\n", kind_in_words(sweep.kind), plain(&scenario.scenario.title)));
    let load = match sweep.kind {
        record::LoadKind::Closed => "in flight",
        record::LoadKind::Open => "offered/s",
        record::LoadKind::Parked => "parked",
    };
    out.push_str(&format!(
        "{load:>9}  {:<NAME_WIDTH$} {:>8} {:>8} {:>9} {:>7} {:>7}  verdict\n",
        "contender", "CPU µs", "p50", "p99", "req/s", "MiB"
    ));
    let mut last = None;
    for cell in &sweep.cells {
        let load = if last == Some(cell.load) { String::new() } else { count(cell.load) };
        last = Some(cell.load);
        out.push_str(&format!("{load:>9}  {}\n", row(cell)));
    }
    out.push('\n');
}

/// What was searched, and what one more request costs.
fn carried(costs: &[Cost<'_>], out: &mut String) {
    for cost in costs.iter().filter(|cost| cost.capacity.is_some()) {
        let [_, marginal, _, _, capacity] = crate::costs::row(cost);
        out.push_str(&format!(
            "{} keeps the objective up to {capacity} requests/s;\n",
            plain(cost.contender)
        ));
        out.push_str(&format!("  one more request costs {marginal} µs of CPU\n"));
    }
    if costs.iter().any(|cost| cost.capacity.is_some()) {
        out.push('\n');
    }
}

/// Who meets what the reader wants, and what would change it.
fn advised(advice: Option<&Advice<'_>>, out: &mut String) {
    let Some(advice) = advice else { return };
    paragraph(&format!("Wanted: {}.", advice.wanted), out);
    for candidate in &advice.candidates {
        let cells =
            HEADS.iter().zip(crate::advice::row(candidate)).map(|(head, cell)| format!("{head}: {cell}"));
        let cells: Vec<String> = cells.collect();
        paragraph(&format!("{}: {}.", candidate.contender, cells.join("; ")), out);
    }
    if !advice.flips.is_empty() {
        out.push_str("What would change the answer\n");
        advice.flips.iter().for_each(|flip| paragraph(&format!("- {flip}"), out));
    }
}

fn row(cell: &Cell<'_>) -> String {
    let figure = |metric: Metric, show: fn(f64) -> String| {
        cell.figure(metric).map_or_else(
            || "–".to_owned(),
            |figure| {
                let sign = if figure.is_at_least {
                    "≥"
                } else if figure.is_resolved {
                    ""
                } else {
                    "~"
                };
                format!("{sign}{}", show(figure.middle))
            },
        )
    };
    let mebibytes = |bytes: f64| significant(bytes / f64::from(1 << 20));
    format!(
        "{:<NAME_WIDTH$} {:>8} {:>8} {:>9} {:>7} {:>7}  {}",
        shortened(&plain(cell.contender), NAME_WIDTH),
        figure(Metric::CpuPerRequest, significant),
        figure(Metric::P50, time_us),
        figure(Metric::P99, time_us),
        figure(Metric::Throughput, significant),
        figure(Metric::Memory, mebibytes),
        cell.verdict_in_words()
    )
}

/// Names come from files: what would steer the terminal is not let through.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '·' } else { c }).collect()
}

fn shortened(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width - 1).chain(['…']).collect()
}

/// Broken into lines.
fn paragraph(text: &str, out: &mut String) {
    if text.is_empty() {
        return;
    }
    let mut column = 0;
    for word in plain(text).split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push_str("\n\n");
}
