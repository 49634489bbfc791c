//! A task for each connection on one thread: tokio's current-thread runtime, however many cores there
//! are.

use std::future::pending;
use std::io;
use std::net::TcpListener;

use serving::{Failure, Served};
use tokio::runtime::{Builder, Runtime};

use super::tokio_accept::{accept, of_tokio};

/// Accepts connections until the drain.
pub(crate) fn serve(served: &Served) -> Result<(), Failure> {
    let shard = Shard::of(&served.listener);
    shard.map_err(|error| Failure::from(format!("cannot start tokio: {error}")))?.run(served)
}

/// One thread's runtime, and the socket that it accepts on.
#[derive(Debug)]
pub(super) struct Shard {
    runtime: Runtime,
    listener: tokio::net::TcpListener,
}

impl Shard {
    /// Everything that needs a descriptor, before the first connection takes one.
    pub(super) fn of(listener: &TcpListener) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let entered = runtime.enter();
        let listener = of_tokio(listener)?;
        drop(entered);
        Ok(Self { runtime, listener })
    }

    /// Serves on this thread. After the drain began it goes on for the requests in flight, until the
    /// process ends.
    pub(super) fn run<Never>(self, served: &Served) -> Never {
        self.runtime.block_on(async {
            accept(served, self.listener).await;
            pending().await
        })
    }
}
