//! Where two lines change sides: an upright mark with the band of its interval.

use super::chart::{Chart, Crossing};
use super::frame::Frame;
use super::mark::{Anchor, Layer, Mark};
use super::style::{MUTED, strokes};
use super::type_face::width;

const LABEL_EM: f64 = 12.0;
/// From the label's baseline down to the frame.
const LABEL_ABOVE: f64 = 6.0;

/// A layer for each crossing. A name that has no room beside those before it is left to the pointer.
pub(super) fn layers(chart: &Chart, frame: &Frame) -> Vec<Layer> {
    let mut taken: Vec<(f64, f64)> = Vec::new();
    let one = |crossing: &Crossing| {
        let mut layer = mark(chart, crossing, frame);
        if let Some((left, right)) = room(chart, crossing, frame)
            && taken.iter().all(|(from, to)| right <= *from || *to <= left)
        {
            let at = (left, frame.top - LABEL_ABOVE);
            layer.text(at, crossing.label.as_str(), LABEL_EM, MUTED, Anchor::Start);
            taken.push((left, right));
        }
        layer
    };
    chart.crossings.iter().map(one).collect()
}

fn mark(chart: &Chart, crossing: &Crossing, frame: &Frame) -> Layer {
    let [first, second] = &crossing.contenders;
    let mut layer = Layer { and: Some(second.clone()), ..Layer::of(first) };
    if let Some((low, high)) = crossing.interval {
        let (left, right) = (frame.x(chart, low), frame.x(chart, high));
        let points = vec![(left, frame.top), (right, frame.top), (right, frame.bottom), (left, frame.bottom)];
        layer.marks.push(Mark::Area { points, colour: MUTED, opacity: 0.14 });
    }
    let x = frame.x(chart, crossing.x);
    for part in strokes(&[(x, frame.top), (x, frame.bottom)], &[2.0, 3.0]) {
        layer.line(part, MUTED, 1.6, 1.0);
    }
    layer.marks.push(Mark::Hover { at: (x, frame.top), text: crossing.note.clone() });
    layer
}

/// From where to where the name goes: above its mark, as far as the frame lets it.
fn room(chart: &Chart, crossing: &Crossing, frame: &Frame) -> Option<(f64, f64)> {
    let wide = width(&crossing.label, LABEL_EM, false);
    let furthest = frame.right - wide;
    let wanted = frame.x(chart, crossing.x) - wide / 2.0;
    (furthest >= frame.left).then(|| wanted.clamp(frame.left, furthest)).map(|left| (left, left + wide))
}
