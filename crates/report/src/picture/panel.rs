//! One chart, laid out.

use super::chart::{Chart, Dot, Line, Standing};
use super::crossing;
use super::frame::{Frame, LABEL_EM, LABEL_WIDTH_MAX, axes, label_em};
use super::label::{spread, wrapped};
use super::mark::{Anchor, At, Layer, Mark, Picture};
use super::style::{Colour, INK, MUTED, PAPER, strokes};
use crate::words::significant;

const LABEL_LINE: f64 = 15.0;
const MARKER_RADIUS: f64 = 4.2;
/// From a line's end to its name; further away the thread between them is dotted.
const THREAD_MAX: f64 = 40.0;

/// Lays `chart` out on so much paper.
pub(crate) fn panel(chart: &Chart, paper: (f64, f64)) -> Picture {
    let frame = Frame::on(paper, chart);
    let mut layers = vec![axes(chart, &frame)];
    layers.extend(crossing::layers(chart, &frame));
    let labels = label_places(chart, &frame);
    for (line, label) in chart.lines.iter().zip(labels) {
        layers.push(line_layer(chart, line, &frame, label));
    }
    Picture {
        width: paper.0,
        height: paper.1,
        title: format!("{} ({}) over {}", chart.title, chart.unit, chart.x_name),
        description: describe(chart),
        layers,
    }
}

/// Where a line's name stands, and in how many lines.
struct Label {
    middle: f64,
    lines: Vec<String>,
}

fn label_places(chart: &Chart, frame: &Frame) -> Vec<Label> {
    let lines: Vec<Vec<String>> =
        chart.lines.iter().map(|line| wrapped(&line.label, LABEL_WIDTH_MAX, label_em)).collect();
    let end = |line: &Line| line.dots.last().map_or(frame.bottom, |dot| frame.y(chart, dot.y));
    let wanted: Vec<f64> = chart.lines.iter().map(end).collect();
    let gaps: Vec<f64> = lines.iter().map(|lines| lines.len() as f64 * LABEL_LINE + 2.0).collect();
    let places = spread(&wanted, &gaps, frame.top - 14.0, frame.bottom + 14.0);
    places.into_iter().zip(lines).map(|(middle, lines)| Label { middle, lines }).collect()
}

fn line_layer(chart: &Chart, line: &Line, frame: &Frame, label: Label) -> Layer {
    if line.is_theory {
        return theory_layer(chart, line, frame, label);
    }
    let mut layer = Layer::of(&line.contender);
    let colour = line.look.colour;
    band(&mut layer, chart, line, frame);
    for ends in line.dots.windows(2) {
        let weak = ends.iter().any(|dot| matches!(dot.standing, Standing::Thin | Standing::NotValid));
        let (stroke, opacity) = if weak { (1.3, 0.5) } else { (2.4, 1.0) };
        let stroke = if line.is_minor { stroke * 0.6 } else { stroke };
        let path = [frame.at(chart, &ends[0]), frame.at(chart, &ends[1])];
        for part in strokes(&path, line.look.dash) {
            layer.line(part, colour, stroke, opacity);
        }
    }
    for dot in &line.dots {
        point(&mut layer, line, dot, frame.at(chart, dot));
    }
    if let Some(last) = line.dots.last() {
        name(&mut layer, line, frame.at(chart, last), frame.right + 14.0, label);
    }
    layer
}

/// What is expected and not measured: dashed, grey, without marks.
fn theory_layer(chart: &Chart, line: &Line, frame: &Frame, label: Label) -> Layer {
    let mut layer = Layer::default();
    let path: Vec<At> = line.dots.iter().map(|dot| frame.at(chart, dot)).collect();
    for part in strokes(&path, &[5.0, 4.0]) {
        layer.line(part, MUTED, 1.4, 1.0);
    }
    if let Some(&end) = path.last() {
        let x = frame.right + 14.0;
        thread(&mut layer, (end.0 + 4.0, end.1), (x + 4.0, label.middle), MUTED);
        words(&mut layer, label, x + 10.0, MUTED);
    }
    layer
}

/// From the lowest to the highest block; a whisker where a point stands alone.
fn band(layer: &mut Layer, chart: &Chart, line: &Line, frame: &Frame) {
    let edge = |value: fn(&Dot) -> f64| move |dot: &Dot| (frame.x(chart, dot.x), frame.y(chart, value(dot)));
    let (low, high) = (edge(|dot| dot.low), edge(|dot| dot.high));
    let colour = line.look.colour;
    if line.dots.len() > 1 && line.dots.iter().any(|dot| dot.low < dot.high) {
        let points = line.dots.iter().map(low).chain(line.dots.iter().rev().map(high)).collect();
        layer.marks.push(Mark::Area { points, colour, opacity: 0.13 });
    }
    for dot in line.dots.iter().filter(|dot| dot.low < dot.high) {
        layer.line(vec![low(dot), high(dot)], colour, 1.2, 0.7);
    }
}

fn point(layer: &mut Layer, line: &Line, dot: &Dot, at: At) {
    let (look, radius) = (line.look, radius(line));
    match dot.standing {
        Standing::Valid => layer.marker(at, look.shape, radius, look.colour, true),
        Standing::Passing => return,
        Standing::Thin => layer.marker(at, look.shape, radius, look.colour, false),
        Standing::NotValid => {
            let arm = radius + 1.2;
            layer.marks.push(super::style::Shape::Disc.mark(at, arm + 0.6, PAPER));
            for (from, to) in [((-arm, -arm), (arm, arm)), ((-arm, arm), (arm, -arm))] {
                let ends = vec![(at.0 + from.0, at.1 + from.1), (at.0 + to.0, at.1 + to.1)];
                layer.line(ends, look.colour, 2.0, 1.0);
            }
        }
    }
    if dot.is_at_least {
        layer.text((at.0, at.1 - radius - 4.0), "≥", LABEL_EM, INK, Anchor::Middle);
    }
    layer.marks.push(Mark::Hover { at, text: dot.note.clone() });
}

fn radius(line: &Line) -> f64 {
    if line.is_minor { MARKER_RADIUS * 0.75 } else { MARKER_RADIUS }
}

/// The name at a line's end, with a thread to it where it had to move away.
fn name(layer: &mut Layer, line: &Line, end: At, x: f64, label: Label) {
    let Label { middle, lines } = label;
    thread(layer, (end.0 + MARKER_RADIUS + 2.0, end.1), (x - 5.0, middle), line.look.colour);
    layer.marker((x, middle), line.look.shape, radius(line), line.look.colour, true);
    words(layer, Label { middle, lines }, x + 10.0, INK);
}

/// From a line's end to its name. A long one must not be taken for what was measured.
fn thread(layer: &mut Layer, from: At, to: At, colour: Colour) {
    let dash: &[f64] = if to.0 - from.0 > THREAD_MAX { &[1.5, 4.0] } else { &[] };
    for part in strokes(&[from, to], dash) {
        layer.line(part, colour, 0.9, 0.6);
    }
}

fn words(layer: &mut Layer, label: Label, x: f64, colour: Colour) {
    let Label { middle, lines } = label;
    let first = middle - (lines.len() as f64 - 1.0) * LABEL_LINE / 2.0 + LABEL_EM * 0.36;
    for (i, text) in lines.into_iter().enumerate() {
        layer.text((x, first + i as f64 * LABEL_LINE), text, LABEL_EM, colour, Anchor::Start);
    }
}

/// Each line by its ends; the tables of the page hold every point.
fn describe(chart: &Chart) -> String {
    let each = chart.lines.iter().filter_map(|line| {
        let (first, last) = (line.dots.first()?, line.dots.last()?);
        let shown = |value: f64| significant(value);
        Some(format!(
            "{}: {} at {} to {} at {}.",
            line.label,
            shown(first.y),
            shown(first.x),
            shown(last.y),
            shown(last.x)
        ))
    });
    each.chain(chart.crossings.iter().map(|crossing| crossing.note.clone())).collect::<Vec<_>>().join(" ")
}
