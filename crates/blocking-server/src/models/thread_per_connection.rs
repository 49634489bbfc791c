//! A thread for each connection: it waits for requests, carries them out and answers them, until the
//! client leaves.

use std::thread::Builder;

use serving::{Failure, LiveThread, Presence, Served, flags};

use super::accept::accept;
use super::http::{Http, http};
use super::size::size;
use crate::context::Context;
use crate::waiting::block_on;

/// Accepts connections until the drain.
pub(crate) fn serve(served: &Served) -> Result<(), Failure> {
    let context = Context::of(served);
    let max_threads = served.settings.number(&flags::MAX_THREADS);
    let stack_bytes = size(served, &flags::STACK_BYTES);
    accept(served, |stream, presence| {
        let Some(counted) = served.counters.thread(max_threads) else { return false };
        let http = http(&stream, &presence, &context);
        let thread = Builder::new().stack_size(stack_bytes);
        thread.spawn(move || attend(http, presence, counted)).is_ok()
    });
    Ok(())
}

fn attend(mut http: Http, presence: Presence, _counted: LiveThread) {
    // A client that breaks off or sends nonsense has been told; nobody else needs to know.
    let _ = block_on(&mut http);
    // Counted out while the socket is still open.
    drop(presence);
}
