//! The metrics of two runs: the columns of `points.csv` that hold a measured number.

use record::{COLUMNS, Point};
use strsim::jaro_winkler;

/// What is compared without being asked for.
pub(super) const USUAL: [&str; 5] =
    ["cpu_us_per_request", "response_p50_us", "response_p99_us", "completed_per_s", "memory_pss_bytes_max"];

/// A column by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: &'static str,
    index: usize,
}

impl Column {
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::all().find(|column| column.name == name)
    }

    /// The name that is most like `name`.
    pub(super) fn nearest(name: &str) -> &'static str {
        // Most people leave out the unit, or write it with dashes.
        let plain = name.to_lowercase().replace('-', "_");
        let likeness = |column: &Self| {
            let starts =
                if column.name.starts_with(&plain) || plain.starts_with(column.name) { 0.5 } else { 0.0 };
            jaro_winkler(&plain, column.name) + starts
        };
        let best = Self::all().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        best.map_or("cpu_us_per_request", |column| column.name)
    }

    /// Every column that can be compared.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let columns = COLUMNS.iter().enumerate().filter(|(_, column)| column.is_measured);
        columns.map(|(index, column)| Self { name: column.name, index })
    }

    /// The percentile that it is, as a share.
    pub(super) fn percentile(self) -> Option<f64> {
        let parts = [("_p50_", 0.5), ("_p90_", 0.9), ("_p99_", 0.99), ("_p999_", 0.999)];
        parts.into_iter().find(|(part, _)| self.name.contains(part)).map(|(_, share)| share)
    }

    /// The figure of a point; `None` for an empty cell.
    pub(super) fn of(self, point: &Point) -> Option<f64> {
        let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
        writer.serialize(point).ok()?;
        let row = writer.into_inner().ok()?;
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(row.as_slice());
        let cells = reader.records().next()?.ok()?;
        cells.get(self.index)?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::{Column, USUAL};

    #[test]
    fn every_name_is_a_column_of_the_table() {
        for name in USUAL {
            assert!(Column::named(name).is_some(), "{name}");
        }
        for name in ["verdict", "samples", "order", "response_p99_design_effect"] {
            assert_eq!(
                Column::named(name),
                None,
                "{name} says of a figure whose it is, or how far to believe it"
            );
        }
    }

    #[test]
    fn a_slip_finds_its_name() {
        for (slip, meant) in [
            ("cpu_us_per_requst", "cpu_us_per_request"),
            ("cpu-us-per-request", "cpu_us_per_request"),
            ("response_p99", "response_p99_us"),
            ("completed", "completed_per_s"),
            ("memory_pss", "memory_pss_bytes_max"),
        ] {
            assert_eq!(Column::nearest(slip), meant);
        }
    }

    #[test]
    fn percentiles_are_told_from_the_rest() {
        let share = |name: &str| Column::named(name).and_then(Column::percentile);
        assert_eq!((share("response_p99_us"), share("response_p999_us")), (Some(0.99), Some(0.999)));
        assert_eq!((share("service_p50_us"), share("response_mean_us")), (Some(0.5), None));
    }
}
