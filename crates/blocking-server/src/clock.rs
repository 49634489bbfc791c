//! Waiting on a timer.

use std::thread;
use std::time::Duration;

/// Keeps the thread for `duration`.
pub(crate) fn sleep(duration: Duration) {
    thread::sleep(duration);
}
