//! From bytes off a socket to "the right answer", "a wrong one", or "no HTTP".
//!
//! Bodies are compared as they arrive and never stored. A head that equals the last one to the byte is
//! not parsed again: servers repeat theirs, but for the date once a second.

mod chunked;
#[cfg(test)]
mod corpus;
#[cfg(any(test, fuzzing))]
pub(crate) mod exercise;
mod expected;
mod head;
mod reader;
#[cfg(test)]
mod tests;

pub(crate) use expected::Expected;
pub(crate) use head::refusal;
pub(crate) use reader::{Context, Reader, Taken};

/// Why a request did not end well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    Connect,
    Closed,
    Malformed,
    Status,
    Body,
    Timeout,
}

/// The beginning of what was wrong, printable, after the reason.
pub(crate) fn excerpt(reason: &str, bytes: &[u8]) -> String {
    const SHOWN_MAX: usize = 160;
    let shown = &bytes[..bytes.len().min(SHOWN_MAX)];
    let more = if bytes.len() > SHOWN_MAX { "…" } else { "" };
    format!("{reason}: {}{more}", shown.escape_ascii())
}
