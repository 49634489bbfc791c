//! How far a running plan has come, for whoever looks from another thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counters that all loops add to. Cloning it gives another handle to the same counters.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    sent: AtomicU64,
    right: AtomicU64,
    wrong: AtomicU64,
}

/// What has happened since the load began, warm-up included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Requests sent.
    pub sent: u64,
    /// Right answers.
    pub right: u64,
    /// Requests that ended otherwise.
    pub wrong: u64,
}

impl Progress {
    /// The counters now.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts {
            sent: self.0.sent.load(Ordering::Relaxed),
            right: self.0.right.load(Ordering::Relaxed),
            wrong: self.0.wrong.load(Ordering::Relaxed),
        }
    }

    /// Adds what one loop has counted since `before`, and remembers it there.
    pub(crate) fn add(&self, now: Counts, before: &mut Counts) {
        self.0.sent.fetch_add(now.sent - before.sent, Ordering::Relaxed);
        self.0.right.fetch_add(now.right - before.right, Ordering::Relaxed);
        self.0.wrong.fetch_add(now.wrong - before.wrong, Ordering::Relaxed);
        *before = now;
    }
}
