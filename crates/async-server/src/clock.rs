//! Waiting on a timer.

use std::time::Duration;

/// Keeps the task for `duration`, which tokio rounds up to whole milliseconds.
pub(crate) async fn sleep(duration: Duration) {
    tokio::time::sleep(duration).await;
}
