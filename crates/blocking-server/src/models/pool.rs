//! A pool of threads with a bounded queue: rayon's.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use rayon::{ThreadPool, ThreadPoolBuilder};
use serving::{Failure, Served, flags};

use super::size::size;

/// `--pool-threads` threads, and at most `--max-queue` jobs that wait for one.
#[derive(Debug)]
pub(super) struct Pool {
    threads: ThreadPool,
    places: Places,
}

impl Pool {
    /// The pool that the settings ask for.
    pub(super) fn of(served: &Served) -> Result<Self, Failure> {
        let count = size(served, &flags::POOL_THREADS);
        let builder = ThreadPoolBuilder::new()
            .num_threads(count)
            .stack_size(size(served, &flags::STACK_BYTES))
            .thread_name(|nth| format!("pool-{nth}"));
        let threads = builder.build().map_err(|error| {
            Failure::from(format!(
                "cannot start a pool of {count} threads: {error}; give fewer --pool-threads"
            ))
        })?;
        // Where the line is not the pool's own, it is bounded where it stands.
        let takes_queue = served.settings.takes(&flags::MAX_QUEUE);
        let queue = if takes_queue { size(served, &flags::MAX_QUEUE) } else { 0 };
        let places = Places { most: count.saturating_add(queue), taken: Arc::default() };
        Ok(Self { threads, places })
    }

    /// Room for one more job, if there is.
    pub(super) fn place(&self) -> Option<Place> {
        self.places.take()
    }

    /// Room for a job that cannot be refused: if need be past the end of the queue, which is full until it is done.
    pub(super) fn place_past_the_end(&self) -> Place {
        self.places.add()
    }

    /// Lets a thread do `work` when it is its turn.
    ///
    /// Called from outside the pool, so that work begins in the order in which it came: a job that a
    /// pool's own thread adds would overtake those that wait.
    pub(super) fn start(&self, place: Place, work: impl FnOnce() + Send + 'static) {
        self.threads.spawn(move || {
            work();
            drop(place);
        });
    }

    /// Lets every thread do `work`.
    pub(super) fn on_every_thread(&self, work: impl Fn() + Send + Sync + 'static) {
        self.threads.spawn_broadcast(move |_| work());
    }
}

/// Room for jobs, those that are being done and those that wait.
#[derive(Debug)]
struct Places {
    most: usize,
    taken: Arc<AtomicUsize>,
}

impl Places {
    fn take(&self) -> Option<Place> {
        let before = self.taken.fetch_add(1, Relaxed);
        let place = Place(Arc::clone(&self.taken));
        (before < self.most).then_some(place)
    }

    fn add(&self) -> Place {
        self.taken.fetch_add(1, Relaxed);
        Place(Arc::clone(&self.taken))
    }
}

/// One place, given back when it is dropped, even by a panic.
#[derive(Debug)]
pub(super) struct Place(Arc<AtomicUsize>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_bounded_and_given_back() {
        let places = Places { most: 1, taken: Arc::default() };
        let first = places.take().unwrap();
        assert!(places.take().is_none());
        drop(first);
        assert!(places.take().is_some());
    }

    #[test]
    fn a_place_past_the_end_counts() {
        let places = Places { most: 1, taken: Arc::default() };
        let first = places.take().unwrap();
        let extra = places.add();
        drop(first);
        assert!(places.take().is_none());
        drop(extra);
        assert!(places.take().is_some());
    }
}
