//! `capacity.csv`: every probe of the search for the highest rate that a contender can carry.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::layout::CAPACITY;
use crate::{RecordError, Verdict, table, write_atomic};

/// What a probe showed of its rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Carried {
    /// The objective was kept.
    Kept,
    /// It was not.
    Missed,
    /// The probe may not be believed, so it says nothing.
    Unknown,
}

/// One probe: one rate, offered to a fresh server for a while.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Probe {
    /// The scenario's name.
    pub scenario: String,
    /// The contender's name.
    pub contender: String,
    /// Which probe of this contender it was, from 0.
    pub probe: u32,
    /// Planned requests per second.
    pub offered_per_s: f64,
    /// What it showed.
    pub carried: Carried,
    /// Right answers in the window ÷ requests planned in it.
    pub goodput_ratio: Option<f64>,
    /// 99th percentile of response time.
    pub response_p99_us: Option<f64>,
    /// What it had to stay below.
    pub objective_p99_us: f64,
    /// How much the mean response grew from the window's start to its end, by its trend: the lower end of
    /// its 95 % interval.
    pub response_growth_us: Option<f64>,
    /// Server CPU per completed request.
    pub cpu_us_per_request: Option<f64>,
    /// The rate as a share of what the generator reaches when nothing holds it up (method rule 16).
    pub offered_to_ceiling_ratio: Option<f64>,
    /// The verdict of the probe as a point.
    pub verdict: Verdict,
    /// What decided, in words.
    pub reason: String,
}

/// Between which rates a capacity lies, after some probes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bracket {
    /// The highest rate that was confirmed, or, where none is yet, that was kept; below every rate that was missed.
    pub low: Option<f64>,
    /// The lowest rate that was missed.
    pub missed: Option<f64>,
    /// The lowest rate that could not be judged in [`Bracket::UNKNOWN_MAX`] tries: a wall, of which nobody knows
    /// whose it is.
    pub wall: Option<f64>,
    /// How often `low` was kept.
    pub kept: usize,
}

impl Bracket {
    /// A probe that says nothing is repeated until there are so many of its rate.
    pub const UNKNOWN_MAX: usize = 3;
    /// A capacity is kept once and then so many times more, before it counts (method rule 22).
    pub const CONFIRMATIONS: usize = 3;

    /// Of rates that were tried, each with what it showed. A rate that was missed once counts as missed, however
    /// often it was kept, so that the answer errs on the low side.
    #[must_use]
    pub fn of(tried: &[(f64, Carried)]) -> Self {
        let count = |rate: f64, what: Carried| tried.iter().filter(|one| **one == (rate, what)).count();
        let of = |what: Carried| tried.iter().filter(move |one| one.1 == what).map(|one| one.0);
        let missed = of(Carried::Missed).reduce(f64::min);
        let is_wall = |rate: &f64| count(*rate, Carried::Unknown) >= Self::UNKNOWN_MAX;
        let wall = of(Carried::Unknown).filter(is_wall).reduce(f64::min);
        let high = wall.into_iter().chain(missed).reduce(f64::min);
        let kept = |rate: f64| count(rate, Carried::Kept);
        let below = || of(Carried::Kept).filter(|rate| high.is_none_or(|high| *rate < high));
        let confirmed = below().filter(|rate| kept(*rate) > Self::CONFIRMATIONS).reduce(f64::max);
        let low = confirmed.or_else(|| below().reduce(f64::max));
        Self { low, missed, wall, kept: low.map_or(0, kept) }
    }

    /// The upper end: missed, or a wall below that.
    #[must_use]
    pub fn high(&self) -> Option<f64> {
        self.wall.into_iter().chain(self.missed).reduce(f64::min)
    }

    /// Whether the lower end was kept often enough.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        self.kept > Self::CONFIRMATIONS
    }
}

const COLUMNS: [&str; 13] = [
    "scenario",
    "contender",
    "probe",
    "offered_per_s",
    "carried",
    "goodput_ratio",
    "response_p99_us",
    "objective_p99_us",
    "response_growth_us",
    "cpu_us_per_request",
    "offered_to_ceiling_ratio",
    "verdict",
    "reason",
];

/// Every probe in the run directory `folder`, in the order in which they were made; none if nothing was
/// searched.
///
/// # Errors
/// The file is there and cannot be read or understood.
pub fn read_probes(folder: &Path) -> Result<Vec<Probe>, RecordError> {
    let path = folder.join(CAPACITY);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text = fs::read(&path).map_err(|source| RecordError::Read { path: path.clone(), source })?;
    table::rows(&path, &text, &COLUMNS)
}

/// Writes every probe into the run directory `folder`, whole or not at all.
///
/// # Errors
/// It could not be written; the old file is untouched.
pub fn write_probes(folder: &Path, probes: &[Probe]) -> Result<(), RecordError> {
    let path = folder.join(CAPACITY);
    let mut text = table::header(&COLUMNS);
    for probe in probes {
        text.extend(table::row(&path, probe)?);
    }
    write_atomic(&path, &text)
}
