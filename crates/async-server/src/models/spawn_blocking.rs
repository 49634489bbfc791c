//! A task for each connection on tokio's multi-thread runtime, and a pool of `--pool-threads` for the
//! handlers: tokio's own blocking pool, which starts a thread when it needs one.

use serving::{Failure, Served, flags};
use tokio::runtime::Builder;

use super::tokio_accept::serve_on;

/// Accepts connections until the drain.
pub(crate) fn serve(served: &Served) -> Result<(), Failure> {
    let size = |flag| usize::try_from(served.settings.number(flag)).unwrap_or(usize::MAX);
    let mut builder = Builder::new_multi_thread();
    builder.max_blocking_threads(size(&flags::POOL_THREADS)).thread_stack_size(size(&flags::STACK_BYTES));
    serve_on(served, &mut builder)
}
