//! From a sweep to charts.

use record::{LoadKind, Manifest};

use super::chart::{Chart, Crossing, Dot, Line, Standing};
use super::scale::Scale;
use super::style::look_of;
use super::theory::theory;
use crate::digest::{Cell, Figure, Metric, PairKind, PairTable, Side, Sweep};
use crate::findings::{Finding, Statement, crossings, load_in_words, sentence};
use crate::words::significant;

/// What theory expects is drawn up to this many times the highest figure that was measured.
const THEORY_ABOVE_FACTOR: f64 = 1.5;

/// How the heights of a chart are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spread {
    /// As suits the metric.
    Usual,
    /// The other way: linear for logarithmic, and logarithmic for linear.
    Other,
}

/// One metric of all contenders over the sweep's loads.
pub(crate) fn metric_chart(manifest: &Manifest, sweep: &Sweep<'_>, metric: Metric, spread: Spread) -> Chart {
    let contenders = sweep.contenders();
    let mut lines: Vec<Line> =
        contenders.iter().map(|name| line(manifest, sweep, name, metric, name)).collect();
    let highest = lines.iter().flat_map(|line| &line.dots).map(|dot| dot.high).fold(0.0, f64::max);
    // Where theory leaves what was measured far behind it would only press the rest down.
    let in_sight = |mut line: Line| {
        line.dots.retain(|dot| dot.y <= highest * THEORY_ABOVE_FACTOR);
        (line.dots.len() > 1).then_some(line)
    };
    lines.extend(theory(sweep, metric).and_then(in_sight));
    Chart { crossings: marks(sweep, metric), ..chart(sweep, metric.title(), metric, lines, spread) }
}

/// The two of the first screen: what a request costs, and how long it takes (p50 with its p99), of the pair
/// that the headline speaks of, in its words, or of everyone where there is no pair.
pub(crate) fn headline_charts(manifest: &Manifest, sweep: &Sweep<'_>) -> [Chart; 2] {
    let named: Vec<(&str, &str)> = match sweep.headline_pair() {
        Some(PairTable { pair, .. }) => vec![
            (pair.asynchronous.name.as_str(), Side::Async.name()),
            (pair.blocking.name.as_str(), Side::Threads.name()),
        ],
        None => sweep.contenders().into_iter().map(|name| (name, name)).collect(),
    };
    let costs = named.iter().map(|(name, label)| line(manifest, sweep, name, Metric::CpuPerRequest, label));
    // The end of a contender's name may not fit.
    let is_pair = sweep.headline_pair().is_some();
    let of = |percentile: &str, label: &str| {
        if is_pair { format!("{label}, {percentile}") } else { format!("{percentile}, {label}") }
    };
    let times = named.iter().flat_map(|(name, label)| {
        let p50 = line(manifest, sweep, name, Metric::P50, &of("p50", label));
        let p99 = line(manifest, sweep, name, Metric::P99, &of("p99", label));
        [p50, Line { is_minor: true, ..p99 }]
    });
    let times = times.chain(theory(sweep, Metric::P50));
    let both = [
        (Metric::CpuPerRequest, "Efficiency: CPU per request", costs.collect::<Vec<_>>()),
        (Metric::P99, "Latency: response time", times.collect()),
    ];
    both.map(|(metric, title, lines)| {
        let mut crossings = marks(sweep, metric);
        // Of those that are drawn here only.
        let is_drawn = |name: &String| lines.iter().any(|line| line.contender == *name);
        crossings.retain(|crossing| crossing.contenders.iter().all(is_drawn));
        Chart { crossings, ..chart(sweep, title, metric, lines, Spread::Usual) }
    })
}

/// The crossings that were found of `metric`, pair by pair.
fn marks(sweep: &Sweep<'_>, metric: Metric) -> Vec<Crossing> {
    let mark = |finding: Finding| {
        let Statement::Crossover { load, interval, .. } = finding.statement else { return None };
        let ends = interval
            .map_or_else(String::new, |(low, high)| format!(" [{}–{}]", significant(low), significant(high)));
        let pair = finding.pair.map_or("", PairKind::word);
        Some(Crossing {
            label: format!("{pair}: cross at {}{ends}", significant(load)),
            note: sentence(&finding).to_plain(),
            contenders: finding.contenders.try_into().ok()?,
            x: load,
            interval,
        })
    };
    crossings(sweep, metric).into_iter().filter_map(mark).collect()
}

fn line(manifest: &Manifest, sweep: &Sweep<'_>, name: &str, metric: Metric, label: &str) -> Line {
    let cells = sweep.cells.iter().filter(|cell| cell.contender == name);
    let dot = |cell: &Cell<'_>| Some(dot(sweep.kind, cell, metric, cell.figure(metric)?));
    Line {
        contender: name.to_owned(),
        label: label.to_owned(),
        look: look_of(manifest, name),
        is_minor: false,
        is_theory: false,
        dots: cells.filter_map(dot).collect(),
    }
}

fn dot(kind: LoadKind, cell: &Cell<'_>, metric: Metric, figure: Figure) -> Dot {
    let unit = metric.axis_unit().1;
    let standing = match (cell.is_valid(), figure.is_resolved) {
        (false, _) => Standing::NotValid,
        (true, false) => Standing::Thin,
        (true, true) => Standing::Valid,
    };
    let sign = if figure.is_at_least { "≥ " } else { "" };
    let mut note = format!(
        "{} at {}\n{}: {sign}{} (blocks {} to {})\n{}",
        cell.contender,
        load_in_words(kind, cell.load),
        metric.short(),
        metric.show(figure.middle),
        metric.show(figure.low),
        metric.show(figure.high),
        cell.verdict_in_words()
    );
    if !cell.is_valid() {
        note.push_str(&format!(": {}", cell.reason()));
    }
    if !figure.is_resolved {
        note.push_str("\ntoo few responses for this percentile");
    }
    let (y, low, high) = (figure.middle / unit, figure.low / unit, figure.high / unit);
    Dot { x: cell.load, y, low, high, standing, is_at_least: figure.is_at_least, note }
}

/// What stands below every chart of a sweep, and how its loads are spread.
pub(super) fn x_axis(sweep: &Sweep<'_>) -> (&'static str, Scale) {
    match sweep.kind {
        LoadKind::Closed => ("requests in flight (connections, closed loop)", Scale::log_at(&sweep.loads)),
        LoadKind::Open => ("offered load, requests per second (open loop)", Scale::linear_to(&sweep.loads)),
        LoadKind::Parked => ("requests parked", Scale::linear_to(&sweep.loads)),
    }
}

fn chart(sweep: &Sweep<'_>, title: &str, metric: Metric, lines: Vec<Line>, spread: Spread) -> Chart {
    let values: Vec<f64> =
        lines.iter().flat_map(|line| &line.dots).flat_map(|dot| [dot.low, dot.high]).collect();
    let is_linear = match metric {
        Metric::CpuPerRequest | Metric::RequestsPerCpu | Metric::Switches => true,
        Metric::Throughput | Metric::Memory | Metric::Threads => sweep.kind != LoadKind::Closed,
        _ => false,
    };
    let (x_name, x) = x_axis(sweep);
    Chart {
        title: title.to_owned(),
        unit: metric.axis_unit().0.to_owned(),
        x_name: x_name.to_owned(),
        x,
        x_ticks: Vec::new(),
        y: if is_linear == (spread == Spread::Usual) { Scale::linear(values) } else { Scale::log(values) },
        lines,
        crossings: Vec::new(),
    }
}
