//! Tables as comma-separated values: a header line, then a row a record; an empty cell is a `None`.

use std::path::Path;

use csv::{DeserializeErrorKind, ErrorKind, ReaderBuilder, WriterBuilder};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::RecordError;

pub(crate) fn header(columns: &[&str]) -> Vec<u8> {
    (columns.join(",") + "\n").into_bytes()
}

/// One record as a line.
pub(crate) fn row(path: &Path, record: &impl Serialize) -> Result<Vec<u8>, RecordError> {
    let failed = |what: String| RecordError::Encode { path: path.to_path_buf(), what };
    let mut writer = WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    writer.serialize(record).map_err(|error| failed(error.to_string()))?;
    writer.into_inner().map_err(|error| failed(error.to_string()))
}

/// Every record of the table. Columns are found by name; those that are not asked for are ignored.
pub(crate) fn rows<T: DeserializeOwned>(
    path: &Path,
    text: &[u8],
    columns: &[&str],
) -> Result<Vec<T>, RecordError> {
    let malformed = |line, what: String| RecordError::Malformed { path: path.to_path_buf(), line, what };
    if !text.ends_with(b"\n") {
        let lines = text.iter().filter(|byte| **byte == b'\n').count() as u64;
        return Err(malformed(lines + 1, "the file is cut off in this line".into()));
    }
    let mut reader = ReaderBuilder::new().from_reader(text);
    let header = reader.headers().map_err(|error| malformed(1, error.to_string()))?.clone();
    if let Some(missing) = columns.iter().find(|column| !header.iter().any(|found| found == **column)) {
        return Err(RecordError::MissingColumn { path: path.to_path_buf(), column: (*missing).to_string() });
    }
    let records = reader.into_deserialize();
    records
        .map(|record| {
            record.map_err(|error| {
                let line = error.position().map_or(0, csv::Position::line);
                malformed(line, explain(&error, &header))
            })
        })
        .collect()
}

fn explain(error: &csv::Error, header: &csv::StringRecord) -> String {
    match error.kind() {
        ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} cells instead of {expected_len}")
        }
        ErrorKind::Deserialize { err, .. } => {
            let column = err.field().and_then(|field| header.get(usize::try_from(field).ok()?));
            let what = match err.kind() {
                DeserializeErrorKind::Message(what) | DeserializeErrorKind::Unsupported(what) => what.clone(),
                other => other.to_string(),
            };
            match column {
                Some(column) => format!("column `{column}`: {what}"),
                None => what,
            }
        }
        _ => error.to_string(),
    }
}
