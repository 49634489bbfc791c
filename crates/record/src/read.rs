//! Reading a run directory.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use hdrhistogram::Histogram;
use serde::Deserialize;

use crate::layout::{
    CALIBRATION, Load, MANIFEST, POINTS, SCENARIO, classes_path, gates_path, histograms_path, series_path,
};
use crate::{
    Calibration, ClassFigures, Clock, Gate, Manifest, Point, RecordError, SCHEMA_VERSION, SeriesWindow,
    class, columns, gate, histograms, series, table,
};

/// A run directory, read. Histograms and series are read when they are asked for.
#[derive(Clone, Debug)]
pub struct Run {
    folder: PathBuf,
    /// What is known of the run besides its points.
    pub manifest: Manifest,
    /// Every recorded case, in the order they were measured.
    pub points: Vec<Point>,
}

/// The reader's own scenario that the run in `folder` asked, as text; `None` where its scenarios are those of the
/// project.
///
/// # Errors
/// The file is there and cannot be read.
pub fn own_scenario(folder: &Path) -> Result<Option<String>, RecordError> {
    let path = folder.join(SCENARIO);
    match fs::read_to_string(&path) {
        Err(error) if is_absent(&error) => Ok(None),
        read => read.map(Some).map_err(|source| RecordError::Read { path, source }),
    }
}

impl Run {
    /// Opens a run directory, also one that is still being written or was stopped half-way.
    ///
    /// # Errors
    /// It is none, was made by a newer version, or is damaged: with the file, the line, and what to do.
    pub fn open(folder: &Path) -> Result<Self, RecordError> {
        let manifest = read_manifest(folder)?;
        let path = folder.join(POINTS);
        let points = table::rows(&path, &read(&path)?, &columns::names(manifest.schema_version))?;
        Ok(Self { folder: folder.to_path_buf(), manifest, points })
    }

    /// The run directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// What the instrument proved of itself with this code on this machine, if it was calibrated before
    /// the run.
    ///
    /// # Errors
    /// The file is there and cannot be read or understood.
    pub fn calibration(&self) -> Result<Option<Calibration>, RecordError> {
        match Calibration::read(&self.folder.join(CALIBRATION)) {
            Err(RecordError::Read { source, .. }) if is_absent(&source) => Ok(None),
            read => read.map(Some),
        }
    }

    /// The points of a case, a point a block.
    pub fn blocks(&self, scenario: &str, contender: &str, load: Load) -> impl Iterator<Item = &Point> {
        self.points.iter().filter(move |point| {
            point.scenario == scenario && point.contender == contender && point.load() == load
        })
    }

    /// The histogram of one point, in nanoseconds.
    ///
    /// # Errors
    /// Its file is missing, cut off or damaged.
    pub fn histogram(&self, point: &Point, clock: Clock) -> Result<Histogram<u64>, RecordError> {
        let path = histograms_path(&self.folder, point);
        histograms::decode(&path, &read(&path)?, clock)
    }

    /// The histograms of `points`, merged: the only right way to one percentile of several blocks
    /// (method rule 13). `None` if there are no points.
    ///
    /// # Errors
    /// A file is missing, cut off or damaged.
    pub fn merged<'a>(
        &self,
        points: impl IntoIterator<Item = &'a Point>,
        clock: Clock,
    ) -> Result<Option<Histogram<u64>>, RecordError> {
        let mut merged: Option<Histogram<u64>> = None;
        for point in points {
            let histogram = self.histogram(point, clock)?;
            match &mut merged {
                None => merged = Some(histogram),
                Some(all) => all.add(&histogram).map_err(|error| RecordError::Histogram {
                    path: histograms_path(&self.folder, point),
                    what: format!("its bounds differ from the others': {error}"),
                })?,
            }
        }
        Ok(merged)
    }

    /// How one point went, window by window.
    ///
    /// # Errors
    /// Its file is missing or damaged.
    pub fn series(&self, point: &Point) -> Result<Vec<SeriesWindow>, RecordError> {
        let path = series_path(&self.folder, point);
        series::decode(&path, &read(&path)?, self.manifest.schema_version)
    }

    /// The classes of one point; none where it was no mix.
    ///
    /// # Errors
    /// Its file is damaged.
    pub fn classes(&self, point: &Point) -> Result<Vec<ClassFigures>, RecordError> {
        let path = classes_path(&self.folder, point);
        if !path.exists() {
            return Ok(Vec::new());
        }
        class::decode(&path, &read(&path)?)
    }

    /// Every gate that one point was held against. A run of schema 1 has recorded none.
    ///
    /// # Errors
    /// Its file is missing or damaged.
    pub fn gates(&self, point: &Point) -> Result<Vec<Gate>, RecordError> {
        if self.manifest.schema_version < 2 {
            return Ok(Vec::new());
        }
        let path = gates_path(&self.folder, point);
        gate::decode(&path, &read(&path)?)
    }
}

/// All that is read before it is known whether the rest can be.
#[derive(Deserialize)]
struct Schema {
    schema_version: u64,
}

fn read_manifest(folder: &Path) -> Result<Manifest, RecordError> {
    let path = folder.join(MANIFEST);
    let text = read(&path).map_err(|error| match error {
        RecordError::Read { source, .. } if is_absent(&source) => RecordError::NotARun(folder.to_path_buf()),
        other => other,
    })?;
    let malformed = |error: serde_json::Error| RecordError::Malformed {
        path: path.clone(),
        line: error.line() as u64,
        what: error.to_string(),
    };
    let found = serde_json::from_slice::<Schema>(&text).map_err(malformed)?.schema_version;
    if found > u64::from(SCHEMA_VERSION) {
        return Err(RecordError::Newer { path: path.clone(), found, known: SCHEMA_VERSION });
    }
    serde_json::from_slice(&text).map_err(malformed)
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn read(path: &Path) -> Result<Vec<u8>, RecordError> {
    fs::read(path).map_err(|source| RecordError::Read { path: path.to_path_buf(), source })
}
