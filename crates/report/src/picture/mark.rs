//! What a picture is made of.

use super::style::{Colour, Shape};

/// A picture in its own units; a unit is a pixel of a screen at its plain size.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// What it is, in a few words.
    pub(crate) title: String,
    /// What it shows, for those who cannot see it.
    pub(crate) description: String,
    /// From back to front.
    pub(crate) layers: Vec<Layer>,
}

/// Marks that belong together: those of one contender, or the frame.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layer {
    pub(crate) contender: Option<String>,
    /// Of a layer that says something of two contenders, the other.
    pub(crate) and: Option<String>,
    pub(crate) marks: Vec<Mark>,
}

/// A place, from the upper left.
pub(crate) type At = (f64, f64);

/// One thing to draw.
#[derive(Clone, Debug)]
pub(crate) enum Mark {
    Line {
        points: Vec<At>,
        colour: Colour,
        width: f64,
        opacity: f64,
    },
    Area {
        points: Vec<At>,
        colour: Colour,
        opacity: f64,
    },
    Disc {
        at: At,
        radius: f64,
        colour: Colour,
    },
    /// `at` is on the baseline.
    Text {
        at: At,
        text: String,
        size: f64,
        colour: Colour,
        anchor: Anchor,
        bold: bool,
    },
    /// Shows `text` when pointed at; only where there is a pointer.
    Hover {
        at: At,
        text: String,
    },
}

/// Which part of a text its place means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

impl Picture {
    /// Puts `other` in this one, moved right and down.
    pub(crate) fn place(&mut self, other: Self, right: f64, down: f64) {
        let moved = other.layers.into_iter().map(|layer| Layer {
            marks: layer.marks.into_iter().map(|mark| mark.moved(right, down)).collect(),
            ..layer
        });
        self.layers.extend(moved);
    }
}

impl Layer {
    pub(crate) fn of(contender: &str) -> Self {
        Self { contender: Some(contender.to_owned()), ..Self::default() }
    }

    pub(crate) fn line(&mut self, points: Vec<At>, colour: Colour, width: f64, opacity: f64) {
        self.marks.push(Mark::Line { points, colour, width, opacity });
    }

    pub(crate) fn text(
        &mut self,
        at: At,
        text: impl Into<String>,
        size: f64,
        colour: Colour,
        anchor: Anchor,
    ) {
        self.marks.push(Mark::Text { at, text: text.into(), size, colour, anchor, bold: false });
    }

    pub(crate) fn heading(&mut self, at: At, text: impl Into<String>, size: f64, colour: Colour) {
        self.marks.push(Mark::Text {
            at,
            text: text.into(),
            size,
            colour,
            anchor: Anchor::Start,
            bold: true,
        });
    }

    /// A marker of `shape`; not `filled`, its inside shows the background.
    pub(crate) fn marker(&mut self, at: At, shape: Shape, radius: f64, colour: Colour, filled: bool) {
        self.marks.push(shape.mark(at, radius, colour));
        if !filled {
            self.marks.push(shape.mark(at, radius - 1.6, super::style::PAPER));
        }
    }
}

impl Mark {
    fn moved(mut self, right: f64, down: f64) -> Self {
        let shift = |at: &mut At| *at = (at.0 + right, at.1 + down);
        match &mut self {
            Self::Line { points, .. } | Self::Area { points, .. } => points.iter_mut().for_each(shift),
            Self::Disc { at, .. } | Self::Text { at, .. } | Self::Hover { at, .. } => shift(at),
        }
        self
    }
}
