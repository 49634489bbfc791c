//! Latency of each class of a mix by itself: what the light requests pay for the heavy ones.

use record::{ClassFigures, Manifest};
use stats::{is_percentile_resolved, median, range};

use super::chart::{Chart, Dot, Line, Standing};
use super::series::x_axis;
use super::style::look_of;
use crate::digest::{Cell, Sweep};
use crate::findings::load_in_words;
use crate::traces::Traces;
use crate::words::time_us;

/// What a percentile is called, which one it is, and where it stands.
type Shown = (&'static str, f64, fn(&ClassFigures) -> Option<f64>);

/// The percentiles that are drawn: a line each.
const SHOWN: [Shown; 2] =
    [("p50", 0.5, |figures| figures.response_p50_us), ("p99", 0.99, |figures| figures.response_p99_us)];

/// A chart for each class, the scenario's own first. Empty where nothing was mixed.
pub(crate) fn class_charts(manifest: &Manifest, sweep: &Sweep<'_>, traces: &Traces<'_>) -> Vec<Chart> {
    let mut names: Vec<&str> = Vec::new();
    for figures in sweep.cells.iter().flat_map(|cell| &cell.points).filter_map(|point| traces.of(point)) {
        for class in &figures.classes {
            if !names.contains(&class.class.as_str()) {
                names.push(&class.class);
            }
        }
    }
    names.sort_by_key(|name| *name != "main");
    names.into_iter().map(|class| chart(manifest, sweep, traces, class)).collect()
}

fn chart(manifest: &Manifest, sweep: &Sweep<'_>, traces: &Traces<'_>, class: &str) -> Chart {
    let mut lines = Vec::new();
    for name in sweep.contenders() {
        for (short, percentile, of) in SHOWN {
            let cells = sweep.cells.iter().filter(|cell| cell.contender == name);
            let dots = cells.filter_map(|cell| dot(sweep, traces, cell, class, (short, percentile, of)));
            lines.push(Line {
                contender: name.to_owned(),
                // The percentile first: of a long name the end is cut off.
                label: format!("{short} {name}"),
                look: look_of(manifest, name),
                is_minor: short == "p99",
                is_theory: false,
                dots: dots.collect(),
            });
        }
    }
    lines.retain(|line| !line.dots.is_empty());
    let values: Vec<f64> =
        lines.iter().flat_map(|line| &line.dots).flat_map(|dot| [dot.low, dot.high]).collect();
    let (x_name, x) = x_axis(sweep);
    Chart {
        title: format!("Response, class {class}"),
        unit: "ms".to_owned(),
        x_name: x_name.to_owned(),
        x,
        x_ticks: Vec::new(),
        y: super::scale::Scale::log(values),
        lines,
        crossings: Vec::new(),
    }
}

fn dot(
    sweep: &Sweep<'_>,
    traces: &Traces<'_>,
    cell: &Cell<'_>,
    class: &str,
    (short, percentile, of): Shown,
) -> Option<Dot> {
    let all: Vec<&ClassFigures> = cell
        .believed()
        .filter_map(|point| traces.of(point)?.classes.iter().find(|figures| figures.class == class))
        .collect();
    let values: Vec<f64> = all.iter().filter_map(|figures| of(figures)).collect();
    let (middle, (low, high)) = (median(&values)?, range(&values)?);
    let planned = all.iter().map(|figures| figures.planned).sum();
    let censored: u64 = all.iter().map(|figures| figures.censored).sum();
    let standing = match (cell.is_valid(), is_percentile_resolved(planned, percentile)) {
        (false, _) => Standing::NotValid,
        (true, false) => Standing::Thin,
        (true, true) => Standing::Valid,
    };
    let mut note = format!(
        "{}, class {class}, at {}\n{short}: {} (blocks {} to {})\n{}",
        cell.contender,
        load_in_words(sweep.kind, cell.load),
        time_us(middle),
        time_us(low),
        time_us(high),
        cell.verdict_in_words()
    );
    if !cell.is_valid() {
        note.push_str(&format!(": {}", cell.reason()));
    }
    let is_at_least = censored as f64 > (1.0 - percentile) * planned as f64;
    Some(Dot { x: cell.load, y: middle / 1e3, low: low / 1e3, high: high / 1e3, standing, is_at_least, note })
}
