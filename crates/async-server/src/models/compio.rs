//! A task for each connection on io_uring: one of compio's runtimes for each worker, by default one a
//! core, and nothing shared between them, as in `tokio-per-core`.

use std::future::pending;
use std::io;
use std::sync::{Arc, Barrier, mpsc};
use std::thread::Builder;

use compio::driver::{DriverType, ProactorBuilder};
use compio::net::TcpListener;
use compio::runtime::{Runtime, RuntimeBuilder, spawn};
use compio::time::sleep;
use serving::accepting::pause_after;
use serving::{Doorman, Failure, Served};

use super::attend::attend;
use crate::app::App;
use crate::runtime::Io;

/// Accepts connections until the drain, and goes on for the requests in flight.
pub(crate) fn serve(served: &Arc<Served>) -> Result<(), Failure> {
    let own = Shard::of(&served.listener)?;
    // Every shard takes its descriptors before the first connection takes one; its runtime cannot
    // change its thread.
    let others = served.more_listeners.len();
    let (ready, readiness) = mpsc::channel();
    let all_ready = Arc::new(Barrier::new(others + 1));
    for nth in 0..others {
        let (served, ready, all_ready) = (Arc::clone(served), ready.clone(), Arc::clone(&all_ready));
        let work = move || match Shard::of(&served.more_listeners[nth]) {
            Ok(shard) => {
                let _ = ready.send(Ok(()));
                all_ready.wait();
                shard.run::<()>(&served);
            }
            Err(failure) => drop(ready.send(Err(failure))),
        };
        Builder::new().name(format!("shard-{}", nth + 1)).spawn(work).map_err(|error| failed(&error))?;
    }
    readiness.iter().take(others).collect::<Result<(), _>>()?;
    all_ready.wait();
    own.run(served)
}

fn failed(error: &io::Error) -> Failure {
    Failure::from(format!("cannot start compio: {error}; is --workers too large?"))
}

/// One thread's runtime, and the socket that it accepts on.
struct Shard {
    runtime: Runtime,
    listener: TcpListener,
}

impl Shard {
    /// A runtime on io_uring, and on nothing else: the library would fall back to epoll.
    fn of(listener: &std::net::TcpListener) -> Result<Self, Failure> {
        let mut proactor = ProactorBuilder::new();
        proactor.driver_type(DriverType::IoUring);
        let runtime = RuntimeBuilder::new().with_proactor(proactor).build().map_err(|error| {
            Failure::unavailable(format!(
                "io_uring is not to be had here ({error}); it needs Linux 5.6 or later, \
                 kernel.io_uring_disabled = 0, and a container that does not forbid it"
            ))
        })?;
        let listener = listener.try_clone().map_err(|error| failed(&error))?;
        let listener =
            runtime.block_on(async { TcpListener::from_std(listener) }).map_err(|error| failed(&error))?;
        Ok(Self { runtime, listener })
    }

    fn run<Never>(self, served: &Served) -> Never {
        self.runtime.block_on(async {
            accept(served, &self.listener).await;
            pending().await
        })
    }
}

async fn accept(served: &Served, listener: &TcpListener) {
    let app = App::of(served);
    let mut doorman = Doorman::new(Arc::clone(&served.counters));
    loop {
        let accepted = listener.accept().await;
        if served.is_draining() {
            return;
        }
        match accepted {
            Ok((stream, _)) => match served.connections.enter(&stream) {
                Some(presence) => {
                    spawn(attend(Io::new(stream), app.clone(), presence)).detach();
                }
                None => doorman.refuse(stream),
            },
            Err(error) => {
                doorman.release();
                sleep(pause_after(&error, &served.counters)).await;
            }
        }
    }
}
