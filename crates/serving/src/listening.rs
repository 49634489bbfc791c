//! The listening socket, the same for every contender.

use std::io;
use std::net::{SocketAddr, TcpListener};

use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, listen, socket_with, sockopt};

/// A socket that listens on `address` with room for `backlog` connections.
///
/// `TCP_NODELAY` is set here, once: on Linux an accepted socket inherits it, so that a library which
/// accepts by itself and never sets it (tiny_http) answers under the same conditions.
pub(crate) fn listener(address: SocketAddr, backlog: u64) -> io::Result<TcpListener> {
    let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    let socket = socket_with(family, SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
    sockopt::set_socket_reuseaddr(&socket, true)?;
    sockopt::set_tcp_nodelay(&socket, true)?;
    bind(&socket, &address)?;
    listen(&socket, i32::try_from(backlog).unwrap_or(i32::MAX))?;
    Ok(TcpListener::from(socket))
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn accepted_sockets_do_not_delay() {
        let listener = listener(SocketAddr::from(([127, 0, 0, 1], 0)), 16).unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (accepted, _) = listener.accept().unwrap();
        assert!(accepted.nodelay().unwrap());
    }

    #[test]
    fn a_taken_port_is_refused() {
        let first = listener(SocketAddr::from(([127, 0, 0, 1], 0)), 16).unwrap();
        let error = listener(first.local_addr().unwrap(), 16).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
    }
}
