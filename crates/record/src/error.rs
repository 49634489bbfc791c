//! What can go wrong with a run directory, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a run directory could not be written or read.
#[derive(Debug, Error)]
pub enum RecordError {
    /// The folder refuses to be written to.
    #[error("`{}` cannot be written ({source}): choose another folder or change its permissions", .path.display())]
    NotWritable {
        /// What was to be written.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The disk, a quota or a limit on the size of files leaves no room.
    #[error("no room for `{}`: {written} of {wanted} bytes fitted ({source}). Every file written before \
        is whole; free some room and run again", .path.display())]
    NoRoom {
        /// What was to be written.
        path: PathBuf,
        /// Bytes that fitted; they were removed again.
        written: usize,
        /// Bytes that it would have had.
        wanted: usize,
        /// The system's reason.
        source: io::Error,
    },
    /// There is something else of this name.
    #[error("`{}` is there already: give the run another name, or move that away", .0.display())]
    NameTaken(PathBuf),
    /// Another program is writing this run.
    #[error("`{}` is being written by another program: let it end, or end it", .0.display())]
    InUse(PathBuf),
    /// The run was recorded with other columns.
    #[error("`{}` has other columns than this version writes: measure again", .0.display())]
    OtherColumns(PathBuf),
    /// The name cannot be that of a directory.
    #[error(
        "`{0}` cannot name a run: take letters, digits, dots and dashes, as in `2026-11-24-tour-0f3a9c1`"
    )]
    BadName(String),
    /// The system refused to write for another reason.
    #[error("cannot write `{}`: {source}", .path.display())]
    Write {
        /// What was to be written.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A measured value has no place in the format.
    #[error("cannot express `{}`: {what}. This is a mistake of Common Ground; please report it", .path.display())]
    Encode {
        /// What was to be written.
        path: PathBuf,
        /// What could not be expressed.
        what: String,
    },
    /// A case was added a second time.
    #[error("case {0} is recorded already; a case is recorded once")]
    Repeated(u32),
    /// A case could not be added.
    #[error("{case} could not be recorded, the {whole} cases before it are whole: {source}")]
    Case {
        /// Which case.
        case: String,
        /// How many cases are recorded.
        whole: usize,
        /// What went wrong.
        source: Box<Self>,
    },
    /// There is no run in this directory.
    #[error("`{}` is no run directory (no run.json in it): name one that `compare` has written", .0.display())]
    NotARun(PathBuf),
    /// The run was recorded by a newer version.
    #[error("`{}` was made by a newer Common Ground: schema {found}, this one reads up to {known}; \
        update, or measure again", .path.display())]
    Newer {
        /// The run's manifest.
        path: PathBuf,
        /// Its schema.
        found: u64,
        /// The newest schema that can be read.
        known: u32,
    },
    /// A file that belongs to the run cannot be read.
    #[error("cannot read `{}`: {source}. Copy the run directory again as a whole", .path.display())]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A column is missing.
    #[error("`{}`, line 1: no column `{column}`. Restore the file, or measure again", .path.display())]
    MissingColumn {
        /// The file.
        path: PathBuf,
        /// The column that is not there.
        column: String,
    },
    /// A line does not say what it should.
    #[error("`{}`, line {line}: {what}. Restore the file, or measure again", .path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        what: String,
    },
    /// A histogram is cut off or damaged.
    #[error("`{}` is cut off or damaged ({what}). Restore the file, or leave its case out", .path.display())]
    Histogram {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
}

impl RecordError {
    /// The error of a write to `path` that stopped after `written` of `wanted` bytes.
    pub(crate) fn write(path: &Path, written: usize, wanted: usize, source: io::Error) -> Self {
        use io::ErrorKind::{FileTooLarge, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        let path = path.to_path_buf();
        match source.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => Self::NoRoom { path, written, wanted, source },
            PermissionDenied | ReadOnlyFilesystem => Self::NotWritable { path, source },
            _ => Self::Write { path, source },
        }
    }

    /// The same, told of `path`, which was `hidden` until it was whole: only `path` means something to a reader.
    pub(crate) fn seen_at(mut self, hidden: &Path, path: &Path) -> Self {
        if let Self::NotWritable { path: told, .. }
        | Self::NoRoom { path: told, .. }
        | Self::Write { path: told, .. }
        | Self::Encode { path: told, .. } = &mut self
            && let Ok(part) = told.strip_prefix(hidden)
        {
            *told = path.join(part);
        }
        self
    }

    /// Whether there was no room left: what was recorded before is whole.
    #[must_use]
    pub fn is_no_room(&self) -> bool {
        match self {
            Self::NoRoom { .. } => true,
            Self::Case { source, .. } => source.is_no_room(),
            _ => false,
        }
    }
}
