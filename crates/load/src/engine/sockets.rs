//! Opening connections: non-blocking, without delay, from more source addresses when ports run out.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use rustix::fd::OwnedFd;
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, connect, socket_with, sockopt};
use socket2::SockRef;

use crate::Pace;

/// What a segment holds over Ethernet: 1500 bytes less the headers of IP and TCP with its time stamps.
const ETHERNET_SEGMENT_BYTES: u32 = 1448;

/// Further source addresses that may be used: 127.0.0.2 to 127.0.0.255.
const SOURCES_MAX: u8 = 254;

/// Opens sockets to one target.
pub(super) struct Sockets {
    target: SocketAddr,
    /// How many further source addresses are in use; new sockets are bound to the last of them.
    sources: u8,
    out_of_descriptors: bool,
    out_of_ports: bool,
    /// How slowly some of the clients read.
    reads: Option<Pace>,
}

/// Why a connection could not even be begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unopened {
    /// This process or this system may open no more descriptors.
    Descriptors,
    /// No source port is left, on any address that may be used.
    Ports,
    /// The system says so at once.
    Refused,
}

impl Sockets {
    pub(super) fn to(target: SocketAddr, reads: Option<Pace>) -> Self {
        Self { target, sources: 0, out_of_descriptors: false, out_of_ports: false, reads }
    }

    /// Begins a connection. It is made, or has failed, when the socket becomes writable.
    pub(super) fn open(&mut self) -> Result<OwnedFd, Unopened> {
        loop {
            match self.attempt() {
                Ok(socket) => return Ok(socket),
                Err(Errno::MFILE | Errno::NFILE | Errno::NOBUFS | Errno::NOMEM) => {
                    self.out_of_descriptors = true;
                    return Err(Unopened::Descriptors);
                }
                Err(Errno::ADDRNOTAVAIL | Errno::ADDRINUSE) if self.may_move_on() => self.sources += 1,
                Err(Errno::ADDRNOTAVAIL | Errno::ADDRINUSE) => {
                    self.out_of_ports = true;
                    return Err(Unopened::Ports);
                }
                Err(_) => return Err(Unopened::Refused),
            }
        }
    }

    /// What a reader should know of how the sockets were opened.
    pub(super) fn notes(&self) -> Vec<String> {
        let last = u32::from(self.sources) + 1;
        let moved = format!("source ports ran out: went on from 127.0.0.2 up to 127.0.0.{last} as well");
        let descriptors =
            "file descriptors ran out: went on with the connections there were; raise `ulimit -n`";
        let ports = "source ports ran out: widen net.ipv4.ip_local_port_range or hold fewer connections";
        let notes = [
            (self.sources > 0, moved),
            (self.out_of_descriptors, descriptors.to_owned()),
            (self.out_of_ports, ports.to_owned()),
        ];
        notes.into_iter().filter_map(|(is_so, note)| is_so.then_some(note)).collect()
    }

    fn attempt(&self) -> Result<OwnedFd, Errno> {
        let family = if self.target.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
        let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
        let socket = socket_with(family, SocketType::STREAM, flags, None)?;
        sockopt::set_tcp_nodelay(&socket, true)?;
        if let Some(pace) = self.reads {
            let socket = SockRef::from(&socket);
            // Both before the connection is made, since the first segments tell the other side.
            let refused = |error: std::io::Error| Errno::from_io_error(&error).unwrap_or(Errno::INVAL);
            socket.set_recv_buffer_size(pace.bytes as usize).map_err(refused)?;
            socket.set_tcp_mss(ETHERNET_SEGMENT_BYTES).map_err(refused)?;
        }
        if self.sources > 0 {
            let source = Ipv4Addr::new(127, 0, 0, self.sources + 1);
            bind(&socket, &SocketAddr::from((source, 0)))?;
        }
        match connect(&socket, &self.target) {
            Ok(()) | Err(Errno::INPROGRESS) => Ok(socket),
            Err(error) => Err(error),
        }
    }

    fn may_move_on(&self) -> bool {
        matches!(self.target.ip(), IpAddr::V4(ip) if ip.is_loopback()) && self.sources < SOURCES_MAX - 1
    }
}
