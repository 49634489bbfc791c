//! `/file?bytes=`: a file read.

use contract::{Answer, File};

use crate::files;

/// Answers with what the file holds.
pub(crate) fn file(ask: File) -> Answer {
    files::read(ask.bytes).into()
}
