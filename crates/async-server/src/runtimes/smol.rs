//! What this server takes from smol: timers, threads for what blocks, and sockets under
//! hyper.

use std::future::Future;
use std::io::{self, IoSlice};
use std::net::{SocketAddr, TcpStream};
use std::os::fd::{AsFd, BorrowedFd};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use hyper::rt::{Read, ReadBufCursor, Write};
use rustix::io::Errno;
use rustix::net::{RecvFlags, SendAncillaryBuffer, SendFlags, Shutdown, recv, send, sendmsg, shutdown};
use serving::Moment;
use serving::backend::Connect;
use smol::{Async, Timer};

/// Keeps the task for `duration`.
pub(crate) async fn sleep(duration: Duration) {
    Timer::after(duration).await;
}

/// A pause in a body keeps the connection's task.
#[derive(Debug)]
pub(crate) struct Pause(Timer);

impl Moment for Pause {
    fn at(moment: Instant) -> Self {
        Self(Timer::at(moment))
    }
}

impl Future for Pause {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.0).poll(cx).map(drop)
    }
}

/// What `work` gives, done by a thread that may wait; `None` if it panics.
pub(crate) async fn unblock<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    smol::unblock(|| catch_unwind(AssertUnwindSafe(work)).ok()).await
}

/// Connects to the backend and waits for it.
#[derive(Debug)]
pub(crate) struct Caller;

impl Connect for Caller {
    type Io = Io;

    async fn connect(&self, address: SocketAddr, _: Instant) -> io::Result<Io> {
        let stream = Async::<TcpStream>::connect(address).await?;
        stream.get_ref().set_nodelay(true)?;
        Ok(Io::new(stream))
    }

    async fn until(&self, deadline: Instant) {
        Timer::at(deadline).await;
    }
}

/// A smol socket in hyper's words.
#[derive(Debug)]
pub(crate) struct Io(Async<TcpStream>);

const SEND: SendFlags = SendFlags::DONTWAIT.union(SendFlags::NOSIGNAL);

impl Io {
    /// Puts `stream` under hyper.
    pub(crate) fn new(stream: Async<TcpStream>) -> Self {
        Self(stream)
    }

    /// Tries to write, and waits for room where there is none.
    fn write(
        &self,
        cx: &mut Context<'_>,
        mut attempt: impl FnMut(&TcpStream) -> Result<usize, Errno>,
    ) -> Poll<io::Result<usize>> {
        loop {
            match attempt(self.0.get_ref()) {
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => ready!(self.0.poll_writable(cx))?,
                done => return Poll::Ready(done.map_err(Into::into)),
            }
        }
    }
}

impl Read for Io {
    #[allow(unsafe_code)]
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            // SAFETY: recv only ever initialises bytes.
            let room = unsafe { buffer.as_mut() };
            match recv(self.0.get_ref(), room, RecvFlags::DONTWAIT).map(|(_, count)| count) {
                Ok(count) => {
                    // SAFETY: recv has initialised the first `count` bytes.
                    unsafe { buffer.advance(count) };
                    return Poll::Ready(Ok(()));
                }
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => ready!(self.0.poll_readable(cx))?,
                Err(error) => return Poll::Ready(Err(error.into())),
            }
        }
    }
}

impl Write for Io {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.write(cx, |stream| send(stream, bytes, SEND))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.write(cx, |stream| sendmsg(stream, pieces, &mut SendAncillaryBuffer::default(), SEND))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        match shutdown(self.0.get_ref(), Shutdown::Write) {
            // The peer has gone already.
            Ok(()) | Err(Errno::NOTCONN) => Poll::Ready(Ok(())),
            Err(error) => Poll::Ready(Err(error.into())),
        }
    }
}

impl AsFd for Io {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
