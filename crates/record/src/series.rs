//! `series/CASE.csv`: how a case went, window by window of 250 ms.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{RecordError, table};

/// One window of a case. An empty cell means that nothing completed in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SeriesWindow {
    /// Its start, from the start of the measured window; negative in the warm-up.
    pub start_ms: i64,
    /// Requests sent.
    pub sent: u64,
    /// Right answers.
    pub completed: u64,
    /// Wrong or missing answers.
    pub errors: u64,
    /// Median response time of what completed.
    pub response_p50_us: Option<f64>,
    /// 99th percentile of response time of what completed.
    pub response_p99_us: Option<f64>,
    /// Mean response time of what completed.
    pub response_mean_us: Option<f64>,
    /// How many took longer than the case's own p50, in the series' coarser steps; `None` in a run of an earlier
    /// schema. What [`Point`](crate::Point)'s design effects are made from.
    pub beyond_p50: Option<u64>,
    /// The same for the 90th percentile.
    pub beyond_p90: Option<u64>,
    /// The same for the 99th percentile.
    pub beyond_p99: Option<u64>,
    /// The same for the 99.9th percentile.
    pub beyond_p999: Option<u64>,
}

const COLUMNS: [&str; 11] = [
    "start_ms",
    "sent",
    "completed",
    "errors",
    "response_p50_us",
    "response_p99_us",
    "response_mean_us",
    "beyond_p50",
    "beyond_p90",
    "beyond_p99",
    "beyond_p999",
];
/// So many of them had schemas 1 and 2.
const BEFORE_3: usize = 7;

pub(crate) fn encode(path: &Path, windows: &[SeriesWindow]) -> Result<Vec<u8>, RecordError> {
    let mut text = table::header(&COLUMNS);
    for window in windows {
        text.extend(table::row(path, window)?);
    }
    Ok(text)
}

pub(crate) fn decode(
    path: &Path,
    text: &[u8],
    schema_version: u32,
) -> Result<Vec<SeriesWindow>, RecordError> {
    let columns = if schema_version < 3 { &COLUMNS[..BEFORE_3] } else { &COLUMNS[..] };
    table::rows(path, text, columns)
}
