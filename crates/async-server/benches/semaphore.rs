//! What a limit on requests at once costs: a permit that is free, and one that another gives back while one waits.
//!
//! For threads it is made of `Mutex` and `Condvar`, since the standard library has none; for tasks it is tokio's, the
//! one by which `tokio-limited` keeps its limit. A free permit is taken and given back by one alone. One that is handed
//! over goes there and back, as in the bench `hand_off`, whose rounds it can be laid beside.
//!
//! ```text
//! cargo bench -p async-server --bench semaphore -- --quick
//! ```

mod worker;

use std::hint::black_box;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use worker::{on_the_worker, one_worker};

const OPEN: &str = "it is never closed";

fn semaphore(criterion: &mut Criterion) {
    let runtime = one_worker();
    let mut group = criterion.benchmark_group("semaphore");
    group.warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));

    group.bench_function("free_thread", |bencher| bencher.iter_custom(free_thread));
    group.bench_function("free_task", |bencher| {
        bencher.iter_custom(|count| on_the_worker(&runtime, free_task(count)));
    });
    group.bench_function("handed_over_threads", |bencher| bencher.iter_custom(handed_over_threads));
    group.bench_function("handed_over_tasks", |bencher| {
        bencher.iter_custom(|count| on_the_worker(&runtime, handed_over_tasks(count)));
    });

    group.finish();
}

/// A semaphore for threads.
struct Semaphore {
    permits: Mutex<usize>,
    given: Condvar,
}

impl Semaphore {
    fn new(permits: usize) -> Self {
        Self { permits: Mutex::new(permits), given: Condvar::new() }
    }

    fn acquire(&self) {
        let permits = self.permits.lock().unwrap_or_else(PoisonError::into_inner);
        let permits = self.given.wait_while(permits, |permits| *permits == 0);
        *permits.unwrap_or_else(PoisonError::into_inner) -= 1;
    }

    fn release(&self) {
        *self.permits.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.given.notify_one();
    }
}

fn free_thread(count: u64) -> Duration {
    let limit = black_box(Semaphore::new(64));
    let began = Instant::now();
    for _ in 0..count {
        limit.acquire();
        limit.release();
    }
    began.elapsed()
}

async fn free_task(count: u64) -> Duration {
    let limit = black_box(tokio::sync::Semaphore::new(64));
    let began = Instant::now();
    for _ in 0..count {
        drop(limit.acquire().await.expect(OPEN));
    }
    began.elapsed()
}

fn handed_over_threads(count: u64) -> Duration {
    let (there, back) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let (arrival, answer) = (Arc::clone(&there), Arc::clone(&back));
    let other = thread::spawn(move || {
        for _ in 0..count {
            arrival.acquire();
            answer.release();
        }
    });
    let began = Instant::now();
    for _ in 0..count {
        there.release();
        back.acquire();
    }
    let took = began.elapsed();
    other.join().expect("the thread does not panic");
    took
}

async fn handed_over_tasks(count: u64) -> Duration {
    let none = || Arc::new(tokio::sync::Semaphore::new(0));
    let (there, back) = (none(), none());
    let (arrival, answer) = (Arc::clone(&there), Arc::clone(&back));
    tokio::spawn(async move {
        for _ in 0..count {
            arrival.acquire().await.expect(OPEN).forget();
            answer.add_permits(1);
        }
    });
    let began = Instant::now();
    for _ in 0..count {
        there.add_permits(1);
        back.acquire().await.expect(OPEN).forget();
    }
    began.elapsed()
}

criterion_group!(benches, semaphore);
criterion_main!(benches);
