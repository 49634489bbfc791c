//! A blocking socket under hyper.

use std::io::{self, IoSlice};
use std::net::TcpStream;
use std::os::fd::{AsRawFd, RawFd};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::rt::{Read, ReadBufCursor, Write};
use rustix::event::PollFlags;
use rustix::io::Errno;
use rustix::net::{RecvFlags, SendAncillaryBuffer, SendFlags, Shutdown, recv, send, sendmsg, shutdown};

use super::list;

/// A blocking socket that says `Pending` instead of blocking, and leaves the waiting to its turn.
#[derive(Debug)]
pub(crate) struct BlockingIo {
    stream: Arc<TcpStream>,
    /// Nothing is there to read until the turn has waited for it. As tokio does, a read that filled
    /// less than its buffer counts as having emptied the socket: one system call saved a request.
    read_dry: bool,
    /// The same for room to write.
    write_full: bool,
}

impl BlockingIo {
    /// Puts `stream` under hyper. Like a socket that was just registered with a reactor, it is
    /// waited for before it is first read.
    pub(crate) fn new(stream: Arc<TcpStream>) -> Self {
        Self { stream, read_dry: true, write_full: false }
    }

    fn socket(&self) -> RawFd {
        self.stream.as_raw_fd()
    }

    /// What came of an attempt to write `whole` bytes.
    fn wrote(&mut self, whole: usize, sent: Result<usize, Errno>) -> Poll<io::Result<usize>> {
        match sent {
            Ok(count) => {
                self.write_full = count < whole;
                Poll::Ready(Ok(count))
            }
            Err(Errno::AGAIN) => {
                self.write_full = true;
                list::wish(self.socket(), PollFlags::OUT);
                Poll::Pending
            }
            Err(error) => Poll::Ready(Err(error.into())),
        }
    }

    /// Whether writing must wait for room.
    fn must_wait_for_room(&mut self) -> bool {
        if self.write_full && !list::take_ready(self.socket(), PollFlags::OUT) {
            list::wish(self.socket(), PollFlags::OUT);
            return true;
        }
        self.write_full = false;
        false
    }
}

impl Read for BlockingIo {
    #[allow(unsafe_code)]
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        if self.read_dry && !list::take_ready(self.socket(), PollFlags::IN) {
            list::wish(self.socket(), PollFlags::IN);
            return Poll::Pending;
        }
        // SAFETY: recv only ever initialises bytes.
        let room = unsafe { buffer.as_mut() };
        let whole = room.len();
        match retried(|| recv(&*self.stream, &mut *room, RecvFlags::DONTWAIT).map(|(_, count)| count)) {
            Ok(count) => {
                self.read_dry = 0 < count && count < whole;
                // SAFETY: recv has initialised the first `count` bytes.
                unsafe { buffer.advance(count) };
                Poll::Ready(Ok(()))
            }
            Err(Errno::AGAIN) => {
                self.read_dry = true;
                list::wish(self.socket(), PollFlags::IN);
                Poll::Pending
            }
            Err(error) => Poll::Ready(Err(error.into())),
        }
    }
}

impl Write for BlockingIo {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.must_wait_for_room() {
            return Poll::Pending;
        }
        let sent = retried(|| send(&*self.stream, bytes, SEND));
        self.wrote(bytes.len(), sent)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.must_wait_for_room() {
            return Poll::Pending;
        }
        let sent = retried(|| sendmsg(&*self.stream, pieces, &mut SendAncillaryBuffer::default(), SEND));
        self.wrote(pieces.iter().map(|piece| piece.len()).sum(), sent)
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        match shutdown(&*self.stream, Shutdown::Write) {
            // The peer has gone already.
            Ok(()) | Err(Errno::NOTCONN) => Poll::Ready(Ok(())),
            Err(error) => Poll::Ready(Err(error.into())),
        }
    }
}

const SEND: SendFlags = SendFlags::DONTWAIT.union(SendFlags::NOSIGNAL);

fn retried<T>(mut call: impl FnMut() -> Result<T, Errno>) -> Result<T, Errno> {
    loop {
        match call() {
            Err(Errno::INTR) => {}
            done => return done,
        }
    }
}
