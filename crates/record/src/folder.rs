//! The run directory itself: how it appears, whose it is, what is cleared away.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use crate::atomic::{is_unfinished, sync_folder};
use crate::layout::{CLASSES, GATES, HISTOGRAMS, LOG, MANIFEST, POINTS, SERIES};
use crate::{Manifest, RecordError, SCHEMA_VERSION, columns, table, write_atomic};

/// The first line of `points.csv`.
pub(crate) fn header() -> Vec<u8> {
    table::header(&columns::names(SCHEMA_VERSION))
}

/// Makes a run without cases in `folder`.
pub(crate) fn fill(folder: &Path, manifest: &Manifest) -> Result<(), RecordError> {
    for part in [HISTOGRAMS, SERIES, GATES] {
        let part = folder.join(part);
        fs::create_dir_all(&part).map_err(|source| RecordError::write(&part, 0, 0, source))?;
    }
    write_atomic(&folder.join(LOG), b"")?;
    write_atomic(&folder.join(POINTS), &header())?;
    write_manifest(folder, manifest)
}

/// Opens the log for this writer alone: the lock is on it, since it is the one file that is never replaced,
/// and the system takes it away from a program that has died.
pub(crate) fn open_log(folder: &Path) -> Result<File, RecordError> {
    let path = folder.join(LOG);
    let log = OpenOptions::new().append(true).open(&path);
    let log = log.map_err(|source| RecordError::write(&path, 0, 0, source))?;
    match log.try_lock() {
        Err(TryLockError::WouldBlock) => Err(RecordError::InUse(folder.to_path_buf())),
        // A file system without locks protects from less, and is no reason not to measure.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(log),
    }
}

/// Removes files that a write left behind which was cut off: nobody reads them, and each would stay for ever.
pub(crate) fn remove_leftovers(folder: &Path) {
    for part in [
        folder.to_path_buf(),
        folder.join(HISTOGRAMS),
        folder.join(SERIES),
        folder.join(GATES),
        folder.join(CLASSES),
    ] {
        for entry in fs::read_dir(part).into_iter().flatten().flatten() {
            if is_unfinished(&entry.file_name().to_string_lossy()) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

pub(crate) fn appear(hidden: &Path, path: &Path) -> Result<(), RecordError> {
    let moved = fs::rename(hidden, path).map_err(|source| match source.kind() {
        io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            RecordError::NameTaken(path.to_path_buf())
        }
        _ => RecordError::write(path, 0, 0, source),
    });
    sync_folder(path);
    moved
}

pub(crate) fn write_manifest(folder: &Path, manifest: &Manifest) -> Result<(), RecordError> {
    let path = folder.join(MANIFEST);
    let mut json = serde_json::to_vec_pretty(manifest)
        .map_err(|error| RecordError::Encode { path: path.clone(), what: error.to_string() })?;
    json.push(b'\n');
    write_atomic(&path, &json)
}
