//! What all connections share.

use std::time::Instant;

use crate::answer::Renderer;
use crate::law::Law;
use crate::timers::Timers;
use crate::usage::Usage;

/// What all connections share.
pub(crate) struct Shared {
    pub(crate) law: Law,
    pub(crate) timers: Timers,
    pub(crate) usage: Usage,
    pub(crate) renderer: Renderer,
    /// Where every read goes; a connection keeps only what is left of a request in part.
    pub(crate) input: Box<[u8]>,
    pub(crate) start: Instant,
    /// Connections end with the last answer that they wait for.
    pub(crate) is_draining: bool,
}

impl Shared {
    /// The time since the start.
    pub(crate) fn now_ns(&self) -> u64 {
        self.start.elapsed().as_nanos() as u64
    }
}
