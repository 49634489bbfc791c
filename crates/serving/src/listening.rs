//! The listening socket, the same for every contender.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::os::fd::OwnedFd;

use rustix::net::{self, AddressFamily, SocketFlags, SocketType, bind, socket_with, sockopt};

use crate::arguments::Settings;
use crate::failure::Failure;
use crate::flags;

/// The sockets that `settings` ask for, at least one, all on one address.
pub(crate) fn listen(settings: &Settings) -> Result<Vec<TcpListener>, Failure> {
    let backlog = settings.number(&flags::BACKLOG);
    let opened = if settings.model.has_shards {
        listeners(settings.listen, backlog, settings.number(&flags::WORKERS))
    } else {
        listener(settings.listen, backlog).map(|only| vec![only])
    };
    opened.map_err(|error| {
        let hint = match error.kind() {
            io::ErrorKind::AddrInUse => "; stop the program that has it or give --listen 127.0.0.1:0",
            io::ErrorKind::PermissionDenied => "; give a port above 1023",
            _ => "; give --listen an address of this machine",
        };
        Failure::from(format!("cannot listen on {}: {error}{hint}", settings.listen))
    })
}

/// A socket that listens on `address` with room for `backlog` connections.
fn listener(address: SocketAddr, backlog: u64) -> io::Result<TcpListener> {
    listening(bound(address, false)?, backlog)
}

/// Sockets that listen on one address, `count` of them: the kernel deals the connections out to them.
///
/// The first is bound alone, and shares the address from then on: sockets that share one from the beginning would
/// also share it with another program of the same user, which is to be refused as it is everywhere else.
fn listeners(address: SocketAddr, backlog: u64, count: u64) -> io::Result<Vec<TcpListener>> {
    let first = bound(address, false)?;
    sockopt::set_socket_reuseport(&first, true)?;
    let first = listening(first, backlog)?;
    let address = first.local_addr()?;
    let others = (1..count).map(|_| listening(bound(address, true)?, backlog));
    [Ok(first)].into_iter().chain(others).collect()
}

/// `TCP_NODELAY` is set here, once: on Linux an accepted socket inherits it, so that a library which
/// accepts by itself and never sets it (tiny_http) answers under the same conditions.
fn bound(address: SocketAddr, is_shared: bool) -> io::Result<OwnedFd> {
    let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    let socket = socket_with(family, SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
    sockopt::set_socket_reuseaddr(&socket, true)?;
    if is_shared {
        sockopt::set_socket_reuseport(&socket, true)?;
    }
    sockopt::set_tcp_nodelay(&socket, true)?;
    bind(&socket, &address)?;
    Ok(socket)
}

fn listening(socket: OwnedFd, backlog: u64) -> io::Result<TcpListener> {
    net::listen(&socket, i32::try_from(backlog).unwrap_or(i32::MAX))?;
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
    fn several_share_a_port_among_themselves_only() {
        let own = listeners(SocketAddr::from(([127, 0, 0, 1], 0)), 16, 3).unwrap();
        let address = own[0].local_addr().unwrap();
        assert!(own.iter().all(|one| one.local_addr().unwrap() == address));
        assert_eq!(listeners(address, 16, 2).unwrap_err().kind(), io::ErrorKind::AddrInUse);
    }

    #[test]
    fn connections_are_dealt_out_to_all_that_share_a_port() {
        let own = listeners(SocketAddr::from(([127, 0, 0, 1], 0)), 16, 3).unwrap();
        own.iter().for_each(|one| one.set_nonblocking(true).unwrap());
        let address = own[0].local_addr().unwrap();
        let mut dealt = [0; 3];
        while dealt.contains(&0) {
            assert!(dealt.iter().sum::<u32>() < 1_000, "{dealt:?}");
            let _client = TcpStream::connect(address).unwrap();
            let receiver = (0..own.len()).cycle().find(|nth| own[*nth].accept().is_ok()).unwrap();
            dealt[receiver] += 1;
        }
    }

    #[test]
    fn a_taken_port_is_refused() {
        let first = listener(SocketAddr::from(([127, 0, 0, 1], 0)), 16).unwrap();
        let error = listener(first.local_addr().unwrap(), 16).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
    }
}
