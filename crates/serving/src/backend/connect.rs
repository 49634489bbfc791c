//! What a style of waiting must bring along.

use std::future::{Future, poll_fn};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::Poll;
use std::time::Instant;

use hyper::rt::{Read, Write};

/// A style of waiting: how it connects and how it waits for a moment.
pub trait Connect: Send + Sync {
    /// A connection to the backend.
    type Io: Read + Write + Unpin + Send + 'static;

    /// Connects with `TCP_NODELAY`, giving up at `deadline` with [`io::ErrorKind::TimedOut`] if it
    /// waits by itself.
    fn connect(
        &self,
        address: SocketAddr,
        deadline: Instant,
    ) -> impl Future<Output = io::Result<Self::Io>> + Send;

    /// Is ready at `deadline`. Costs next to nothing until it is first waited for.
    fn until(&self, deadline: Instant) -> impl Future<Output = ()> + Send;
}

/// What `work` gives, or `None` if `expiry` comes first.
///
/// `work` stays where its caller pinned it: taken by value it would stand in this future twice, as the argument
/// and as what is polled, and a task is as large as the largest future in it.
pub async fn race<T>(
    mut work: Pin<&mut impl Future<Output = T>>,
    mut expiry: Pin<&mut impl Future<Output = ()>>,
) -> Option<T> {
    poll_fn(|cx| match work.as_mut().poll(cx) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => expiry.as_mut().poll(cx).map(|()| None),
    })
    .await
}
