//! The bytes that the backend sends.

use std::sync::LazyLock;

use bytes::Bytes;

use crate::limits::MAX_BODY_BYTES;

/// A prime, so that the pattern never lines up with a buffer size and a shifted body is noticed.
const PERIOD: usize = 61;

static PATTERN: LazyLock<Bytes> =
    LazyLock::new(|| (0..MAX_BODY_BYTES as usize).map(|at| b'A' + (at % PERIOD) as u8).collect());

/// The first `bytes` bytes of the pattern, without copying.
///
/// # Panics
/// If `bytes` is larger than [`MAX_BODY_BYTES`]; the parsers refuse that before.
#[must_use]
pub fn payload(bytes: u32) -> Bytes {
    PATTERN.slice(..bytes as usize)
}
