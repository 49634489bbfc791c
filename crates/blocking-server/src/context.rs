//! What a request needs beside itself.

use std::sync::Arc;

use serving::{Counters, Served, flags};

use crate::backend::Backend;

/// What a request needs beside itself.
#[derive(Debug)]
pub(crate) struct Context {
    /// Who is asked over the network.
    pub(crate) backend: Backend,
    /// What is counted.
    pub(crate) counters: Arc<Counters>,
    /// The stack of a thread that helps with a request.
    pub(crate) stack_bytes: usize,
}

impl Context {
    /// The context of a server's requests.
    pub(crate) fn of(served: &Served) -> Arc<Self> {
        let counters = Arc::clone(&served.counters);
        let stack_bytes = served.settings.number(&flags::STACK_BYTES);
        let stack_bytes = usize::try_from(stack_bytes).unwrap_or(usize::MAX);
        Arc::new(Self { backend: Backend::new(&served.settings), counters, stack_bytes })
    }
}
