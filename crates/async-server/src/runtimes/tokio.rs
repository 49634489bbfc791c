//! What this server takes from tokio, whichever of its runtimes: timers, threads for what blocks, and
//! sockets under hyper.

use std::future::Future;
use std::io::{self, IoSlice};
use std::net::SocketAddr;
use std::os::fd::{AsFd, BorrowedFd};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use hyper::rt::{Read, ReadBufCursor, Write};
use serving::Moment;
use serving::backend::Connect;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep_until};

/// Keeps the task for `duration`, which tokio rounds up to whole milliseconds.
pub(crate) async fn sleep(duration: Duration) {
    tokio::time::sleep(duration).await;
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

/// What `work` gives, done by a thread that may wait; `None` if it panics.
pub(crate) async fn unblock<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok()
}

/// Connects to the backend and waits for it.
#[derive(Debug)]
pub(crate) struct Caller;

impl Connect for Caller {
    type Io = Io;

    async fn connect(&self, address: SocketAddr, _: Instant) -> io::Result<Io> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Io::new(stream))
    }

    async fn until(&self, deadline: Instant) {
        sleep_until(deadline.into()).await;
    }
}

/// A tokio socket in hyper's words.
#[derive(Debug)]
pub(crate) struct Io(TcpStream);

impl Io {
    /// Puts `stream` under hyper.
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self(stream)
    }

    fn stream(self: Pin<&mut Self>) -> Pin<&mut TcpStream> {
        Pin::new(&mut self.get_mut().0)
    }
}

impl Read for Io {
    #[allow(unsafe_code)]
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        // SAFETY: tokio only ever initialises bytes.
        let mut room = ReadBuf::uninit(unsafe { buffer.as_mut() });
        ready!(self.stream().poll_read(cx, &mut room))?;
        let count = room.filled().len();
        // SAFETY: tokio has initialised what it has filled.
        unsafe { buffer.advance(count) };
        Poll::Ready(Ok(()))
    }
}

impl Write for Io {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.stream().poll_write(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.stream().poll_write_vectored(cx, pieces)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream().poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream().poll_shutdown(cx)
    }
}

impl AsFd for Io {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
