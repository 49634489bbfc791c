//! What one case gave, before anybody judges it.

use std::time::Duration;

/// What was read of the server, the backend and the machine at the window's edges.
#[derive(Clone, Debug, Default)]
pub(crate) struct Readings {
    /// Server CPU in the window, exited threads included.
    pub(crate) server_cpu: Option<Duration>,
    /// Backend CPU in the window.
    pub(crate) backend_cpu: Option<Duration>,
    /// What the server told of itself between the two edges.
    pub(crate) server_usage: Option<UsageDelta>,
    /// The most calls that the backend saw in flight.
    pub(crate) backend_in_flight_max: Option<u64>,
    /// The most threads that the server was seen with.
    pub(crate) threads_max: Option<u32>,
    /// The server's proportional set size under load.
    pub(crate) pss_bytes: Option<u64>,
    /// Share of all CPU time that the hypervisor took.
    pub(crate) steal_ratio: Option<f64>,
    /// Share of all CPU time in which anything ran.
    pub(crate) machine_busy_ratio: Option<f64>,
    /// How many cores the server and the generator were given, and how many the machine has.
    pub(crate) cores: Cores,
}

/// How many cores each part was given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cores {
    /// The server's.
    pub(crate) server: usize,
    /// The generator's.
    pub(crate) generator: usize,
    /// All that may be used.
    pub(crate) machine: usize,
    /// Whether backend and generator share theirs.
    pub(crate) backend_with_generator: bool,
}

/// How far a server's own counters went between two answers to `usage`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct UsageDelta {
    /// Requests that it answered.
    pub(crate) requests: u64,
    /// Voluntary context switches, exited threads included.
    pub(crate) switches_voluntary: u64,
    /// Involuntary ones.
    pub(crate) switches_involuntary: u64,
    /// Connections that it refused since its start.
    pub(crate) refused: u64,
}

/// One case, measured.
#[derive(Clone, Debug)]
pub(crate) struct Measurement {
    /// When the window opened, after the start of the run.
    pub(crate) started: Duration,
    /// What the generator recorded.
    pub(crate) outcome: load::Outcome,
    /// What was read beside it.
    pub(crate) readings: Readings,
    /// How the server or the backend died, if one did.
    pub(crate) death: Option<String>,
    /// What the reader should know: a server that had to be killed, a limit that was met.
    pub(crate) notes: Vec<String>,
}
