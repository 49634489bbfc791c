//! What a request needs beside itself.

use std::sync::Arc;

use serving::{Counters, Served};

use crate::backend::Backend;
use crate::turns::Turns;

/// What a request needs beside itself.
#[derive(Debug)]
pub(crate) struct Context {
    /// Who is asked over the network.
    pub(crate) backend: Backend,
    /// What is counted.
    pub(crate) counters: Arc<Counters>,
    /// The limit on requests carried out at once, if there is one.
    pub(crate) turns: Option<Turns>,
}

impl Context {
    /// The context of a server's requests.
    pub(crate) fn of(served: &Served) -> Arc<Self> {
        let counters = Arc::clone(&served.counters);
        Arc::new(Self {
            backend: Backend::new(&served.settings),
            counters,
            turns: Turns::of(&served.settings),
        })
    }
}
