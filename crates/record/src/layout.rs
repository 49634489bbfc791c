//! Where things lie in a run directory, and what a case is called there.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::{LoadKind, Point};

pub(crate) const MANIFEST: &str = "run.json";
pub(crate) const POINTS: &str = "points.csv";
pub(crate) const HISTOGRAMS: &str = "histograms";
pub(crate) const SERIES: &str = "series";
pub(crate) const GATES: &str = "gates";
pub(crate) const CAPACITY: &str = "capacity.csv";
pub(crate) const MATCHED: &str = "matched.csv";
pub(crate) const CLASSES: &str = "classes";
pub(crate) const CALIBRATION: &str = "calibration.json";
pub(crate) const SCENARIO: &str = "scenario.toml";
pub(crate) const LOG: &str = "log.txt";

/// Scenario, contender and load take at most this much of a file's name each, of the 255 that are allowed.
const PART_LENGTH_MAX: usize = 64;

/// A load point: what two points must share, besides scenario and contender, to be the same case.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub enum Load {
    /// Closed loop: so many connections.
    Closed {
        /// Connections held.
        connections: u32,
    },
    /// Open loop: so many planned requests per second.
    Open {
        /// Planned requests per second.
        offered_per_s: f64,
    },
    /// Parked: so many requests held in flight.
    Parked {
        /// Requests held.
        requests: u32,
    },
}

impl Point {
    /// The load point. (Open loop: `connections` is an outcome there and no part of it.)
    #[must_use]
    pub fn load(&self) -> Load {
        match self.load_kind {
            LoadKind::Closed => Load::Closed { connections: self.connections },
            LoadKind::Open => Load::Open { offered_per_s: self.offered_per_s.unwrap_or(0.0) },
            LoadKind::Parked => Load::Parked { requests: self.parked_requests.unwrap_or(0) },
        }
    }

    /// What the files of this case are called, without their ending.
    #[must_use]
    pub fn file_stem(&self) -> String {
        let Self { order, scenario, contender, block, .. } = self;
        let load = self.load().to_string().replace('/', "-per-");
        format!("{order:04}-{}-{}-{}-b{block}", plain(scenario), plain(contender), plain(&load))
    }
}

/// `closed 64`, `open 1000/s`, `parked 64`.
impl fmt::Display for Load {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed { connections } => write!(out, "closed {connections}"),
            Self::Open { offered_per_s } => write!(out, "open {offered_per_s}/s"),
            Self::Parked { requests } => write!(out, "parked {requests}"),
        }
    }
}

pub(crate) fn histograms_path(folder: &Path, point: &Point) -> PathBuf {
    folder.join(HISTOGRAMS).join(point.file_stem() + ".hlog")
}

pub(crate) fn series_path(folder: &Path, point: &Point) -> PathBuf {
    folder.join(SERIES).join(point.file_stem() + ".csv")
}

pub(crate) fn gates_path(folder: &Path, point: &Point) -> PathBuf {
    folder.join(GATES).join(point.file_stem() + ".csv")
}

pub(crate) fn classes_path(folder: &Path, point: &Point) -> PathBuf {
    folder.join(CLASSES).join(point.file_stem() + ".csv")
}

/// Only characters that every file system and shell takes as they are. Two names may become alike; the
/// order in front keeps their files apart.
fn plain(name: &str) -> String {
    let keep = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    name.chars().take(PART_LENGTH_MAX).map(|letter| if keep(letter) { letter } else { '-' }).collect()
}
