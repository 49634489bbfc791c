//! Waiting on a timer.

use std::thread;
use std::time::Duration;

/// Keeps the thread for `duration`.
pub(crate) fn sleep(duration: Duration) {
    thread::sleep(duration);
}

/// Keeps the thread for `duration`: to a thread, waiting and blocking are the same.
pub(crate) fn block(duration: Duration) {
    thread::sleep(duration);
}
