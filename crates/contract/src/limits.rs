//! Limits on everything that a client can make a server do.

/// The longest wait that may be asked for, in milliseconds.
pub const MAX_WAIT_MS: u32 = 60_000;

/// The largest body that may be asked for, in bytes.
pub const MAX_BODY_BYTES: u32 = 1 << 20;

/// The longest request target (path and query), in bytes; a longer one is answered 414.
pub const MAX_TARGET_BYTES: usize = 4_096;

/// The largest request head (request line and headers together), in bytes; a larger one is
/// answered 431 by a server that can count it.
pub const MAX_HEAD_BYTES: usize = 64 << 10;

/// The most header fields in one request; more are answered 431.
pub const MAX_HEADERS: usize = 64;

/// How long a server waits for its backend beyond the time it asked for, in milliseconds, unless
/// told otherwise; past it the answer is 504.
pub const BACKEND_GRACE_MS: u32 = 10_000;
