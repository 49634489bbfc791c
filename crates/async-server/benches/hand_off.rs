//! What it costs to hand something over and to wait until it comes back: between two threads with what the standard
//! library has for it, between two tasks of one worker with what tokio has for it.
//!
//! A round is two hand-overs, there and back, and in each of them somebody waits and is woken: the kernel wakes a
//! thread, the worker goes on with the next task. The claim behind it: what tasks save is the wake-up.
//!
//! | twins | thread to thread | task to task |
//! |---|---|---|
//! | `channel` | `std::sync::mpsc`, one each way | `tokio::sync::mpsc`, one each way |
//! | `reply` | the same, with a fresh channel for each answer | the same, with a fresh `oneshot` |
//! | `signal` | `Mutex` and `Condvar` | `Notify` |
//!
//! ```text
//! cargo bench -p async-server --bench hand_off -- --quick
//! ```

mod worker;

use std::hint::black_box;
use std::sync::{Arc, Condvar, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use tokio::sync::mpsc::unbounded_channel;
use tokio::sync::{Notify, oneshot};
use worker::{on_the_worker, one_worker};

const THERE: &str = "the other end lives until this one is dropped";

fn hand_off(criterion: &mut Criterion) {
    let runtime = one_worker();
    let mut group = criterion.benchmark_group("hand_off");
    group.warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));

    group.bench_function("channel_threads", |bencher| bencher.iter_custom(channel_threads));
    group.bench_function("channel_tasks", |bencher| {
        bencher.iter_custom(|count| on_the_worker(&runtime, channel_tasks(count)));
    });
    group.bench_function("reply_threads", |bencher| bencher.iter_custom(reply_threads));
    group.bench_function("reply_tasks", |bencher| {
        bencher.iter_custom(|count| on_the_worker(&runtime, reply_tasks(count)));
    });
    group.bench_function("signal_threads", |bencher| bencher.iter_custom(signal_threads));
    group.bench_function("signal_tasks", |bencher| {
        bencher.iter_custom(|count| on_the_worker(&runtime, signal_tasks(count)));
    });

    group.finish();
}

fn channel_threads(count: u64) -> Duration {
    let (there, arrivals) = mpsc::channel::<u64>();
    let (back, returns) = mpsc::channel();
    let other = thread::spawn(move || {
        for value in arrivals {
            back.send(value).expect(THERE);
        }
    });
    let began = Instant::now();
    for _ in 0..count {
        there.send(black_box(7)).expect(THERE);
        black_box(returns.recv().expect(THERE));
    }
    let took = began.elapsed();
    drop(there);
    other.join().expect("the thread does not panic");
    took
}

async fn channel_tasks(count: u64) -> Duration {
    let (there, mut arrivals) = unbounded_channel::<u64>();
    let (back, mut returns) = unbounded_channel();
    tokio::spawn(async move {
        while let Some(value) = arrivals.recv().await {
            back.send(value).expect(THERE);
        }
    });
    let began = Instant::now();
    for _ in 0..count {
        there.send(black_box(7)).expect(THERE);
        black_box(returns.recv().await.expect(THERE));
    }
    began.elapsed()
}

fn reply_threads(count: u64) -> Duration {
    let (there, arrivals) = mpsc::channel::<(u64, mpsc::SyncSender<u64>)>();
    let other = thread::spawn(move || {
        for (value, back) in arrivals {
            back.send(value).expect(THERE);
        }
    });
    let began = Instant::now();
    for _ in 0..count {
        let (back, returns) = mpsc::sync_channel(1);
        there.send((black_box(7), back)).expect(THERE);
        black_box(returns.recv().expect(THERE));
    }
    let took = began.elapsed();
    drop(there);
    other.join().expect("the thread does not panic");
    took
}

async fn reply_tasks(count: u64) -> Duration {
    let (there, mut arrivals) = unbounded_channel::<(u64, oneshot::Sender<u64>)>();
    tokio::spawn(async move {
        while let Some((value, back)) = arrivals.recv().await {
            back.send(value).expect(THERE);
        }
    });
    let began = Instant::now();
    for _ in 0..count {
        let (back, returns) = oneshot::channel();
        there.send((black_box(7), back)).expect(THERE);
        black_box(returns.await.expect(THERE));
    }
    began.elapsed()
}

/// What `Notify` is to tasks: a signal that is kept until somebody has waited for it.
#[derive(Default)]
struct Signal {
    given: Mutex<bool>,
    changed: Condvar,
}

impl Signal {
    fn give(&self) {
        *self.given.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_one();
    }

    fn wait(&self) {
        let given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        let given = self.changed.wait_while(given, |given| !*given);
        *given.unwrap_or_else(PoisonError::into_inner) = false;
    }
}

fn signal_threads(count: u64) -> Duration {
    let (there, back) = (Arc::<Signal>::default(), Arc::<Signal>::default());
    let (arrival, answer) = (Arc::clone(&there), Arc::clone(&back));
    let other = thread::spawn(move || {
        for _ in 0..count {
            arrival.wait();
            answer.give();
        }
    });
    let began = Instant::now();
    for _ in 0..count {
        there.give();
        back.wait();
    }
    let took = began.elapsed();
    other.join().expect("the thread does not panic");
    took
}

async fn signal_tasks(count: u64) -> Duration {
    let (there, back) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (arrival, answer) = (Arc::clone(&there), Arc::clone(&back));
    tokio::spawn(async move {
        for _ in 0..count {
            arrival.notified().await;
            answer.notify_one();
        }
    });
    let began = Instant::now();
    for _ in 0..count {
        there.notify_one();
        back.notified().await;
    }
    began.elapsed()
}

criterion_group!(benches, hand_off);
criterion_main!(benches);
