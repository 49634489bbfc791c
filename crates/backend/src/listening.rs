//! The listening socket, and the limits that decide how much it can take.

use std::fs;
use std::io;
use std::net::{SocketAddr, TcpListener};

use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, listen, socket_with, sockopt};
use rustix::process::{Resource, getrlimit, setrlimit};

/// A socket that listens on `address` with room for `backlog` connections. Accepted sockets inherit
/// `TCP_NODELAY` from it, and are asked for without blocking.
pub(crate) fn listener(address: SocketAddr, backlog: u16) -> io::Result<TcpListener> {
    let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let socket = socket_with(family, SocketType::STREAM, flags, None)?;
    sockopt::set_socket_reuseaddr(&socket, true)?;
    sockopt::set_tcp_nodelay(&socket, true)?;
    bind(&socket, &address)?;
    listen(&socket, i32::from(backlog))?;
    Ok(TcpListener::from(socket))
}

/// The backlog that the kernel really grants, where it says so.
pub(crate) fn granted(backlog: u16) -> u64 {
    let text = fs::read_to_string("/proc/sys/net/core/somaxconn").unwrap_or_default();
    text.trim().parse().map_or(u64::from(backlog), |most: u64| most.min(u64::from(backlog)))
}

/// Raises the limit on open files as far as this process may, and gives it: each connection is one.
pub(crate) fn raise_nofile() -> Option<u64> {
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        let before = limit.current;
        limit.current = limit.maximum;
        if setrlimit(Resource::Nofile, limit).is_err() {
            limit.current = before;
        }
    }
    limit.current
}
