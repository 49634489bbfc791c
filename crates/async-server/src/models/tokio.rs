//! A task for each connection on tokio's multi-thread runtime, with its defaults.

use serving::{Failure, Served, flags};
use tokio::runtime::Builder;

use super::tokio_accept::{accept, of_tokio};

/// Accepts connections until the drain.
pub(crate) fn serve(served: &Served) -> Result<(), Failure> {
    let failed = |error| Failure::from(format!("cannot start tokio: {error}; is --workers too large?"));
    let workers = usize::try_from(served.settings.number(&flags::WORKERS)).unwrap_or(usize::MAX);
    let runtime = Builder::new_multi_thread().worker_threads(workers).enable_all().build().map_err(failed)?;
    runtime
        .block_on(async {
            accept(served, of_tokio(&served.listener)?).await;
            Ok(())
        })
        .map_err(failed)?;
    // Dropping the runtime would cut the requests in flight; the drain waits for them instead.
    std::mem::forget(runtime);
    Ok(())
}
