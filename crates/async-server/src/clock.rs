//! Waiting on a timer.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use serving::Moment;
use tokio::time::{Sleep, sleep_until};

/// Keeps the task for `duration`, which tokio rounds up to whole milliseconds.
pub(crate) async fn sleep(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// Keeps the thread for `duration`, with every task that it would have run.
pub(crate) fn block(duration: Duration) {
    thread::sleep(duration);
}

/// A pause in a body keeps the connection's task.
#[derive(Debug)]
pub(crate) struct Pause(Pin<Box<Sleep>>);

impl Moment for Pause {
    fn at(moment: Instant) -> Self {
        Self(Box::pin(sleep_until(moment.into())))
    }
}

impl Future for Pause {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.as_mut().poll(cx)
    }
}
