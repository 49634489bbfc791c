//! One row of `points.csv`: one case in one block.

use serde::{Deserialize, Serialize};

/// Which question a load point asks; the two are never mixed in one plot (method rule 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LoadKind {
    /// N connections, each sending its next request when the last is answered.
    Closed,
    /// Requests planned ahead of time at a rate, sent when they are due.
    Open,
}

/// Whether a point may be believed (method rule 16).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub enum Verdict {
    /// Every gate passed.
    Valid,
    /// The generator, not the server, may have set this figure.
    GeneratorLimited,
    /// The window shows a trend, so it is no steady state.
    Unsteady,
    /// The machine was taken away while measuring (steal, a foreign process).
    Noisy,
    /// Some connections were never served while others were (Little's law does not hold).
    Starved,
    /// The server could not carry the load that was offered: a result, not a mistake.
    Overloaded,
    /// The server died, refused, or answered wrongly: a result, not a mistake.
    Failed,
}

impl Verdict {
    /// The word as it stands in `points.csv` and in the report.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Valid => "VALID",
            Self::GeneratorLimited => "GENERATOR-LIMITED",
            Self::Unsteady => "UNSTEADY",
            Self::Noisy => "NOISY",
            Self::Starved => "STARVED",
            Self::Overloaded => "OVERLOADED",
            Self::Failed => "FAILED",
        }
    }
}

/// One case in one block. An empty cell means "not available here" or "nothing to measure", never 0.
///
/// `response` runs from the planned time, `service` from the time of sending, `lag` is their
/// difference. In a closed loop nothing is planned: response equals service and lag is empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The scenario's name (its path below `scenarios/`, without the ending).
    pub scenario: String,
    /// The contender's name.
    pub contender: String,
    /// Closed or open loop.
    pub load_kind: LoadKind,
    /// Closed loop: connections held. Open loop: the most connections that were open.
    pub connections: u32,
    /// Open loop: planned requests per second.
    pub offered_per_s: Option<f64>,
    /// Which block this is, from 0.
    pub block: u32,
    /// Which case this was in the order of the run, from 0.
    pub order: u32,
    /// When the window opened, in seconds since the run began.
    pub started_s: f64,
    /// The length of the measured window, in seconds.
    pub window_s: f64,
    /// Requests planned in the window (closed loop: the same as sent).
    pub planned: u64,
    /// Requests sent of those planned.
    pub sent: u64,
    /// Requests answered rightly within the window, per second of window.
    pub completed_per_s: f64,
    /// Requests answered wrongly, reset, refused or timed out; they keep their latency.
    pub errors: u64,
    /// Requests known only to have taken "at least x" (method rule 3).
    pub censored: u64,
    /// Responses in the histogram (censored ones included): what the percentiles rest on.
    pub samples: u64,
    /// Mean response time.
    pub response_mean_us: Option<f64>,
    /// Median response time.
    pub response_p50_us: Option<f64>,
    /// 90th percentile of response time.
    pub response_p90_us: Option<f64>,
    /// 99th percentile of response time.
    pub response_p99_us: Option<f64>,
    /// 99.9th percentile of response time.
    pub response_p999_us: Option<f64>,
    /// Largest response time.
    pub response_max_us: Option<f64>,
    /// Median service time.
    pub service_p50_us: Option<f64>,
    /// 99th percentile of service time.
    pub service_p99_us: Option<f64>,
    /// Median lag of the generator behind its plan.
    pub lag_p50_us: Option<f64>,
    /// 99th percentile of lag.
    pub lag_p99_us: Option<f64>,
    /// Server CPU (user and system, exited threads included) per completed request.
    pub cpu_us_per_request: Option<f64>,
    /// Completed requests per second of server CPU.
    pub requests_per_cpu_s: Option<f64>,
    /// Share of the server's cores that it used, 0 to 1.
    pub server_busy_ratio: Option<f64>,
    /// Voluntary context switches per request, exited threads included.
    pub context_switches_voluntary_per_request: Option<f64>,
    /// Involuntary context switches per request, exited threads included.
    pub context_switches_involuntary_per_request: Option<f64>,
    /// The most threads that the server was seen with.
    pub threads_max: Option<u32>,
    /// The most memory that the server was seen with: proportional set size, user side.
    pub memory_pss_bytes_max: Option<u64>,
    /// Backend CPU per completed request.
    pub backend_cpu_us_per_request: Option<f64>,
    /// The most calls that the backend saw in flight at once.
    pub backend_in_flight_max: Option<u64>,
    /// Share of the window that the generator's busiest loop was working, 0 to 1.
    pub generator_busy_ratio: Option<f64>,
    /// Share of CPU time that the hypervisor took away, 0 to 1.
    pub steal_ratio: Option<f64>,
    /// Closed loop: throughput × mean response ÷ connections; 1 when all are served (Little's law).
    pub little_ratio: Option<f64>,
    /// Connections that got no answer at all in the window.
    pub connections_without_response: u32,
    /// Whether the point may be believed.
    pub verdict: Verdict,
    /// The gates that decided, each with its value and bound.
    pub verdict_reason: String,
}

/// The columns of `points.csv`, in their order.
pub const COLUMNS: [&str; 40] = [
    "scenario",
    "contender",
    "load_kind",
    "connections",
    "offered_per_s",
    "block",
    "order",
    "started_s",
    "window_s",
    "planned",
    "sent",
    "completed_per_s",
    "errors",
    "censored",
    "samples",
    "response_mean_us",
    "response_p50_us",
    "response_p90_us",
    "response_p99_us",
    "response_p999_us",
    "response_max_us",
    "service_p50_us",
    "service_p99_us",
    "lag_p50_us",
    "lag_p99_us",
    "cpu_us_per_request",
    "requests_per_cpu_s",
    "server_busy_ratio",
    "context_switches_voluntary_per_request",
    "context_switches_involuntary_per_request",
    "threads_max",
    "memory_pss_bytes_max",
    "backend_cpu_us_per_request",
    "backend_in_flight_max",
    "generator_busy_ratio",
    "steal_ratio",
    "little_ratio",
    "connections_without_response",
    "verdict",
    "verdict_reason",
];
