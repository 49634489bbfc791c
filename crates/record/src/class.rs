//! `classes/CASE.csv`: what became of each class of a mix.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{RecordError, table};

/// One class of a case. Of the window's requests, as in a point; an empty cell means that there was none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClassFigures {
    /// Its label; `main` is the scenario's own request.
    pub class: String,
    /// Requests planned.
    pub planned: u64,
    /// Of those, answered rightly.
    pub completed: u64,
    /// Of those, ended otherwise.
    pub errors: u64,
    /// Of those, known only to have taken "at least x".
    pub censored: u64,
    /// Median response time.
    pub response_p50_us: Option<f64>,
    /// 90th percentile of response time.
    pub response_p90_us: Option<f64>,
    /// 99th percentile of response time.
    pub response_p99_us: Option<f64>,
    /// Longest response time.
    pub response_max_us: Option<f64>,
}

const COLUMNS: [&str; 9] = [
    "class",
    "planned",
    "completed",
    "errors",
    "censored",
    "response_p50_us",
    "response_p90_us",
    "response_p99_us",
    "response_max_us",
];

pub(crate) fn encode(path: &Path, classes: &[ClassFigures]) -> Result<Vec<u8>, RecordError> {
    let mut text = table::header(&COLUMNS);
    for class in classes {
        text.extend(table::row(path, class)?);
    }
    Ok(text)
}

pub(crate) fn decode(path: &Path, text: &[u8]) -> Result<Vec<ClassFigures>, RecordError> {
    table::rows(path, text, &COLUMNS)
}
