//! The part of a panel that all lines share: title, axes, ticks.

use super::chart::{Chart, Dot};
use super::label::wrapped;
use super::mark::{Anchor, At, Layer};
use super::style::{GRID, INK, MUTED};
use super::type_face::width;
use crate::words::significant;

const TITLE_EM: f64 = 15.0;
const UNIT_EM: f64 = 13.0;
const TICK_EM: f64 = 12.5;
pub(super) const LABEL_EM: f64 = 13.0;
/// What line names get at the right, at most.
pub(super) const LABEL_WIDTH_MAX: f64 = 92.0;

/// The room that the lines' names take.
fn label_width(chart: &Chart) -> f64 {
    let widths = chart.lines.iter().flat_map(|line| wrapped(&line.label, LABEL_WIDTH_MAX, label_em));
    widths.map(|text| label_em(&text)).fold(20.0, f64::max)
}

/// The width of a line's name.
pub(super) fn label_em(text: &str) -> f64 {
    width(text, LABEL_EM, false)
}

/// Where the lines are.
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

impl Frame {
    pub(super) fn on(paper: (f64, f64), chart: &Chart) -> Self {
        let widest =
            chart.y.ticks.iter().map(|&tick| width(&tick_label(tick), TICK_EM, false)).fold(42.0, f64::max);
        Self {
            left: widest + 16.0,
            right: paper.0 - label_width(chart) - 30.0,
            top: 44.0,
            bottom: paper.1 - 48.0,
        }
    }

    pub(super) fn x(&self, chart: &Chart, value: f64) -> f64 {
        // A little air on both sides, so that the first and last markers are whole.
        let (from, to) = (self.left + 10.0, self.right - 8.0);
        from + chart.x.share(value) * (to - from)
    }

    pub(super) fn y(&self, chart: &Chart, value: f64) -> f64 {
        self.bottom - chart.y.share(value) * (self.bottom - self.top)
    }

    pub(super) fn at(&self, chart: &Chart, dot: &Dot) -> At {
        (self.x(chart, dot.x), self.y(chart, dot.y))
    }
}

/// Title, grid, ticks and what x is.
pub(super) fn axes(chart: &Chart, frame: &Frame) -> Layer {
    let mut layer = Layer::default();
    layer.heading((8.0, 18.0), chart.title.as_str(), TITLE_EM, INK);
    let unit_at = 8.0 + width(&chart.title, TITLE_EM, true) + 8.0;
    layer.text((unit_at, 18.0), chart.unit.as_str(), UNIT_EM, MUTED, Anchor::Start);
    for (y, label) in y_ticks(chart, frame) {
        layer.line(vec![(frame.left, y), (frame.right, y)], GRID, 1.0, 1.0);
        layer.text((frame.left - 8.0, y + 4.5), label, TICK_EM, MUTED, Anchor::End);
    }
    layer.line(vec![(frame.left, frame.bottom), (frame.right, frame.bottom)], MUTED, 1.0, 1.0);
    for &tick in &chart.x.ticks {
        let x = frame.x(chart, tick);
        layer.line(vec![(x, frame.bottom), (x, frame.bottom + 4.0)], MUTED, 1.0, 1.0);
    }
    for (x, label) in x_labels(chart, frame) {
        layer.text((x, frame.bottom + 19.0), label, TICK_EM, MUTED, Anchor::Middle);
    }
    let middle = f64::midpoint(frame.left, frame.right);
    layer.text((middle, frame.bottom + 39.0), chart.x_name.as_str(), TICK_EM, MUTED, Anchor::Middle);
    layer
}

/// The ticks of y that have room.
fn y_ticks(chart: &Chart, frame: &Frame) -> Vec<(f64, String)> {
    let mut shown: Vec<(f64, String)> = Vec::new();
    for &tick in &chart.y.ticks {
        let y = frame.y(chart, tick);
        if shown.last().is_none_or(|(last, _)| last - y >= TICK_EM * 1.3) {
            shown.push((y, tick_label(tick)));
        }
    }
    shown
}

/// The figures below x that have room, beginning with the highest load.
fn x_labels(chart: &Chart, frame: &Frame) -> Vec<(f64, String)> {
    let mut shown = Vec::new();
    let mut free_to = f64::INFINITY;
    for (i, &tick) in chart.x.ticks.iter().enumerate().rev() {
        let named = chart.x_ticks.get(i).cloned();
        let (x, label) = (frame.x(chart, tick), named.unwrap_or_else(|| tick_label(tick)));
        let half = width(&label, TICK_EM, false) / 2.0;
        if x + half + 6.0 <= free_to {
            free_to = x - half;
            shown.push((x, label));
        }
    }
    shown
}

fn tick_label(value: f64) -> String {
    let text = significant(value);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
