//! A fresh thread for each request.
//!
//! Between requests a connection costs no thread: one *front* thread waits for all of them in epoll.
//! When bytes arrive on one, a thread is started that takes the connection's state machine, drives it
//! until the answer is written and the codec would wait for input again, gives it back, and ends. So
//! there are as many threads as requests in flight. Requests that a client sent without waiting for
//! the answers (pipelining) are found in the connection's buffer and served by the same thread, and a
//! request that arrives in pieces costs a thread for each piece.

mod front;
mod parked;

use std::io;
use std::sync::Arc;
use std::thread;

use serving::{Doorman, Failure, Served, flags};

use super::{accept::accept, size};
use crate::context::Context;
use front::Front;
use parked::Parked;

/// Accepts connections until the drain.
pub(crate) fn serve(served: &Served) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure(format!("cannot start the front thread: {error}"));
    let parked = Arc::new(Parked::new().map_err(failed)?);
    let front = Front {
        parked: Arc::clone(&parked),
        counters: Arc::clone(&served.counters),
        doorman: Doorman::new(Arc::clone(&served.counters)),
        max_threads: served.settings.number(&flags::MAX_THREADS),
        stack_bytes: size(served, &flags::STACK_BYTES),
    };
    thread::Builder::new().name("front".into()).spawn(move || front.run()).map_err(failed)?;
    let context = Context::of(served);
    accept(served, |stream, presence| parked.admit(&stream, presence, &context));
    Ok(())
}
