//! Writing a run directory, case by case.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use crate::atomic::unfinished;
use crate::folder::{appear, fill, header, open_log, remove_leftovers, write_manifest};
use crate::layout::{
    CALIBRATION, CLASSES, LOG, POINTS, SCENARIO, classes_path, gates_path, histograms_path, series_path,
};
use crate::write_atomic;
use crate::{
    Calibration, ClassFigures, Gate, Histograms, Manifest, Point, RecordError, Run, SeriesWindow, State,
    class, gate, histograms, series, table,
};

/// Writes a run directory. Whatever ends the program, whenever: the directory opens, and every case
/// that was added is in it.
#[derive(Debug)]
pub struct RunWriter {
    folder: PathBuf,
    manifest: Manifest,
    /// `points.csv` as it stands: rewritten as a whole with each case, since only that is atomic.
    points: Vec<u8>,
    orders: BTreeSet<u32>,
    log: File,
}

impl RunWriter {
    /// Makes `folder`/`name`, and `folder` too if need be.
    ///
    /// # Errors
    /// The name is taken or no name, the folder is not writable, the disk is full.
    pub fn create(folder: &Path, name: &str, manifest: &Manifest) -> Result<Self, RecordError> {
        let mut parts = Path::new(name).components();
        if !matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None)) {
            return Err(RecordError::BadName(name.to_owned()));
        }
        let path = folder.join(name);
        if path.symlink_metadata().is_ok() {
            return Err(RecordError::NameTaken(path));
        }
        // Filled under a hidden name first, so that a directory of this name is a run from its first moment.
        let hidden = unfinished(&path);
        let filled = fill(&hidden, manifest).and_then(|()| appear(&hidden, &path));
        if let Err(error) = filled {
            // What went wrong is told; a leftover would only be ignored.
            let _ = fs::remove_dir_all(&hidden);
            return Err(error.seen_at(&hidden, &path));
        }
        Ok(Self {
            log: open_log(&path)?,
            folder: path,
            manifest: manifest.clone(),
            points: header(),
            orders: BTreeSet::new(),
        })
    }

    /// Opens a run that was stopped or has ended, to add cases to it; gives what it holds too. Leftovers of
    /// a write that was cut off are removed.
    ///
    /// # Errors
    /// It is no run, is damaged, is not writable, has other columns, or another program is writing it.
    pub fn reopen(folder: &Path) -> Result<(Self, Run), RecordError> {
        // The lock comes first: what is read after it stays as it is.
        Run::open(folder)?;
        let log = open_log(folder)?;
        let run = Run::open(folder)?;
        let path = folder.join(POINTS);
        let points = fs::read(&path).map_err(|source| RecordError::Read { path: path.clone(), source })?;
        if !points.starts_with(&header()) {
            return Err(RecordError::OtherColumns(path));
        }
        remove_leftovers(folder);
        let writer = Self {
            folder: folder.to_path_buf(),
            manifest: run.manifest.clone(),
            points,
            orders: run.points.iter().map(|point| point.order).collect(),
            log,
        };
        Ok((writer, run))
    }

    /// The run directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Records a case. Its row is written last, so that a row in `points.csv` always has its files.
    ///
    /// # Errors
    /// [`RecordError::Case`] with the reason; the cases before it are whole, and another try is fine.
    pub fn add(
        &mut self,
        point: &Point,
        histograms: Histograms<'_>,
        series: &[SeriesWindow],
        gates: &[Gate],
    ) -> Result<(), RecordError> {
        self.try_to_add(point, histograms, series, gates).map_err(|source| RecordError::Case {
            case: point.file_stem(),
            whole: self.orders.len(),
            source: Box::new(source),
        })
    }

    /// Records the classes of a case that is about to be added. A case without a mix has none, and no file.
    ///
    /// # Errors
    /// They could not be written; nothing refers to them yet.
    pub fn classes(&mut self, point: &Point, classes: &[ClassFigures]) -> Result<(), RecordError> {
        if classes.is_empty() {
            return Ok(());
        }
        let folder = self.folder.join(CLASSES);
        fs::create_dir_all(&folder).map_err(|source| RecordError::write(&folder, 0, 0, source))?;
        let path = classes_path(&self.folder, point);
        write_atomic(&path, &class::encode(&path, classes)?)
    }

    /// Writes `run.json` anew.
    ///
    /// # Errors
    /// It could not be written; the old one is untouched.
    pub fn manifest(&mut self, manifest: &Manifest) -> Result<(), RecordError> {
        write_manifest(&self.folder, manifest)?;
        self.manifest = manifest.clone();
        Ok(())
    }

    /// Lays a scenario of the reader's own beside the run, so that it can be asked again.
    ///
    /// # Errors
    /// It could not be written.
    pub fn own_scenario(&mut self, text: &str) -> Result<(), RecordError> {
        write_atomic(&self.folder.join(SCENARIO), text.as_bytes())
    }

    /// Lays the instrument's calibration beside the run.
    ///
    /// # Errors
    /// It could not be written.
    pub fn calibration(&mut self, calibration: &Calibration) -> Result<(), RecordError> {
        calibration.write(&self.folder.join(CALIBRATION))
    }

    /// Adds a line to `log.txt`.
    ///
    /// # Errors
    /// It could not be written.
    pub fn log(&mut self, line: &str) -> Result<(), RecordError> {
        let line = format!("{line}\n");
        self.log
            .write_all(line.as_bytes())
            .map_err(|source| RecordError::write(&self.folder.join(LOG), 0, line.len(), source))
    }

    /// Says in `run.json` how the run ended, and gives the directory.
    ///
    /// # Errors
    /// It could not be written; the run then counts as stopped without a word.
    pub fn finish(mut self, state: State) -> Result<PathBuf, RecordError> {
        let ended = Manifest { state, ..self.manifest.clone() };
        self.manifest(&ended)?;
        Ok(self.folder)
    }

    fn try_to_add(
        &mut self,
        point: &Point,
        histograms: Histograms<'_>,
        windows: &[SeriesWindow],
        gates: &[Gate],
    ) -> Result<(), RecordError> {
        if self.orders.contains(&point.order) {
            return Err(RecordError::Repeated(point.order));
        }
        let path = histograms_path(&self.folder, point);
        write_atomic(&path, &histograms::encode(&path, point, histograms)?)?;
        let path = series_path(&self.folder, point);
        write_atomic(&path, &series::encode(&path, windows)?)?;
        let path = gates_path(&self.folder, point);
        write_atomic(&path, &gate::encode(&path, gates)?)?;
        let path = self.folder.join(POINTS);
        let row = table::row(&path, point)?;
        let before = self.points.len();
        self.points.extend(row);
        if let Err(error) = write_atomic(&path, &self.points) {
            self.points.truncate(before);
            return Err(error);
        }
        self.orders.insert(point.order);
        Ok(())
    }
}
