//! What a panel shows, before it has a place on paper.

use super::scale::Scale;
use super::style::Look;

/// One panel: lines over a shared x.
#[derive(Clone, Debug)]
pub(crate) struct Chart {
    pub(crate) title: String,
    /// The unit of y.
    pub(crate) unit: String,
    /// What x is.
    pub(crate) x_name: String,
    pub(crate) x: Scale,
    /// What stands at the ticks of x, where it is not their figures.
    pub(crate) x_ticks: Vec<String>,
    pub(crate) y: Scale,
    pub(crate) lines: Vec<Line>,
    /// Where two of them change sides, as the findings say.
    pub(crate) crossings: Vec<Crossing>,
}

/// Below it one of two does better, above it the other.
#[derive(Clone, Debug)]
pub(crate) struct Crossing {
    pub(crate) contenders: [String; 2],
    pub(crate) x: f64,
    /// The ends of its interval; `None` where there is none.
    pub(crate) interval: Option<(f64, f64)>,
    /// What stands above it.
    pub(crate) label: String,
    /// What a pointer is told.
    pub(crate) note: String,
}

/// One contender's line.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) contender: String,
    /// What stands at its end.
    pub(crate) label: String,
    pub(crate) look: Look,
    /// Thinner, for what accompanies a main line.
    pub(crate) is_minor: bool,
    /// Expected, not measured.
    pub(crate) is_theory: bool,
    pub(crate) dots: Vec<Dot>,
}

/// One load point.
#[derive(Clone, Debug)]
pub(crate) struct Dot {
    pub(crate) x: f64,
    pub(crate) y: f64,
    /// The lowest and the highest block.
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) standing: Standing,
    /// The true value is at least this.
    pub(crate) is_at_least: bool,
    /// What a pointer is told.
    pub(crate) note: String,
}

/// How much a point may be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// VALID.
    Valid,
    /// VALID, but a percentile with too few responses beyond it (method rule 14).
    Thin,
    /// Not VALID.
    NotValid,
    /// Part of a line that has no mark of its own here.
    Passing,
}
