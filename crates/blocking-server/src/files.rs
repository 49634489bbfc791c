//! Reading files.

use bytes::Bytes;
use contract::Refusal;

/// The file of so many bytes, read while the thread waits.
pub(crate) fn read(bytes: u32) -> Result<Bytes, Refusal> {
    serving::read_file(bytes)
}
