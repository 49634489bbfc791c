//! What a ratio says, if anything.

use stats::Ratio;

use super::{Better, Metric};

/// Within this share of each other two figures count as the same.
pub(crate) const SAME_SHARE: f64 = 0.05;

/// Who does better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Async does: the whole interval says so ([`Ratio::is_resolved`]).
    Async,
    /// Threads do, by the same rule.
    Threads,
    /// Neither: the whole interval lies within five percent.
    Same,
    /// The interval reaches over no difference, or nearer to it than the instrument's step.
    Open,
}

/// Who is spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Async,
    Threads,
}

impl Outcome {
    /// Of async ÷ blocking.
    pub(crate) fn of(metric: Metric, ratio: &Ratio) -> Self {
        let is_inside = |i: stats::Interval| 1.0 - SAME_SHARE <= i.low && i.high <= 1.0 / (1.0 - SAME_SHARE);
        Self::beyond(metric, ratio, 0.0).unwrap_or(if ratio.interval.is_some_and(is_inside) {
            Self::Same
        } else {
            Self::Open
        })
    }

    /// Who does better by more than `share`, if that is a difference at all ([`Ratio::is_resolved`]).
    pub(crate) fn beyond(metric: Metric, ratio: &Ratio, share: f64) -> Option<Self> {
        let winner = match Side::better(metric, ratio.estimate) {
            Side::Async => Self::Async,
            Side::Threads => Self::Threads,
        };
        (ratio.is_resolved() && is_beyond(ratio.estimate, share)).then_some(winner)
    }

    pub(crate) fn side(self) -> Option<Side> {
        match self {
            Self::Async => Some(Side::Async),
            Self::Threads => Some(Side::Threads),
            Self::Same | Self::Open => None,
        }
    }
}

impl Side {
    /// Who does better at async ÷ blocking, sure or not.
    pub(crate) fn better(metric: Metric, ratio: f64) -> Self {
        if (ratio < 1.0) == (metric.better() == Better::Lower) { Self::Async } else { Self::Threads }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Async => "async",
            Self::Threads => "threads",
        }
    }

    pub(crate) fn possessive(self) -> &'static str {
        match self {
            Self::Async => "async's",
            Self::Threads => "threads'",
        }
    }

    pub(crate) fn other(self) -> Self {
        match self {
            Self::Async => Self::Threads,
            Self::Threads => Self::Async,
        }
    }

    /// Singular for async, plural for threads.
    pub(crate) fn verb(self, singular: &'static str, plural: &'static str) -> &'static str {
        match self {
            Self::Async => singular,
            Self::Threads => plural,
        }
    }
}

/// Whether a ratio is further from 1 than `share`, in either direction.
pub(crate) fn is_beyond(ratio: f64, share: f64) -> bool {
    ratio < 1.0 - share || ratio > 1.0 / (1.0 - share)
}
