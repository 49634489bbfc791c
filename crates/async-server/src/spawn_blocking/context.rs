//! What a request needs beside itself.

use std::sync::Arc;

use blocking_server::Handlers;
use serving::{Counters, Served};

use crate::turns::Turns;

/// What a request needs beside itself.
#[derive(Debug)]
pub(crate) struct Context {
    /// The blocking server's handlers.
    pub(crate) handlers: Handlers,
    /// What is counted.
    pub(crate) counters: Arc<Counters>,
    /// One for each thread of the pool, so that nobody waits in the pool's own queue, which has no end.
    pub(crate) turns: Option<Turns>,
}

impl Context {
    /// The context of a server's requests.
    pub(crate) fn of(served: &Served) -> Arc<Self> {
        Arc::new(Self {
            handlers: Handlers::of(served),
            counters: Arc::clone(&served.counters),
            turns: Turns::of(&served.settings),
        })
    }
}
