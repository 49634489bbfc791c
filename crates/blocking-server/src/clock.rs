//! Waiting on a timer.

use std::thread;
use std::time::{Duration, Instant};

use serving::Moment;

use crate::waiting::Pause;

/// Keeps the thread for `duration`.
pub(crate) fn sleep(duration: Duration) {
    thread::sleep(duration);
}

/// Keeps the thread for `duration`: to a thread, waiting and blocking are the same.
pub(crate) fn block(duration: Duration) {
    thread::sleep(duration);
}

/// A pause in a body keeps the thread that drives the connection.
impl Moment for Pause {
    fn at(moment: Instant) -> Self {
        Self::until(moment)
    }
}
