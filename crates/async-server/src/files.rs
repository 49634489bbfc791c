//! Reading files.

use bytes::Bytes;
use contract::Refusal;

use crate::runtime;

/// The file of so many bytes, read by a thread of the runtime's blocking pool while the task waits: what
/// `tokio::fs::read` does, since a file has no readiness that a reactor could wait for.
pub(crate) async fn read(bytes: u32) -> Result<Bytes, Refusal> {
    runtime::unblock(move || serving::read_file(bytes)).await.unwrap_or(Err(Refusal::FileUnreadable))
}
