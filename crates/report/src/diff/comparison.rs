//! What two runs say side by side, and which conditions hold.

use std::fmt;

use record::LoadKind;
use stats::Ratio;

use super::condition::Condition;
use crate::findings::load_in_words;

/// Two runs, side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The names of both runs.
    pub(super) names: [String; 2],
    /// What differs besides the figures.
    pub(super) notes: Vec<String>,
    /// Whether blocks were paired.
    pub(super) is_paired: bool,
    /// What could be compared, in the order of the runs.
    pub changes: Vec<Change>,
    /// What could not.
    pub not_compared: Vec<NotCompared>,
    pub(super) conditions: Vec<Condition>,
}

/// One metric of one case in both runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The case.
    pub case: Case,
    /// Its column in `points.csv`.
    pub metric: &'static str,
    /// The middle VALID block of the old run, in the column's unit.
    pub old: f64,
    /// The middle VALID block of the new run.
    pub new: f64,
    /// New ÷ old.
    pub ratio: Ratio,
}

/// A scenario's work at one load point, done by one contender.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The scenario's name.
    pub scenario: String,
    /// The contender's name.
    pub contender: String,
    /// Closed or open loop.
    pub load_kind: LoadKind,
    /// Connections or requests per second.
    pub load: f64,
}

/// What cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotCompared {
    /// A case, or all cases of a scenario and a kind of load.
    pub what: String,
    /// The one metric that is meant, where the others are compared.
    pub metric: Option<&'static str>,
    /// Why.
    pub why: String,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}, {}", self.scenario, self.contender, load_in_words(self.load_kind, self.load))
    }
}

impl Comparison {
    /// The conditions that hold, each with the changes that make it hold.
    #[must_use]
    pub fn exceeded(&self) -> Vec<(Condition, Vec<&Change>)> {
        let exceeds = |condition: &Condition, change: &&Change| {
            change.metric == condition.column.name
                && condition.is_exceeded(change.ratio.estimate)
                && change.ratio.is_resolved()
                && change.ratio.interval.is_some_and(|interval| condition.is_sure(interval))
        };
        let holding = |&condition: &Condition| {
            let changes: Vec<&Change> =
                self.changes.iter().filter(|change| exceeds(&condition, change)).collect();
            (!changes.is_empty()).then_some((condition, changes))
        };
        self.conditions.iter().filter_map(holding).collect()
    }

    /// The conditions that nothing speaks for or against: no case has an interval of their metric. A check that
    /// takes them for passed would pass whatever happened.
    #[must_use]
    pub fn unjudged(&self) -> Vec<Condition> {
        let is_judged = |condition: &Condition| {
            let on =
                |change: &Change| change.metric == condition.column.name && change.ratio.interval.is_some();
            self.changes.iter().any(on)
        };
        self.conditions.iter().filter(|condition| !is_judged(condition)).copied().collect()
    }
}
