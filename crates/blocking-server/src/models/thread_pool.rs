//! A pool of threads, without anybody else who waits: the threads themselves wait for all connections.
//!
//! They wait in one epoll. The kernel keeps the connections that have something to say in the order in
//! which they began to, and gives the first to the first thread that is free. So exactly as many requests
//! are carried out at once as there are threads, the others wait in line, first come, first served, and a
//! client that is slow to send or to read keeps no thread. The line is one of connections: it ends at
//! `--max-connections`. `tokio-limited` is the same line with permits for threads.
//!
//! What a thread that only waits buys, and what handing over costs, shows `thread-pool-epoll` beside it.

use std::sync::Arc;

use serving::{Failure, Served};

use super::accept::accept;
use super::front::{Parked, SlowReader};
use super::pool::Pool;
use crate::context::Context;

/// Accepts connections until the drain.
pub(crate) fn serve(served: &Served) -> Result<(), Failure> {
    let failed = |error| Failure::from(format!("cannot make an epoll: {error}"));
    let pool = Pool::of(served)?;
    let parked = Arc::new(Parked::new().map_err(failed)?);
    let shared = Arc::clone(&parked);
    pool.on_every_thread(move || serve_who_is_next(&shared));
    let context = Context::of(served);
    accept(served, |stream, presence| parked.admit(&stream, presence, &context));
    // Its threads are still answering; the drain waits for them.
    std::mem::forget(pool);
    Ok(())
}

fn serve_who_is_next(parked: &Arc<Parked>) -> ! {
    // One at a time: who is taken is served at once.
    let mut next = Vec::with_capacity(1);
    loop {
        // An interruption only means to wait again.
        let _ = parked.wait(&mut next);
        for event in &next {
            if let Some(errand) = Parked::errand(parked, event) {
                errand.run(SlowReader::GoesBack);
            }
        }
    }
}
