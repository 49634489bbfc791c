//! What lies behind the points of one load: the whole distribution, and how the window went.

use record::Manifest;

use super::chart::{Chart, Dot, Line, Standing};
use super::scale::Scale;
use super::style::look_of;
use crate::digest::{Cell, Sweep};
use crate::traces::Traces;
use crate::words::{significant, time_us};

/// The percentiles with a mark, and what stands below them.
const NAMED: [(f64, &str); 6] =
    [(0.0, "0"), (0.5, "50 %"), (0.9, "90 %"), (0.99, "99 %"), (0.999, "99.9 %"), (0.9999, "99.99 %")];
/// Between two tenfold rarer percentiles the line bends at so many places.
const STEPS_PER_DECADE: u32 = 12;
/// No line where fewer responses are left.
const LEFT_MIN: f64 = 5.0;

/// Response time over percentile at one load: one contender a line, its believed blocks merged (method rule 13).
/// `None` without a histogram.
pub(crate) fn spectrum(
    manifest: &Manifest,
    sweep: &Sweep<'_>,
    traces: &Traces<'_>,
    load: f64,
) -> Option<Chart> {
    let line = |name: &&str| {
        let cell = sweep.cell(name, load)?;
        let merged = traces.merged(cell)?;
        let samples = merged.len() as f64;
        let mut places: Vec<f64> = (0..=5 * STEPS_PER_DECADE)
            .map(|step| 1.0 - 10f64.powf(-f64::from(step) / f64::from(STEPS_PER_DECADE)))
            .chain(NAMED.map(|(share, _)| share))
            .filter(|share| (1.0 - share) * samples >= LEFT_MIN)
            .collect();
        places.sort_by(f64::total_cmp);
        places.dedup();
        let dot = |&share: &f64| {
            let y = merged.value_at_quantile(share) as f64 / 1e6;
            dot_of(cell, share, y)
        };
        Some(Line {
            contender: (*name).to_owned(),
            label: (*name).to_owned(),
            look: look_of(manifest, name),
            is_minor: false,
            is_theory: false,
            dots: places.iter().map(dot).collect(),
        })
    };
    let lines: Vec<Line> =
        sweep.contenders().iter().filter_map(line).filter(|line| line.dots.len() > 1).collect();
    let rarest = lines.iter().flat_map(|line| &line.dots).map(|dot| dot.x).fold(1.0, f64::max);
    let ticks: Vec<(f64, &str)> = NAMED
        .iter()
        .map(|&(share, name)| (1.0 / (1.0 - share), name))
        .filter(|(x, _)| *x <= rarest * 1.01)
        .collect();
    let values: Vec<f64> = lines.iter().flat_map(|line| &line.dots).map(|dot| dot.y).collect();
    (!lines.is_empty()).then(|| Chart {
        title: "Every percentile of response time".to_owned(),
        unit: "ms".to_owned(),
        x_name: "share of responses that took no longer".to_owned(),
        x: Scale {
            is_log: true,
            low: 1.0,
            high: rarest.max(10.0),
            ticks: ticks.iter().map(|(x, _)| *x).collect(),
        },
        x_ticks: ticks.iter().map(|(_, name)| (*name).to_owned()).collect(),
        y: Scale::log(values),
        lines,
        crossings: Vec::new(),
    })
}

fn dot_of(cell: &Cell<'_>, share: f64, y: f64) -> Dot {
    let named = NAMED.iter().find(|(place, _)| *place == share).map(|(_, name)| name);
    let standing = match (named, cell.is_valid(), cell.is_resolved(share)) {
        (None, _, _) => Standing::Passing,
        (_, false, _) => Standing::NotValid,
        (_, true, true) => Standing::Valid,
        (_, true, false) => Standing::Thin,
    };
    let note = named.map_or(String::new(), |name| {
        format!(
            "{}: {name} of responses within {}\n{}",
            cell.contender,
            time_us(y * 1e3),
            cell.verdict_in_words()
        )
    });
    Dot { x: 1.0 / (1.0 - share), y, low: y, high: y, standing, is_at_least: false, note }
}

/// Throughput and p99, window by window, of each contender's first believed block at one load. Empty without a
/// series.
pub(crate) fn timeline(manifest: &Manifest, sweep: &Sweep<'_>, traces: &Traces<'_>, load: f64) -> Vec<Chart> {
    type Of = fn(&record::SeriesWindow, f64) -> Option<f64>;
    let figures: [(&str, &str, bool, Of); 2] = [
        ("Throughput, window by window", "requests per second", true, |window, length_s| {
            Some(window.completed as f64 / length_s)
        }),
        ("p99, window by window", "ms", false, |window, _| Some(window.response_p99_us? / 1e3)),
    ];
    let chart = |(title, unit, is_linear, of): (&str, &str, bool, Of)| {
        let line = |name: &&str| {
            let windows = traces.windows(sweep.cell(name, load)?)?;
            let length_s =
                windows.windows(2).map(|two| two[1].start_ms - two[0].start_ms).min()? as f64 / 1e3;
            let dot = |window: &record::SeriesWindow| {
                let (x, y) = (window.start_ms as f64 / 1e3, of(window, length_s)?);
                let note = format!("{name}, from {x} s on: {} {unit}", significant(y));
                Some(Dot { x, y, low: y, high: y, standing: Standing::Valid, is_at_least: false, note })
            };
            Some(Line {
                contender: (*name).to_owned(),
                label: (*name).to_owned(),
                look: look_of(manifest, name),
                is_minor: true,
                is_theory: false,
                dots: windows.iter().filter_map(dot).collect(),
            })
        };
        let lines: Vec<Line> =
            sweep.contenders().iter().filter_map(line).filter(|line| !line.dots.is_empty()).collect();
        let dots = || lines.iter().flat_map(|line| &line.dots);
        let values: Vec<f64> = dots().map(|dot| dot.y).collect();
        let last = dots().map(|dot| dot.x).fold(0.0, f64::max);
        (!lines.is_empty()).then(|| Chart {
            title: title.to_owned(),
            unit: unit.to_owned(),
            x_name: "seconds since the measured window opened".to_owned(),
            x: Scale::linear_to(&[last]),
            x_ticks: Vec::new(),
            y: if is_linear { Scale::linear(values) } else { Scale::log(values) },
            lines,
            crossings: Vec::new(),
        })
    };
    figures.into_iter().filter_map(chart).collect()
}
