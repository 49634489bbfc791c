//! What one call costs, without any waiting: a plain function, an async function that is ready at
//! once, the same in a box, a task, a thread.
//!
//! The claim behind it: a single async call is a little slower than a plain one. Each variant does
//! the same small work on a value that the compiler cannot see through.
//!
//! ```text
//! cargo bench -p async-server --bench one_call -- --quick
//! ```

use std::future::Future;
use std::hint::black_box;
use std::pin::Pin;
use std::thread;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use tokio::runtime::{Builder, Runtime};

/// The work: too little to matter, too opaque to vanish.
#[inline(never)]
fn plain(value: u64) -> u64 {
    black_box(value).wrapping_mul(3) ^ 1
}

/// The same, in the other colour.
#[inline(never)]
async fn ready(value: u64) -> u64 {
    black_box(value).wrapping_mul(3) ^ 1
}

/// The same behind a pointer, as trait objects and recursion need it.
#[inline(never)]
fn boxed(value: u64) -> Pin<Box<dyn Future<Output = u64> + Send>> {
    Box::pin(ready(value))
}

/// Runs the `.await` variants: one call to the runtime for many awaits, so that entering it is not
/// what is measured.
fn runtime(workers: usize) -> Runtime {
    Builder::new_multi_thread().worker_threads(workers).build().expect("two threads are to be had")
}

fn one_call(criterion: &mut Criterion) {
    let runtime = runtime(1);
    let mut group = criterion.benchmark_group("one_call");
    group.warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));

    group.bench_function("plain_function", |bencher| bencher.iter(|| plain(black_box(7))));

    group.bench_function("await_ready", |bencher| {
        bencher.iter_custom(|rounds| runtime.block_on(timed(rounds, || ready(black_box(7)))));
    });

    group.bench_function("await_boxed", |bencher| {
        bencher.iter_custom(|rounds| runtime.block_on(timed(rounds, || boxed(black_box(7)))));
    });

    group.bench_function("spawned_task", |bencher| {
        bencher.iter_custom(|rounds| {
            // From inside a worker, as a handler would; from outside, waking one would be measured.
            let inside = tokio_task(&runtime, rounds);
            runtime.block_on(inside).expect("the task does not panic")
        });
    });

    group.bench_function("spawned_thread", |bencher| {
        bencher.iter(|| thread::spawn(|| plain(black_box(7))).join().expect("the thread does not panic"));
    });

    group.finish();
}

/// How long `rounds` awaits take, one after the other.
async fn timed<F: Future<Output = u64>>(rounds: u64, mut call: impl FnMut() -> F) -> Duration {
    let began = std::time::Instant::now();
    for _ in 0..rounds {
        black_box(call().await);
    }
    began.elapsed()
}

fn tokio_task(runtime: &Runtime, rounds: u64) -> tokio::task::JoinHandle<Duration> {
    runtime.spawn(async move {
        let began = std::time::Instant::now();
        for _ in 0..rounds {
            black_box(tokio::spawn(ready(black_box(7))).await.expect("the task does not panic"));
        }
        began.elapsed()
    })
}

criterion_group!(benches, one_call);
criterion_main!(benches);
