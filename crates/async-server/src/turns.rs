//! A limit on the requests that are carried out at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use serving::{Settings, flags};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// So many requests at once; the others wait, in the order in which they came, up to a limit of
/// their own. (tokio's semaphore is a plain data structure: it needs no runtime of tokio's.)
#[derive(Debug)]
pub(crate) struct Turns {
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    max_queue: usize,
}

impl Turns {
    /// The limit that `settings` ask for, if the model has one.
    pub(crate) fn of(settings: &Settings) -> Option<Self> {
        let size = |flag| usize::try_from(settings.number(flag)).unwrap_or(Semaphore::MAX_PERMITS);
        // As many as there are threads for them, where a pool carries them out.
        let most =
            [&flags::MAX_REQUESTS, &flags::POOL_THREADS].into_iter().find(|flag| settings.takes(flag))?;
        Some(Self {
            permits: Arc::new(Semaphore::new(size(most).min(Semaphore::MAX_PERMITS))),
            waiting: AtomicUsize::new(0),
            // Where requests do not wait in a queue of their own, the line is bounded by the connections.
            max_queue: if settings.takes(&flags::MAX_QUEUE) { size(&flags::MAX_QUEUE) } else { usize::MAX },
        })
    }

    /// Waits for a turn, which ends with the guard; `None` if too many wait already.
    pub(crate) async fn take(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(free) = Arc::clone(&self.permits).try_acquire_owned() {
            return Some(free);
        }
        let before = self.waiting.fetch_add(1, Relaxed);
        let _counted = Waiting(&self.waiting);
        if before >= self.max_queue {
            return None;
        }
        // It is never closed.
        Arc::clone(&self.permits).acquire_owned().await.ok()
    }
}

/// One who waits, until it is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}
