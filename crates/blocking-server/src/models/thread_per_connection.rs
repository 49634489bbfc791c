//! A thread for each connection: it waits for requests, carries them out and answers them, until the
//! client leaves.

use std::net::TcpStream;
use std::sync::Arc;
use std::thread::{self, Builder};

use serving::accepting::pause_after;
use serving::{Doorman, Failure, Served, codec, flags};

use crate::context::Context;
use crate::service::Service;
use crate::waiting::{BlockingIo, block_on};

/// Accepts connections until the drain.
pub(crate) fn serve(served: &Served) -> Result<(), Failure> {
    let context = Context::of(served);
    let mut doorman = Doorman::new(Arc::clone(&served.counters));
    loop {
        let accepted = served.listener.accept();
        if served.is_draining() {
            return Ok(());
        }
        match accepted {
            Ok((stream, _)) => {
                let stream = Arc::new(stream);
                if !attend(served, &context, &stream) {
                    doorman.refuse(stream);
                }
            }
            Err(error) => {
                doorman.release();
                thread::sleep(pause_after(&error, &served.counters));
            }
        }
    }
}

/// Starts a thread for a connection; false if a limit or the system forbids it.
fn attend(served: &Served, context: &Arc<Context>, stream: &Arc<TcpStream>) -> bool {
    let Some(counted) = served.counters.thread(served.settings.number(&flags::MAX_THREADS)) else {
        return false;
    };
    let Some(presence) = served.connections.enter(stream) else { return false };
    let (stream, context) = (Arc::clone(stream), Arc::clone(context));
    let work = move || {
        let mut connection = codec().serve_connection(BlockingIo::new(stream), Service(context));
        // A client that breaks off or sends nonsense has been told; nobody else needs to know.
        let _ = block_on(&mut connection);
        // Counted out while the socket is still open.
        drop(presence);
        drop(connection);
        drop(counted);
    };
    let stack_bytes = served.settings.number(&flags::STACK_BYTES);
    Builder::new().stack_size(usize::try_from(stack_bytes).unwrap_or(usize::MAX)).spawn(work).is_ok()
}
