//! Accepting on tokio, whichever of its runtimes.

use std::io;
use std::sync::Arc;

use serving::accepting::pause_after;
use serving::{Doorman, Served};
use tokio::net::TcpListener;
use tokio::time::sleep;

use super::attend::attend;
use crate::context::Context;
use crate::runtime::Io;

/// `listener` as a socket of tokio's; called in a runtime.
pub(super) fn of_tokio(listener: &std::net::TcpListener) -> io::Result<TcpListener> {
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener.try_clone()?)
}

/// Starts a task for each connection to `listener` until the drain.
pub(super) async fn accept(served: &Served, listener: TcpListener) {
    let context = Context::of(served);
    let mut doorman = Doorman::new(Arc::clone(&served.counters));
    loop {
        let accepted = listener.accept().await;
        if served.is_draining() {
            return;
        }
        match accepted {
            Ok((stream, _)) => match served.connections.enter(&stream) {
                Some(presence) => {
                    tokio::spawn(attend(Io::new(stream), Arc::clone(&context), presence));
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
