//! Waiting on a timer.

use std::thread;
use std::time::Duration;

use crate::runtime;

pub(crate) use crate::runtime::Pause;

/// Keeps the task for `duration`.
pub(crate) async fn sleep(duration: Duration) {
    runtime::sleep(duration).await;
}

/// Keeps the thread for `duration`, with every task that it would have run.
pub(crate) fn block(duration: Duration) {
    thread::sleep(duration);
}
