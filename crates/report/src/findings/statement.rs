//! The data of a finding.

use record::{LoadKind, Verdict};
use stats::Ratio;

use crate::digest::{Metric, PairKind, Side};

/// A statement with the points it rests on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding {
    pub(crate) statement: Statement,
    pub(crate) scenario: String,
    pub(crate) kind: LoadKind,
    /// The pair it is about, where it is about one.
    pub(crate) pair: Option<PairKind>,
    /// The contenders whose points it rests on.
    pub(crate) contenders: Vec<String>,
    /// The loads of those points.
    pub(crate) loads: Vec<f64>,
}

/// What can be found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Statement {
    /// Up to this load the medians stay within five percent.
    SameSpeed { up_to: f64, worst: Ratio },
    /// One side does better, and the blocks agree on it.
    Effect(Effect),
    /// Both cost or give the same: the whole interval lies within five percent.
    Same { metric: Metric, ratio: Ratio, load: f64 },
    /// Up to here the other side does better, from here on this one: the loads between which the place surely lies.
    Crossover { metric: Metric, winner: Side, load: f64, interval: Option<(f64, f64)> },
    /// Something looks different, but the blocks do not agree.
    Unclear { metric: Metric, ratio: Ratio, load: f64 },
    /// Nothing can be compared at these loads.
    NotCompared { why: Vec<(f64, String)> },
    /// Little's law fails, or connections were never answered: the median is a survivor's.
    Unserved { contender: String, load: f64, little_ratio: Option<f64>, without_response: u32 },
    /// The server failed or could not carry its load, here and at so many higher loads: a result (method rule 18).
    Broke { contender: String, load: f64, verdict: Verdict, reason: String, higher: usize },
    /// The most that was completed, and what its CPU per request at `read_at` lets expect of the server's cores.
    Ceiling { contender: String, load: f64, per_s: f64, expected_per_s: f64, read_at: f64 },
    /// Contenders of which no two are a pair, each ÷ the one named first.
    Beside { metric: Metric, load: f64, base: String, others: Vec<(String, Ratio)> },
    /// From one contender to another, each step changing one thing.
    Steps { metric: Metric, load: f64, steps: Vec<Step> },
}

/// A difference with its interval.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Effect {
    pub(crate) metric: Metric,
    /// Async ÷ blocking.
    pub(crate) ratio: Ratio,
    /// The async side's figure.
    pub(crate) asynchronous: f64,
    /// The blocking side's figure.
    pub(crate) blocking: f64,
    pub(crate) load: f64,
    pub(crate) reach: Reach,
}

/// What a step changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Changes {
    /// Who waits.
    Model,
    /// The libraries that serve and call.
    Library,
    /// What stands between the HTTP library and the handlers.
    Boundary,
}

/// What one change does to a figure.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) changes: Changes,
    pub(crate) from: String,
    pub(crate) to: String,
    /// `to` ÷ `from`.
    pub(crate) ratio: Ratio,
}

/// How far an effect goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Read at this load.
    Here,
    /// At this load and at every higher one that could be compared.
    FromHereOn,
}

impl Effect {
    /// Who does better.
    pub(crate) fn winner(&self) -> Side {
        Side::better(self.metric, self.ratio.estimate)
    }
}
