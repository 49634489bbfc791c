//! `matched.csv`: both contenders of a matched pair at the same rates, for what one more request costs.

use std::fs;
use std::path::Path;

use crate::layout::MATCHED;
use crate::{Point, RecordError, SCHEMA_VERSION, columns, table, write_atomic};

/// The shares of the lower capacity of the pair at which both are measured.
pub const MATCHED_SHARES: [f64; 5] = [0.10, 0.25, 0.50, 0.75, 0.90];

impl Point {
    /// Server CPU per second, in µs: what the marginal CPU per request is the slope of, over
    /// [`Point::completed_per_s`]. Take a line for each block, then the interval of their slopes; its
    /// intercept is what the server costs while nothing is asked.
    #[must_use]
    pub fn cpu_us_per_s(&self) -> Option<f64> {
        Some(self.cpu_us_per_request? * self.completed_per_s)
    }
}

/// The points at matched rates in the run directory `folder`: for each scenario and block both contenders of
/// the pair at [`MATCHED_SHARES`] of the lower of their capacities, in the order in which they were measured.
/// They are points like those of `points.csv`, in a file of their own, since their rates were not planned but
/// found; their histograms are not kept. None if nothing was matched.
///
/// # Errors
/// The file is there and cannot be read or understood.
pub fn read_matched(folder: &Path) -> Result<Vec<Point>, RecordError> {
    let path = folder.join(MATCHED);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text = fs::read(&path).map_err(|source| RecordError::Read { path: path.clone(), source })?;
    table::rows(&path, &text, &columns::names(SCHEMA_VERSION))
}

/// Writes every matched point into the run directory `folder`, whole or not at all.
///
/// # Errors
/// It could not be written; the old file is untouched.
pub fn write_matched(folder: &Path, points: &[Point]) -> Result<(), RecordError> {
    let path = folder.join(MATCHED);
    let mut text = table::header(&columns::names(SCHEMA_VERSION));
    for point in points {
        text.extend(table::row(&path, point)?);
    }
    write_atomic(&path, &text)
}
