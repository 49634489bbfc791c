//! Where the tasks of a bench run.

use std::future::Future;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

/// One worker, so that a task that waits gives its thread to the one that it waits for.
pub(crate) fn one_worker() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).build().expect("a thread is to be had")
}

/// Runs `task` on the worker, as a handler would be: from outside, waking one would be measured.
pub(crate) fn on_the_worker<F>(runtime: &Runtime, task: F) -> Duration
where
    F: Future<Output = Duration> + Send + 'static,
{
    runtime.block_on(runtime.spawn(task)).expect("the task does not panic")
}
