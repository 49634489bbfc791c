//! Waiting for a moment.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use super::list;

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
