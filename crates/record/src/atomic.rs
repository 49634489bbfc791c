//! Files that are there as a whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::RecordError;

/// Writes `bytes` to `path` so that whoever looks, at any moment and after any crash, sees the old
/// file or the new one and never a part.
///
/// # Errors
/// [`RecordError::NoRoom`], [`RecordError::NotWritable`] or [`RecordError::Write`]; the old file is
/// then untouched.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), RecordError> {
    let unfinished = unfinished(path);
    let mut written = 0;
    let moved = fill(&unfinished, bytes, &mut written).and_then(|()| fs::rename(&unfinished, path));
    match moved {
        Ok(()) => {
            sync_folder(path);
            Ok(())
        }
        Err(source) => {
            // What went wrong is told below; a leftover would only be ignored.
            let _ = fs::remove_file(&unfinished);
            Err(RecordError::write(path, written, bytes.len(), source))
        }
    }
}

/// Makes a rename in the folder of `path` outlive a power cut. Best effort: some file systems refuse
/// it, and after a mere crash of the program nothing depends on it.
pub(crate) fn sync_folder(path: &Path) {
    if let Some(folder) = path.parent() {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

/// The name that `path` has until it is whole: in the same folder, since only there a rename is
/// atomic, and hidden, so that nobody takes it for the file.
pub(crate) fn unfinished(path: &Path) -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}-{count}.unfinished", process::id()))
}

/// Whether [`unfinished`] gave this name.
pub(crate) fn is_unfinished(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(".unfinished")
}

fn fill(path: &Path, bytes: &[u8], written: &mut usize) -> io::Result<()> {
    let mut file = File::create(path)?;
    while *written < bytes.len() {
        match file.write(&bytes[*written..]) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(more) => *written += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    // A full disk may show itself only here.
    file.sync_all()
}
