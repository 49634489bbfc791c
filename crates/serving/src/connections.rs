//! The connections that are open: how many there may be, and how they are told that it is over.

use std::os::fd::{AsFd, AsRawFd, BorrowedFd, RawFd};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::net::{Shutdown, shutdown};
use slab::Slab;

/// Every open connection. Touched when one opens or closes, never for a request.
#[derive(Debug)]
pub struct Connections {
    limit: usize,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    sockets: Slab<RawFd>,
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
        let key = open.sockets.insert(socket.as_fd().as_raw_fd());
        open.most = open.most.max(open.sockets.len());
        drop(open);
        Some(Presence { connections: Arc::clone(self), key })
    }

    /// Ends the input of every connection, now and from now on. Whoever waits for a next request
    /// sees the end of the stream and closes; a request in flight is still answered.
    #[allow(unsafe_code)]
    pub(crate) fn end_input(&self) {
        let mut open = self.lock();
        open.closing = true;
        for (_, socket) in &open.sockets {
            // SAFETY: a socket leaves the slab, under this lock, before it is closed, so the
            // descriptor is open and still the one that was counted in.
            let socket = unsafe { BorrowedFd::borrow_raw(*socket) };
            // A client that has gone already is no trouble.
            let _ = shutdown(socket, Shutdown::Read);
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

/// A connection that is counted in.
#[derive(Debug)]
pub struct Presence {
    connections: Arc<Connections>,
    key: usize,
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
