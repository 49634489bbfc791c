//! The connections that are open: how many there may be, and how they are told that it is over.

use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::net::{Shutdown, shutdown, sockopt};
use slab::Slab;

use crate::counters::Counters;
use crate::watch::{Overdue, Patience, Watch};

/// Every open connection. Touched when one opens or closes, never for a request.
#[derive(Debug)]
pub struct Connections {
    limit: usize,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    sockets: Slab<(RawFd, Arc<Watch>)>,
    most: usize,
    closing: bool,
}

impl Connections {
    pub(crate) fn new(limit: u64) -> Arc<Self> {
        Arc::new(Self { limit: usize::try_from(limit).unwrap_or(usize::MAX), open: Mutex::default() })
    }

    /// Counts a connection in, unless the limit is reached. The guard must be dropped before the
    /// socket is closed.
    #[must_use]
    pub fn enter(self: &Arc<Self>, socket: &impl AsFd) -> Option<Presence> {
        let mut open = self.lock();
        if open.sockets.len() >= self.limit {
            return None;
        }
        if open.closing {
            let _ = shutdown(socket, Shutdown::Read);
        }
        let watch = Arc::new(Watch::new());
        let key = open.sockets.insert((socket.as_fd().as_raw_fd(), Arc::clone(&watch)));
        open.most = open.most.max(open.sockets.len());
        drop(open);
        Some(Presence { connections: Arc::clone(self), key, watch })
    }

    /// Ends the input of every connection, now and from now on. Whoever waits for a next request
    /// sees the end of the stream and closes; a request in flight is still answered.
    pub(crate) fn end_input(&self) {
        let mut open = self.lock();
        open.closing = true;
        for socket in open.each() {
            // A client that has gone already is no trouble.
            let _ = shutdown(socket.0, Shutdown::Read);
        }
    }

    /// Cuts every connection whose client has been waited for longer than `patience`, and counts it.
    ///
    /// Whoever waits for the client finds the end of the stream, or an error when writing, and closes.
    /// What a client does not read is thrown away with it, as else the kernel would keep it for minutes.
    pub(crate) fn cut_overdue(&self, now_ms: u32, patience: &Patience, counters: &Counters) {
        for (socket, watch) in self.lock().each() {
            match watch.overdue(now_ms, patience) {
                Some(Overdue::Input) => drop(shutdown(socket, Shutdown::Read)),
                Some(Overdue::Output) => {
                    let _ = sockopt::set_socket_linger(socket, Some(std::time::Duration::ZERO));
                    let _ = shutdown(socket, Shutdown::Both);
                }
                None => continue,
            }
            watch.is_cut();
            counters.cut();
        }
    }

    /// How many are open, and how many have been at once.
    pub(crate) fn count(&self) -> (usize, usize) {
        let open = self.lock();
        (open.sockets.len(), open.most)
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    /// Every socket with its watch.
    #[allow(unsafe_code)]
    fn each(&self) -> impl Iterator<Item = (BorrowedFd<'_>, &Watch)> {
        self.sockets.iter().map(|(_, (socket, watch))| {
            // SAFETY: a socket leaves the slab, under the lock that is held here, before it is
            // closed, so the descriptor is open and still the one that was counted in.
            (unsafe { BorrowedFd::borrow_raw(*socket) }, &**watch)
        })
    }
}

/// A connection that is counted in.
#[derive(Debug)]
pub struct Presence {
    connections: Arc<Connections>,
    key: usize,
    watch: Arc<Watch>,
}

impl Presence {
    /// What the connection notes of its waiting.
    #[must_use]
    pub fn watch(&self) -> Arc<Watch> {
        Arc::clone(&self.watch)
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.connections.lock().sockets.try_remove(self.key);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::os::unix::net::UnixStream;

    use super::*;

    #[test]
    fn the_limit_holds_and_places_are_given_back() {
        let connections = Connections::new(2);
        let (one, other) = UnixStream::pair().unwrap();
        let first = connections.enter(&one).unwrap();
        let _second = connections.enter(&other).unwrap();
        assert!(connections.enter(&one).is_none());
        drop(first);
        let _third = connections.enter(&one).unwrap();
        assert_eq!(connections.count(), (2, 2));
    }

    #[test]
    fn ended_input_is_seen_by_those_who_wait_and_by_newcomers() {
        let connections = Connections::new(2);
        let (mut waiting, _peer) = UnixStream::pair().unwrap();
        let (mut late, _late_peer) = UnixStream::pair().unwrap();
        let _first = connections.enter(&waiting).unwrap();
        connections.end_input();
        let _second = connections.enter(&late).unwrap();
        assert_eq!(waiting.read(&mut [0]).unwrap(), 0);
        assert_eq!(late.read(&mut [0]).unwrap(), 0);
    }
}
