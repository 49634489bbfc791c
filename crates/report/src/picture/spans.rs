//! One figure of each contender with its interval, row by row.

use record::Manifest;

use super::mark::{Anchor, Layer, Mark, Picture};
use super::scale::Scale;
use super::style::{GRID, INK, MUTED, look_of};
use super::type_face::{fitting, width};
use crate::words::significant;

const WIDTH: f64 = 460.0;
const TOP: f64 = 38.0;
const ROW: f64 = 30.0;
const FOOT: f64 = 32.0;
const EM: f64 = 13.0;
const TICK_EM: f64 = 12.5;
const LEFT_MAX: f64 = 170.0;

/// A contender's figure.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Span {
    pub(crate) contender: String,
    pub(crate) value: f64,
    /// The ends of its interval; `None` where there is none.
    pub(crate) interval: Option<(f64, f64)>,
    /// The true value may be any higher one.
    pub(crate) is_at_least: bool,
}

/// All of them on one axis from 0, so that lengths can be compared by eye.
pub(crate) fn spans(manifest: &Manifest, title: &str, unit: &str, all: &[Span]) -> Picture {
    let ends = all.iter().flat_map(|span| [span.value, span.interval.map_or(0.0, |(_, high)| high)]);
    let scale = Scale::linear(ends);
    let names = all.iter().map(|span| width(&span.contender, EM, false)).fold(40.0, f64::max);
    let (left, right) = (names.min(LEFT_MAX) + 18.0, WIDTH - 64.0);
    let height = TOP + ROW * all.len() as f64 + FOOT;
    let bottom = height - FOOT;
    let x = |value: f64| left + scale.share(value) * (right - left);
    let mut axis = Layer::default();
    axis.heading((8.0, 18.0), title, 15.0, INK);
    axis.text((8.0 + width(title, 15.0, true) + 8.0, 18.0), unit, EM, MUTED, Anchor::Start);
    for &tick in &scale.ticks {
        axis.line(vec![(x(tick), TOP - 8.0), (x(tick), bottom)], GRID, 1.0, 1.0);
        axis.text((x(tick), bottom + 19.0), significant_short(tick), TICK_EM, MUTED, Anchor::Middle);
    }
    let mut layers = vec![axis];
    for (row, span) in all.iter().enumerate() {
        let y = TOP + ROW * (row as f64 + 0.5);
        layers.push(row_layer(manifest, span, y, left, x));
    }
    let shown = all.iter().map(in_words).collect::<Vec<_>>().join(" ");
    Picture { width: WIDTH, height, title: format!("{title} ({unit})"), description: shown, layers }
}

fn row_layer(manifest: &Manifest, span: &Span, y: f64, left: f64, x: impl Fn(f64) -> f64) -> Layer {
    let look = look_of(manifest, &span.contender);
    let mut layer = Layer::of(&span.contender);
    let size = fitting(&span.contender, EM, false, LEFT_MAX);
    layer.text((left - 12.0, y + 4.5), span.contender.as_str(), size, INK, Anchor::End);
    if let Some((low, high)) = span.interval {
        layer.line(vec![(x(low), y), (x(high), y)], look.colour, 3.0, 0.45);
        for end in [low, high] {
            layer.line(vec![(x(end), y - 6.0), (x(end), y + 6.0)], look.colour, 1.6, 1.0);
        }
    }
    layer.marker((x(span.value), y), look.shape, 5.0, look.colour, true);
    let furthest = x(span.interval.map_or(span.value, |(_, high)| high));
    let sign = if span.is_at_least { "≥ " } else { "" };
    let label = format!("{sign}{}", significant(span.value));
    layer.text((furthest + 10.0, y + 4.5), label, EM, INK, Anchor::Start);
    layer.marks.push(Mark::Hover { at: (x(span.value), y), text: in_words(span) });
    layer
}

/// Ticks need no digits that the eye would have to skip.
fn significant_short(value: f64) -> String {
    let text = significant(value);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn in_words(span: &Span) -> String {
    let sign = if span.is_at_least { "at least " } else { "" };
    let interval = span
        .interval
        .map_or_else(String::new, |(low, high)| format!(" [{} to {}]", significant(low), significant(high)));
    format!("{}: {sign}{}{interval}.", span.contender, significant(span.value))
}
