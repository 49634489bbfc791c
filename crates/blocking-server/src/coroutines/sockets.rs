//! Accepting and connecting while others have the thread.

use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::task::Poll;
use std::time::Instant;

use rustix::event::PollFlags;
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketFlags, SocketType, socket_with, sockopt};

use super::list;

/// The next connection to `listener`, which does not block.
pub(crate) async fn accept(listener: &TcpListener) -> io::Result<TcpStream> {
    poll_fn(|_| match listener.accept() {
        Err(error) if error.kind() == ErrorKind::WouldBlock => {
            list::wish(listener.as_raw_fd(), PollFlags::IN);
            Poll::Pending
        }
        accepted => Poll::Ready(accepted.map(|(stream, _)| stream)),
    })
    .await
}

/// Connects. That it takes no longer than it may is for the one who asks to see to.
pub(crate) async fn connect(address: SocketAddr, _: Instant) -> io::Result<TcpStream> {
    let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
    let stream = TcpStream::from(socket_with(family, SocketType::STREAM, flags, None)?);
    match rustix::net::connect(&stream, &address) {
        Ok(()) => return Ok(stream),
        Err(Errno::INPROGRESS) => {}
        Err(error) => return Err(error.into()),
    }
    poll_fn(|_| {
        if list::take_ready(stream.as_raw_fd(), PollFlags::OUT) {
            return Poll::Ready(());
        }
        list::wish(stream.as_raw_fd(), PollFlags::OUT);
        Poll::Pending
    })
    .await;
    sockopt::socket_error(&stream)?.map_err(io::Error::from)?;
    Ok(stream)
}
