//! What to send, where, when and for how long.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::{Request, Settings};

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
    /// What most plans leave as it is.
    pub settings: Settings,
}

impl Plan {
    /// A plan with the usual phases and settings, seed 0, on one loop that is not pinned.
    #[must_use]
    pub fn new(target: SocketAddr, request: Request, load: Load) -> Self {
        Self {
            target,
            request,
            load,
            timing: Timing::default(),
            seed: 0,
            cores: Vec::new(),
            settings: Settings::default(),
        }
    }
}

/// How much load, of which kind.
#[derive(Clone, Debug, PartialEq)]
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
    /// How long to wait for the first connections; the load starts as soon as all are open or refused.
    /// Connections are opened over at most half of it, evenly, so that no backlog is run over.
    pub connect_max: Duration,
    /// Load that is not recorded, before the window.
    pub warmup: Duration,
    /// Load that is recorded.
    pub window: Duration,
    /// Load that goes on after the window, unrecorded, while the observer looks at the server.
    pub afterglow: Duration,
    /// How long to wait at the end for what is in flight or was due; past it, it is censored.
    pub drain_max: Duration,
    /// When a single request, from when it was sent, counts as timed out and its connection is closed.
    pub request_max: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            connect_max: Duration::from_secs(5),
            warmup: Duration::from_secs(1),
            window: Duration::from_secs(10),
            afterglow: Duration::ZERO,
            drain_max: Duration::from_secs(2),
            request_max: Duration::from_secs(30),
        }
    }
}

/// What is beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The first connections are open, load starts.
    Warmup,
    /// The window opens: read the counters at once.
    WindowStart,
    /// The window closes: read the counters at once.
    WindowEnd,
    /// Nothing new is planned or sent; what was due in the window and has waited for a connection still is.
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

    /// The flag itself, for a signal handler.
    #[must_use]
    pub fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.0)
    }

    /// Whether it was asked.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
