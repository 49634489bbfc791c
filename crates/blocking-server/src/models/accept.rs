//! Accepting, as every hyper model here does it.

use std::net::TcpStream;
use std::sync::Arc;
use std::thread;

use serving::accepting::pause_after;
use serving::{Doorman, Presence, Served};

/// Hands each connection to `seat` until the drain begins; one that `seat` has no place for, or that
/// is over `--max-connections`, is answered 503.
pub(super) fn accept(served: &Served, seat: impl Fn(Arc<TcpStream>, Presence) -> bool) {
    let mut doorman = Doorman::new(Arc::clone(&served.counters));
    loop {
        let accepted = served.listener.accept();
        if served.is_draining() {
            return;
        }
        match accepted {
            Ok((stream, _)) => {
                let stream = Arc::new(stream);
                let presence = served.connections.enter(&stream);
                if !presence.is_some_and(|presence| seat(Arc::clone(&stream), presence)) {
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
