//! How the server takes in new connections.

use std::io;
use std::os::fd::OwnedFd;

use rustix::event::epoll::{self, EventData, EventFlags};
use rustix::io::Errno;
use rustix::net::{SocketFlags, accept_with};

use crate::connection::Connection;
use crate::server::{GENERATIONS, LISTENER, Server, TURN};

/// How long nothing is accepted after the system had no descriptor left for a connection.
const ACCEPT_PAUSE_NS: u64 = 20_000_000;

impl Server {
    pub(crate) fn accept(&mut self) -> io::Result<()> {
        for _ in 0..TURN {
            let Some(listener) = &self.listener else { break };
            match accept_with(listener, SocketFlags::NONBLOCK | SocketFlags::CLOEXEC) {
                Ok(socket) => self.welcome(socket)?,
                Err(Errno::AGAIN) => break,
                // These clients have left already.
                Err(Errno::CONNABORTED | Errno::INTR | Errno::PROTO) => {}
                Err(_) => {
                    self.shared.usage.accept_error();
                    // The client stays in the backlog and the listener stays ready: without a pause the
                    // loop would spin.
                    self.watch_listener(EventFlags::empty());
                    self.shared.timers.push(self.shared.now_ns() + ACCEPT_PAUSE_NS, LISTENER);
                    break;
                }
            }
        }
        Ok(())
    }

    fn welcome(&mut self, socket: OwnedFd) -> io::Result<()> {
        self.generation = (self.generation + 1) % GENERATIONS;
        let entry = self.connections.vacant_entry();
        let key = self.generation << 32 | entry.key() as u64;
        // Told once for each change: a client that cannot take more is then noticed without asking for it.
        let flags = EventFlags::IN | EventFlags::OUT | EventFlags::RDHUP | EventFlags::ET;
        epoll::add(&self.epoll, &socket, EventData::new_u64(key), flags)?;
        entry.insert(Connection::new(socket, key));
        self.shared.usage.connect();
        Ok(())
    }

    pub(crate) fn watch_listener(&self, flags: EventFlags) {
        if let Some(listener) = &self.listener {
            // Both are open descriptors of ours, and the one is in the other: nothing can be wrong.
            let _ = epoll::modify(&self.epoll, listener, EventData::new_u64(LISTENER), flags);
        }
    }
}
