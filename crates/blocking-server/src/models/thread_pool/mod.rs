//! A pool of threads, without anybody else who waits: a thread has a connection, waits for its next
//! request itself, carries it out and answers it.
//!
//! As long as there are enough threads, each stays with its connection. When connections wait for a
//! thread, one that has been answered goes to the end of the queue, and its thread takes the first; it
//! gives a client that has nothing to say a short turn only. So with more busy connections than threads
//! all take turns, and exactly as many requests are carried out at once as there are threads. With many
//! *idle* connections the threads go round among them, which is what such servers were given an epoll
//! thread for (`thread-pool-epoll`).

mod queue;

use std::sync::Arc;

use serving::{Failure, Served};

use super::accept::accept;
use super::pool::Pool;
use crate::context::Context;
use queue::{Queue, Visitor};

/// Accepts connections until the drain.
pub(crate) fn serve(served: &Served) -> Result<(), Failure> {
    let failed = |error| Failure::from(format!("cannot make an eventfd: {error}"));
    let pool = Pool::of(served)?;
    let context = Context::of(served);
    let queue = Arc::new(Queue::new().map_err(failed)?);
    accept(served, |stream, presence| {
        let Some(place) = pool.place() else { return false };
        queue.push(Visitor::new(&stream, presence, &context));
        // A job for each connection, so that one ends with the other; which connection it begins with
        // is the queue's affair.
        let waits = Arc::clone(&queue);
        pool.start(place, move || waits.serve_one_after_the_other());
        if pool.is_overbooked() {
            queue.alert();
        }
        true
    });
    // Its threads are still answering; the drain waits for them.
    std::mem::forget(pool);
    Ok(())
}
