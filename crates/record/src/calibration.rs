//! `calibration.json`: what the instrument proved of itself, on which machine and with which code.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{Environment, MadeWith, RecordError, write_atomic};

/// What the instrument proved of itself (method rule 23). `compare` copies the newest one of its
/// machine and code into the run directory, so that a run is read beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// The version of this format, [`Calibration::VERSION`] at the time of writing.
    pub version: u32,
    /// When it began, RFC 3339, UTC.
    pub started_at: String,
    /// How long it took, in seconds.
    pub took_s: f64,
    /// Whether every check of the list was run, to its end.
    pub whole: bool,
    /// The machine and the code.
    pub environment: Environment,
    /// The programs and the machine to the last bit, which a revision with changed files does not tell. Empty in a
    /// calibration of an earlier version.
    #[serde(default)]
    pub made_with: MadeWith,
    /// Every check that was run, in its order.
    pub checks: Vec<CheckRecord>,
    /// The smallest differences that can be told apart here, where they were measured.
    pub resolution: Vec<Resolution>,
}

/// One check of the instrument.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckRecord {
    /// Its name, as given to `--only`.
    pub name: String,
    /// What it proves, in a line.
    pub proves: String,
    /// How it ended.
    pub outcome: CheckOutcome,
    /// Why, with the figures that decided.
    pub reason: String,
    /// What else was found, a line each.
    pub lines: Vec<String>,
    /// The figures behind the words, units in their names.
    pub figures: BTreeMap<String, f64>,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckOutcome {
    /// The instrument did what it should.
    Passed,
    /// It did not.
    Failed,
    /// This machine cannot show it either way; the reason says what is missing.
    NotAvailable,
}

/// The smallest difference that can be told apart here: in a paired comparison of so many blocks,
/// the interval of a true ratio of `1 + smallest_ratio` leaves 1 four times in five. A report asks that it leave the
/// instrument's step of 1 % too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resolution {
    /// What is compared: a column of `points.csv`.
    pub metric: String,
    /// At which load point it was measured, in words.
    pub load: String,
    /// The profile whose number of blocks this is, or `side-by-side`: servers that live together and are loaded in
    /// turn, which is the sharpest that this machine can see.
    pub profile: String,
    /// The number of blocks.
    pub blocks: u32,
    /// The smallest difference, as a share: 0.05 is 5 %.
    pub smallest_ratio: f64,
    /// The spread that it rests on: the standard deviation of a block's log-ratio of a server to itself.
    pub log_ratio_sd: f64,
}

impl Calibration {
    /// The version of the format.
    pub const VERSION: u32 = 1;

    /// Reads one from its file.
    ///
    /// # Errors
    /// It cannot be read, is damaged, or was made by a newer version.
    pub fn read(path: &Path) -> Result<Self, RecordError> {
        let text = fs::read(path).map_err(|source| RecordError::Read { path: path.to_path_buf(), source })?;
        let malformed = |error: serde_json::Error| RecordError::Malformed {
            path: path.to_path_buf(),
            line: error.line() as u64,
            what: error.to_string(),
        };
        let found = serde_json::from_slice::<Version>(&text).map_err(malformed)?.version;
        if found > Self::VERSION {
            let (path, found) = (path.to_path_buf(), found.into());
            return Err(RecordError::Newer { path, found, known: Self::VERSION });
        }
        serde_json::from_slice(&text).map_err(malformed)
    }

    /// Writes it, whole or not at all.
    ///
    /// # Errors
    /// It could not be written; an old file is untouched.
    pub fn write(&self, path: &Path) -> Result<(), RecordError> {
        let mut json = serde_json::to_vec_pretty(self)
            .map_err(|error| RecordError::Encode { path: path.to_path_buf(), what: error.to_string() })?;
        json.push(b'\n');
        write_atomic(path, &json)
    }

    /// Whether every check was run and none of them failed.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.whole && self.checks.iter().all(|check| check.outcome != CheckOutcome::Failed)
    }
}

/// All that is read before it is known whether the rest can be.
#[derive(Deserialize)]
struct Version {
    version: u32,
}
