//! What a request needs beside itself.

use std::sync::Arc;

use serving::{Counters, Served};

use crate::backend::Backend;

/// What a request needs beside itself.
#[derive(Debug)]
pub(crate) struct Context {
    /// Who is asked over the network, also by coroutines that help with a request.
    pub(crate) backend: Arc<Backend>,
    /// What is counted.
    pub(crate) counters: Arc<Counters>,
}

impl Context {
    /// The context of the requests of one worker: a connection to the backend stays with the thread that made it.
    pub(crate) fn of(served: &Served) -> Arc<Self> {
        let backend = Arc::new(Backend::new(&served.settings));
        Arc::new(Self { backend, counters: Arc::clone(&served.counters) })
    }
}
