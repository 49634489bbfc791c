//! What a server counts of itself: relaxed atomics, two additions for each request.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What a server counts of itself.
#[derive(Debug, Default)]
pub struct Counters {
    /// Requests that reached a handler. Apart from `finished`, so that two cores do not pass one
    /// cache line to and fro more often than they must.
    started: OwnLine,
    finished: OwnLine,
    refused: AtomicU64,
    accept_errors: AtomicU64,
    cut: AtomicU64,
    threads: AtomicU64,
    threads_max: AtomicU64,
}

#[derive(Debug, Default)]
#[repr(align(128))]
struct OwnLine(AtomicU64);

impl Counters {
    /// A request begins; it has ended when the guard is dropped, by an answer or by a panic.
    #[must_use]
    pub fn request(&self) -> InFlight<'_> {
        self.started.0.fetch_add(1, Relaxed);
        InFlight(self)
    }

    /// A connection or request was turned away at a limit.
    pub fn refused(&self) {
        self.refused.fetch_add(1, Relaxed);
    }

    /// The system would not hand out a connection.
    pub fn accept_error(&self) {
        self.accept_errors.fetch_add(1, Relaxed);
    }

    /// A client that was too slow was cut off.
    pub(crate) fn cut(&self) {
        self.cut.fetch_add(1, Relaxed);
    }

    /// A serving thread begins, unless `max` are running already.
    #[must_use]
    pub fn thread(self: &Arc<Self>, max: u64) -> Option<LiveThread> {
        let before = self.threads.fetch_add(1, Relaxed);
        let thread = LiveThread(Arc::clone(self));
        if before >= max {
            return None;
        }
        self.threads_max.fetch_max(before + 1, Relaxed);
        Some(thread)
    }

    pub(crate) fn totals(&self) -> Totals {
        // `finished` first: what begins in between makes a request in flight, never a negative one.
        let requests = self.finished.0.load(Relaxed);
        Totals {
            requests,
            in_flight: self.started.0.load(Relaxed).saturating_sub(requests),
            refused: self.refused.load(Relaxed),
            accept_errors: self.accept_errors.load(Relaxed),
            cut: self.cut.load(Relaxed),
            serving_threads_max: self.threads_max.load(Relaxed),
        }
    }
}

/// A request in flight.
#[derive(Debug)]
pub struct InFlight<'a>(&'a Counters);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.finished.0.fetch_add(1, Relaxed);
    }
}

/// A serving thread that is counted.
#[derive(Debug)]
pub struct LiveThread(Arc<Counters>);

impl Drop for LiveThread {
    fn drop(&mut self) {
        self.0.threads.fetch_sub(1, Relaxed);
    }
}

/// The counters at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) requests: u64,
    pub(crate) in_flight: u64,
    pub(crate) refused: u64,
    pub(crate) accept_errors: u64,
    pub(crate) cut: u64,
    pub(crate) serving_threads_max: u64,
}
