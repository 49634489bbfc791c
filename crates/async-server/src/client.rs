//! Whoever asked, as a handler may know them.

use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};
use std::time::Duration;

use rustix::io::Errno;
use rustix::net::{RecvFlags, recv};

use crate::clock;

/// How often it is looked whether a client is still there, where a handler wants to know.
const LOOK: Duration = Duration::from_millis(10);

/// The client at the other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Client(RawFd);

impl Client {
    /// The client of `socket`, which must stay open for as long as its requests are answered.
    pub(crate) fn of(socket: &impl AsFd) -> Self {
        Self(socket.as_fd().as_raw_fd())
    }

    /// Is ready when the client has left, or has ended its side of the stream, which looks the same.
    ///
    /// It is looked now and then rather than waited for: the codec owns the socket's readiness, and the
    /// look costs nothing where nobody asks for it.
    pub(crate) async fn left(self) {
        while !self.has_left() {
            clock::sleep(LOOK).await;
        }
    }

    #[allow(unsafe_code)]
    fn has_left(self) -> bool {
        // SAFETY: the connection owns both the socket and the future of the request that asks, and drops
        // the future first, so the descriptor is open and still the client's.
        let socket = unsafe { BorrowedFd::borrow_raw(self.0) };
        let mut byte = [MaybeUninit::<u8>::uninit()];
        match recv(socket, &mut byte[..], RecvFlags::PEEK | RecvFlags::DONTWAIT) {
            Ok((_, count)) => count == 0,
            Err(Errno::AGAIN | Errno::INTR) => false,
            Err(_) => true,
        }
    }
}
