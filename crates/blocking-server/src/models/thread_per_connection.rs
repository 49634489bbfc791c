//! A thread for each connection: it waits for requests, carries them out and answers them, until the
//! client leaves.

use std::net::TcpStream;
use std::sync::Arc;
use std::thread::Builder;

use serving::{Failure, LiveThread, Presence, Served, codec, flags};

use super::{accept::accept, size};
use crate::context::Context;
use crate::service::Service;
use crate::waiting::{BlockingIo, block_on};

/// Accepts connections until the drain.
pub(crate) fn serve(served: &Served) -> Result<(), Failure> {
    let context = Context::of(served);
    let max_threads = served.settings.number(&flags::MAX_THREADS);
    let stack_bytes = size(served, &flags::STACK_BYTES);
    accept(served, |stream, presence| {
        let Some(counted) = served.counters.thread(max_threads) else { return false };
        let context = Arc::clone(&context);
        let thread = Builder::new().stack_size(stack_bytes);
        thread.spawn(move || attend(stream, context, presence, counted)).is_ok()
    });
    Ok(())
}

fn attend(stream: Arc<TcpStream>, context: Arc<Context>, presence: Presence, _counted: LiveThread) {
    let mut connection = codec().serve_connection(BlockingIo::new(stream), Service(context));
    // A client that breaks off or sends nonsense has been told; nobody else needs to know.
    let _ = block_on(&mut connection);
    // Counted out while the socket is still open.
    drop(presence);
}
