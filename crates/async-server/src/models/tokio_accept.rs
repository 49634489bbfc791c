//! Accepting on tokio, whichever of its runtimes.

use std::io;
use std::sync::Arc;

use serving::accepting::pause_after;
use serving::{Doorman, Failure, Served, flags};
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::time::sleep;

use super::attend::attend;
use crate::app::App;
use crate::runtime::Io;

/// Accepts connections on a runtime of `builder` until the drain.
pub(super) fn serve_on(served: &Served, builder: &mut Builder) -> Result<(), Failure> {
    let failed = |error| Failure::from(format!("cannot start tokio: {error}; is --workers too large?"));
    let workers = usize::try_from(served.settings.number(&flags::WORKERS)).unwrap_or(usize::MAX);
    let runtime = builder.worker_threads(workers).enable_all().build().map_err(failed)?;
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

/// `listener` as a socket of tokio's; called in a runtime.
pub(super) fn of_tokio(listener: &std::net::TcpListener) -> io::Result<TcpListener> {
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener.try_clone()?)
}

/// Starts a task for each connection to `listener` until the drain.
pub(super) async fn accept(served: &Served, listener: TcpListener) {
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
                    tokio::spawn(attend(Io::new(stream), app.clone(), presence));
                }
                None => {
                    if let Ok(stream) = stream.into_std() {
                        doorman.refuse(stream);
                    }
                }
            },
            Err(error) => {
                doorman.release();
                sleep(pause_after(&error, &served.counters)).await;
            }
        }
    }
}
