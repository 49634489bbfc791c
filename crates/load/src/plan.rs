//! What to send, where, when and for how long.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// One measurement, said in full before the first byte is sent.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where to.
    pub target: SocketAddr,
    /// What.
    pub request: Request,
    /// How much.
    pub load: Load,
    /// When and for how long.
    pub timing: Timing,
    /// Seeds every arrival; the same seed plans the same arrivals.
    pub seed: u64,
    /// The cores that loops are pinned to, one loop each; empty: one loop, not pinned.
    pub cores: Vec<u32>,
}

/// A request and the answer that it must get.
#[derive(Clone, Debug)]
pub struct Request {
    /// The bytes to send.
    pub bytes: Vec<u8>,
    /// The status that is right.
    pub status: u16,
    /// The body that is right, to the byte.
    pub body: Vec<u8>,
}

/// How much load, of which kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Load {
    /// So many connections, each sending its next request when the last is answered.
    Closed {
        /// Connections to hold.
        connections: u32,
    },
    /// Planned arrivals, sent when they are due, whatever came back so far.
    Open {
        /// Planned requests per second.
        rate_per_s: f64,
        /// The law of the gaps.
        gaps: Gaps,
        /// The most connections to open.
        connections_max: u32,
    },
}

/// The law of the gaps between planned arrivals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gaps {
    /// Exponential: a Poisson process.
    Exponential,
    /// Equal.
    Constant,
}

/// The phases' lengths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// Over which the closed loop's connections are opened.
    pub connect_max: Duration,
    /// Load that is not recorded, before the window.
    pub warmup: Duration,
    /// Load that is recorded.
    pub window: Duration,
    /// Load that goes on after the window, unrecorded, while the observer looks at the server.
    pub afterglow: Duration,
    /// How long to wait for what is in flight at the end; past it, it is censored.
    pub drain_max: Duration,
    /// When a single request counts as timed out.
    pub request_max: Duration,
}

/// What is beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Connections are opened, load starts.
    Warmup,
    /// The window opens: read the counters at once.
    WindowStart,
    /// The window closes: read the counters at once.
    WindowEnd,
    /// No more is sent.
    Drain,
}

/// Is told of each phase on the generator's own thread, so that counters are read at its very edge.
/// What it does should take microseconds.
pub trait Observer {
    /// `phase` begins now.
    fn phase(&mut self, phase: Phase);
}

/// Asks a running plan to end early; what was measured is kept and marked.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
