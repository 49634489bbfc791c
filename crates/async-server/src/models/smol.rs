//! A task for each connection on smol: an executor with as many threads as it has workers.

use std::future::pending;
use std::io;
use std::sync::Arc;
use std::thread::Builder;

use serving::accepting::pause_after;
use serving::{Doorman, Failure, Served, flags};
use smol::{Async, Executor, Timer, block_on};

use super::attend::attend;
use crate::app::App;
use crate::runtime::Io;

/// Accepts connections until the drain, and goes on for the requests in flight.
pub(crate) fn serve(served: &Served) -> Result<(), Failure> {
    let failed =
        |error: io::Error| Failure::from(format!("cannot start smol: {error}; is --workers too large?"));
    // It lives as long as the process.
    let executor: &'static Executor<'static> = Box::leak(Box::default());
    for nth in 1..served.settings.number(&flags::WORKERS) {
        let worker = Builder::new().name(format!("worker-{nth}"));
        worker.spawn(|| block_on(executor.run(pending::<()>()))).map_err(failed)?;
    }
    block_on(executor.run(async {
        accept(served, executor).await.map_err(failed)?;
        pending().await
    }))
}

async fn accept(served: &Served, executor: &'static Executor<'static>) -> io::Result<()> {
    let app = App::of(served);
    let mut doorman = Doorman::new(Arc::clone(&served.counters));
    let listener = Async::new(served.listener.try_clone()?)?;
    loop {
        let accepted = listener.accept().await;
        if served.is_draining() {
            return Ok(());
        }
        match accepted {
            Ok((stream, _)) => match served.connections.enter(&stream) {
                Some(presence) => {
                    executor.spawn(attend(Io::new(stream), app.clone(), presence)).detach();
                }
                None => {
                    if let Ok(stream) = stream.into_inner() {
                        doorman.refuse(stream);
                    }
                }
            },
            Err(error) => {
                doorman.release();
                Timer::after(pause_after(&error, &served.counters)).await;
            }
        }
    }
}
