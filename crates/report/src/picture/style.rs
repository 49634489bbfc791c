//! How contenders look: the same in every picture of a run, and told apart without colour too.

use record::Manifest;

use super::mark::{At, Mark};

/// Red, green, blue.
pub(crate) type Colour = (u8, u8, u8);

pub(crate) const PAPER: Colour = (0xFF, 0xFF, 0xFF);
pub(crate) const INK: Colour = (0x1F, 0x23, 0x28);
pub(crate) const MUTED: Colour = (0x57, 0x60, 0x6A);
pub(crate) const GRID: Colour = (0xDF, 0xE3, 0xE8);

/// Okabe & Ito, "Color Universal Design" (2008): cool hues for async, warm ones for threads. Their yellow is
/// left out, since it cannot be seen on white.
const COOL: [Colour; 3] = [(0x00, 0x72, 0xB2), (0x00, 0x9E, 0x73), (0x56, 0xB4, 0xE9)];
const WARM: [Colour; 4] = [(0xD5, 0x5E, 0x00), (0xCC, 0x79, 0xA7), (0xE6, 0x9F, 0x00), (0x40, 0x40, 0x40)];

/// Lengths of stroke and gap in turn; empty is a line without gaps.
const DASHES: [&[f64]; 4] = [&[], &[9.0, 4.0], &[3.0, 3.0], &[12.0, 3.5, 3.0, 3.5]];
const SHAPES: [Shape; 5] = [Shape::Disc, Shape::Square, Shape::Triangle, Shape::Diamond, Shape::Pentagon];

/// How one contender looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Look {
    pub(crate) colour: Colour,
    pub(crate) shape: Shape,
    pub(crate) dash: &'static [f64],
}

/// The form of a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Disc,
    Square,
    Triangle,
    Diamond,
    Pentagon,
}

/// The colour of the contender of this name, as a style sheet writes it.
pub(crate) fn colour_of(manifest: &Manifest, name: &str) -> String {
    let (red, green, blue) = look_of(manifest, name).colour;
    format!("#{red:02X}{green:02X}{blue:02X}")
}

/// What is expected and not measured.
pub(super) fn look_of_theory() -> Look {
    Look { colour: MUTED, shape: Shape::Disc, dash: DASHES[1] }
}

/// The look of the contender of this name, by its place among the run's contenders.
pub(crate) fn look_of(manifest: &Manifest, name: &str) -> Look {
    let is_async = |name: &str| manifest.contenders.iter().any(|c| c.name == name && c.colour == "async");
    let names: Vec<&str> = manifest.contenders.iter().map(|contender| contender.name.as_str()).collect();
    let place = names.iter().position(|&other| other == name).unwrap_or(names.len());
    let among = names[..place].iter().filter(|&&other| is_async(other) == is_async(name)).count();
    let hues: &[Colour] = if is_async(name) { &COOL } else { &WARM };
    let colour = hues[among % hues.len()];
    Look { colour, shape: SHAPES[place % SHAPES.len()], dash: DASHES[place % DASHES.len()] }
}

impl Shape {
    /// Drawn so that all forms look about as large.
    pub(super) fn mark(self, at: At, radius: f64, colour: Colour) -> Mark {
        let polygon = |corners: u32, turn: f64, size: f64| {
            let corner = |i: u32| {
                let angle = (f64::from(i) / f64::from(corners) + turn) * std::f64::consts::TAU;
                (at.0 + radius * size * angle.sin(), at.1 - radius * size * angle.cos())
            };
            Mark::Area { points: (0..corners).map(corner).collect(), colour, opacity: 1.0 }
        };
        match self {
            Self::Disc => Mark::Disc { at, radius, colour },
            Self::Square => polygon(4, 0.125, 1.25),
            Self::Triangle => polygon(3, 0.0, 1.35),
            Self::Diamond => polygon(4, 0.0, 1.3),
            Self::Pentagon => polygon(5, 0.5, 1.15),
        }
    }
}

/// `path` cut into the strokes of `dash`.
pub(super) fn strokes(path: &[At], dash: &[f64]) -> Vec<Vec<At>> {
    if dash.is_empty() {
        return vec![path.to_vec()];
    }
    let mut strokes = Vec::new();
    let mut stroke: Vec<At> = path.first().copied().into_iter().collect();
    let (mut part, mut left) = (0, dash[0]);
    for ends in path.windows(2) {
        let (mut from, to) = (ends[0], ends[1]);
        let mut length = (to.0 - from.0).hypot(to.1 - from.1);
        while length > left {
            let share = left / length;
            from = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
            length -= left;
            if part % 2 == 0 {
                stroke.push(from);
                strokes.push(std::mem::take(&mut stroke));
            } else {
                stroke = vec![from];
            }
            part = (part + 1) % dash.len();
            left = dash[part];
        }
        left -= length;
        if part % 2 == 0 {
            stroke.push(to);
        }
    }
    if part % 2 == 0 && stroke.len() > 1 {
        strokes.push(stroke);
    }
    strokes
}
