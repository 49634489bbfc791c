//! A coroutine with a stack of its own for each connection, on one thread for each worker, by default one a core, with
//! nothing shared between them: each accepts on a socket of its own (`SO_REUSEPORT`) and has a pool of backend
//! connections of its own, as in `tokio-per-core`.
//!
//! The code of a connection is that of `thread-per-connection`, down to the system calls; only who waits is another.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread::Builder;

use serving::accepting::pause_after;
use serving::{Doorman, Failure, Presence, Served, flags};

use super::http::{Http, http};
use super::size::size;
use crate::clock::sleep;
use crate::context::Context;
use crate::waiting::{accept as next, block_on, give_way};
use crate::worker::{Start, spawn};

/// Accepts connections until the drain, and goes on for the requests in flight.
pub(crate) fn serve(served: &Arc<Served>) -> Result<(), Failure> {
    let failed = |error: io::Error| {
        Failure::from(format!("cannot start a worker: {error}; is --workers or --stack-bytes too large?"))
    };
    let shard = |listener: &TcpListener| Shard::of(served, listener).map_err(failed);
    let own = shard(&served.listener)?;
    let others = served.more_listeners.iter().map(shard).collect::<Result<Vec<_>, _>>()?;
    for (shard, nth) in others.into_iter().zip(1..) {
        let served = Arc::clone(served);
        let thread = Builder::new().name(format!("worker-{nth}"));
        thread.spawn(move || shard.run(served)).map_err(failed)?;
    }
    own.run(Arc::clone(served))
}

/// One thread's share.
struct Shard {
    start: Start,
    listener: TcpListener,
}

impl Shard {
    fn of(served: &Served, listener: &TcpListener) -> io::Result<Self> {
        let listener = listener.try_clone()?;
        listener.set_nonblocking(true)?;
        Ok(Self { start: Start::new(size(served, &flags::STACK_BYTES))?, listener })
    }

    fn run(self, served: Arc<Served>) -> ! {
        let listener = self.listener;
        self.start.run(move || accept(&served, &listener))
    }
}

fn accept(served: &Served, listener: &TcpListener) {
    let context = Context::of(served);
    let mut doorman = Doorman::new(Arc::clone(&served.counters));
    loop {
        let accepted = block_on(next(listener));
        if served.is_draining() {
            return;
        }
        match accepted {
            Ok(stream) => {
                let stream = Arc::new(stream);
                let seated = served.connections.enter(&stream).is_some_and(|presence| {
                    let http = http(&stream, &presence, &context);
                    spawn(move || attend(http, presence)).is_ok()
                });
                if !seated {
                    doorman.refuse(stream);
                }
                give_way();
            }
            Err(error) => {
                doorman.release();
                sleep(pause_after(&error, &served.counters));
            }
        }
    }
}

fn attend(mut http: Http, presence: Presence) {
    // A client that breaks off or sends nonsense has been told; nobody else needs to know.
    let _ = block_on(&mut http);
    // Counted out while the socket is still open.
    drop(presence);
}
