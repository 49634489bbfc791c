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

/// The most calls to the backend that one request may make.
pub const MAX_CALLS: u32 = 64;

/// How many bytes each call of `/fan-out`, `/chain` and `/mixed` asks for, at the least.
pub const CALL_BYTES: u32 = 64;

/// The most CPU time that may be burnt for one request, in microseconds.
pub const MAX_CPU_US: u32 = 1_000_000;

/// The most records that `/json` serialises.
pub const MAX_ITEMS: u32 = 1_000;

/// The sizes of the files that `/file` reads, in bytes: a page, a buffer's worth, and a megabyte.
pub const FILE_BYTES: [u32; 3] = [4 << 10, 64 << 10, 1 << 20];

/// The most pieces of a streamed body.
pub const MAX_PIECES: u32 = 256;

/// The largest piece of a streamed body, in bytes: all of them together are at most [`MAX_BODY_BYTES`].
pub const MAX_PIECE_BYTES: u32 = MAX_BODY_BYTES / MAX_PIECES;

/// After so many bytes of an upload the reader pauses.
pub const UPLOAD_PIECE_BYTES: u32 = 16 << 10;
