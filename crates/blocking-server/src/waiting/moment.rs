//! Waiting for a moment.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use super::list;

/// Ready at the moment that it holds, and wanted by whoever drives the connection to keep the thread
/// until then: a pause in the middle of an answer or of a body.
#[derive(Debug)]
pub(crate) struct Pause(Until);

impl Pause {
    /// Until `moment`.
    pub(crate) fn until(moment: Instant) -> Self {
        Self(Until(moment))
    }
}

impl Future for Pause {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let poll = Pin::new(&mut self.0).poll(cx);
        if poll.is_pending() {
            list::stay();
        }
        poll
    }
}

/// Ready at the moment that it holds.
#[derive(Debug)]
pub(crate) struct Until(pub(crate) Instant);

impl Future for Until {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if Instant::now() >= self.0 {
            return Poll::Ready(());
        }
        list::wish_at(self.0);
        Poll::Pending
    }
}
