//! Waiting on a timer.

use std::thread;
use std::time::{Duration, Instant};

use serving::Moment;

use crate::waiting::{Pause, Until, block_on};

/// Leaves the thread to others for `duration`.
pub(crate) fn sleep(duration: Duration) {
    block_on(Until(Instant::now() + duration));
}

/// Keeps the thread for `duration`, and with it all coroutines that are its.
pub(crate) fn block(duration: Duration) {
    thread::sleep(duration);
}

/// A pause in a body is the connection's coroutine's.
impl Moment for Pause {
    fn at(moment: Instant) -> Self {
        Self::until(moment)
    }
}
