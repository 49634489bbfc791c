//! Reading files.

use bytes::Bytes;
use contract::Refusal;

/// The file of so many bytes, read by a thread of tokio's blocking pool while the task waits: what
/// `tokio::fs::read` does, since a file has no readiness that a reactor could wait for.
pub(crate) async fn read(bytes: u32) -> Result<Bytes, Refusal> {
    let read = tokio::task::spawn_blocking(move || serving::read_file(bytes)).await;
    read.unwrap_or(Err(Refusal::FileUnreadable))
}
