//! What to do when the system does not hand out a connection.

use std::io;
use std::time::Duration;

use rustix::io::Errno;

use crate::counters::Counters;

/// Long enough not to spin, short enough not to be noticed.
const PAUSE: Duration = Duration::from_millis(10);

/// Counts the error and says how long to wait before the next attempt. A client that left before it
/// was accepted costs no pause; everything else (no descriptors, no memory) does, and none of them
/// ends a server.
#[must_use]
pub fn pause_after(error: &io::Error, counters: &Counters) -> Duration {
    counters.accept_error();
    match Errno::from_io_error(error) {
        Some(Errno::CONNABORTED | Errno::INTR | Errno::PROTO | Errno::AGAIN) => Duration::ZERO,
        _ => PAUSE,
    }
}
