//! Where the loops meet, so that all count from the same moment.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Barrier, OnceLock};

use crate::LoadError;
use crate::clock::Clock;

/// Long enough for every loop to leave the barrier.
const LEAD_NS: u64 = 200_000;

/// The start of the load, agreed on by all loops.
pub(super) struct Start {
    barrier: Barrier,
    latest: AtomicU64,
    obstacle: OnceLock<String>,
}

impl Start {
    pub(super) fn of(loops: usize) -> Self {
        Self { barrier: Barrier::new(loops), latest: AtomicU64::new(0), obstacle: OnceLock::new() }
    }

    /// Waits for the others; when the load starts, or why it does not.
    pub(super) fn meet(&self, clock: Clock) -> Result<u64, LoadError> {
        self.latest.fetch_max(clock.now(), Ordering::AcqRel);
        self.barrier.wait();
        match self.obstacle.get() {
            Some(obstacle) => Err(LoadError::Setup(obstacle.clone())),
            None => Ok(self.latest.load(Ordering::Acquire) + LEAD_NS),
        }
    }

    /// A loop cannot start: tells the others, who must not wait for it in vain.
    pub(super) fn give_up(&self, error: LoadError) -> LoadError {
        let _ = self.obstacle.set(error.to_string());
        self.barrier.wait();
        error
    }
}
