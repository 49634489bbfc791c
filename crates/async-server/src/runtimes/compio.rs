//! What this server takes from compio, a runtime over io_uring: timers, and sockets under hyper.
//!
//! The kernel is handed a buffer and gives it back filled, where hyper expects to lend its own: so each
//! socket has buffers in between (8 KiB each way, the library's default) and every byte is copied once
//! more. That is the price of hyper on any such runtime.
//!
//! Nothing here may change its thread, which the shared client of the backend asks for. `SendWrapper`
//! promises it and looks: a shard has a client of its own.

use std::io;
use std::net::SocketAddr;
use std::os::fd::{AsFd, BorrowedFd};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use compio::io::compat::AsyncStream;
use compio::net::TcpStream;
use futures_io::AsyncWrite;
use hyper::rt::{Read, ReadBufCursor, Write};
use rustix::io::Errno;
use rustix::net::{Shutdown, shutdown};
use send_wrapper::SendWrapper;
use serving::Moment;
use serving::backend::Connect;

/// Keeps the task for `duration`.
pub(crate) fn sleep(duration: Duration) -> impl Future<Output = ()> + Send {
    SendWrapper::new(compio::time::sleep(duration))
}

/// A pause in a body keeps the connection's task.
pub(crate) struct Pause(SendWrapper<Pin<Box<dyn Future<Output = ()>>>>);

impl Moment for Pause {
    fn at(moment: Instant) -> Self {
        Self(SendWrapper::new(Box::pin(compio::time::sleep_until(moment))))
    }
}

impl Future for Pause {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.as_mut().poll(cx)
    }
}

/// What `work` gives, done by a thread that may wait; `None` if it panics.
pub(crate) fn unblock<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> impl Future<Output = Option<T>> + Send {
    SendWrapper::new(async { compio::runtime::spawn_blocking(work).await.ok() })
}

/// Connects to the backend and waits for it.
#[derive(Debug)]
pub(crate) struct Caller;

impl Connect for Caller {
    type Io = Io;

    fn connect(&self, address: SocketAddr, _: Instant) -> impl Future<Output = io::Result<Io>> + Send {
        SendWrapper::new(async move {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            Ok(Io::new(stream))
        })
    }

    fn until(&self, deadline: Instant) -> impl Future<Output = ()> + Send {
        SendWrapper::new(compio::time::sleep_until(deadline))
    }
}

/// A compio socket in hyper's words.
pub(crate) struct Io(SendWrapper<AsyncStream<TcpStream>>);

impl std::fmt::Debug for Io {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Io")
    }
}

impl Io {
    /// Puts `stream` under hyper.
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self(SendWrapper::new(AsyncStream::new(stream)))
    }

    fn stream(self: Pin<&mut Self>) -> Pin<&mut AsyncStream<TcpStream>> {
        Pin::new(&mut *self.get_mut().0)
    }
}

impl Read for Io {
    #[allow(unsafe_code)]
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        // SAFETY: the stream only ever initialises bytes.
        let count = ready!(self.stream().poll_read_uninit(cx, unsafe { buffer.as_mut() }))?;
        // SAFETY: the stream has initialised what it has filled.
        unsafe { buffer.advance(count) };
        Poll::Ready(Ok(()))
    }
}

impl Write for Io {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.stream().poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream().poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut stream = self.stream();
        ready!(stream.as_mut().poll_flush(cx))?;
        // By a plain call: the library's own would refuse to be flushed while it is under way, and
        // hyper flushes before it asks again.
        match shutdown(stream.get_ref(), Shutdown::Write) {
            // The peer has gone already.
            Ok(()) | Err(Errno::NOTCONN) => Poll::Ready(Ok(())),
            Err(error) => Poll::Ready(Err(error.into())),
        }
    }
}

impl AsFd for Io {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.get_ref().as_fd()
    }
}
