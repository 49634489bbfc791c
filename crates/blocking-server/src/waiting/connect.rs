//! Connecting.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

/// Connects, and keeps the thread until that is done or `deadline` is over.
pub(crate) async fn connect(address: SocketAddr, deadline: Instant) -> io::Result<TcpStream> {
    let patience = deadline.saturating_duration_since(Instant::now());
    if patience.is_zero() {
        return Err(io::ErrorKind::TimedOut.into());
    }
    TcpStream::connect_timeout(&address, patience)
}
