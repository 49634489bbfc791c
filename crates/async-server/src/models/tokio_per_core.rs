//! One of tokio's current-thread runtimes for each worker, by default one a core, and nothing shared
//! between them: each accepts on a socket of its own (`SO_REUSEPORT`), has a pool of backend connections
//! of its own, and keeps its tasks. The kernel deals out the connections by a hash of their addresses.

use std::io;
use std::sync::Arc;
use std::thread::Builder;

use serving::{Failure, Served};

use super::tokio_current_thread::Shard;

/// Accepts connections until the drain.
pub(crate) fn serve(served: &Arc<Served>) -> Result<(), Failure> {
    let failed =
        |error: io::Error| Failure::from(format!("cannot start tokio: {error}; is --workers too large?"));
    let own = Shard::of(&served.listener).map_err(failed)?;
    let others =
        served.more_listeners.iter().map(Shard::of).collect::<io::Result<Vec<_>>>().map_err(failed)?;
    for (shard, nth) in others.into_iter().zip(1..) {
        let served = Arc::clone(served);
        let thread = Builder::new().name(format!("shard-{nth}"));
        thread.spawn(move || shard.run::<()>(&served)).map_err(failed)?;
    }
    own.run(served)
}
