//! A task for each connection on tokio's multi-thread runtime, with its defaults.

use std::sync::Arc;

use hyper::service::service_fn;
use serving::accepting::pause_after;
use serving::{Doorman, Failure, Presence, Served, codec, flags};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::time::sleep;

use crate::client::Client;
use crate::context::Context;
use crate::io::TokioIo;
use crate::service::answer;

/// Accepts connections until the drain.
pub(crate) fn serve(served: &Served) -> Result<(), Failure> {
    let failed = |error| Failure(format!("cannot start tokio: {error}; is --workers too large?"));
    let workers = usize::try_from(served.settings.number(&flags::WORKERS)).unwrap_or(usize::MAX);
    let runtime = Builder::new_multi_thread().worker_threads(workers).enable_all().build().map_err(failed)?;
    runtime.block_on(accept(served)).map_err(failed)?;
    // Dropping the runtime would cut the requests in flight; the drain waits for them instead.
    std::mem::forget(runtime);
    Ok(())
}

async fn accept(served: &Served) -> std::io::Result<()> {
    let context = Context::of(served);
    let mut doorman = Doorman::new(Arc::clone(&served.counters));
    served.listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(served.listener.try_clone()?)?;
    loop {
        let accepted = listener.accept().await;
        if served.is_draining() {
            return Ok(());
        }
        match accepted {
            Ok((stream, _)) => match served.connections.enter(&stream) {
                Some(presence) => {
                    tokio::spawn(attend(stream, Arc::clone(&context), presence));
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

async fn attend(stream: TcpStream, context: Arc<Context>, presence: Presence) {
    let client = Client::of(&stream);
    let service = service_fn(move |request| answer(request, client, Arc::clone(&context)));
    let mut connection = codec().serve_connection(TokioIo::new(stream), service);
    // A client that breaks off or sends nonsense has been told; nobody else needs to know.
    let _ = (&mut connection).await;
    // Counted out while the socket is still open.
    drop(presence);
    drop(connection);
}
