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
    /// L requests held in flight while nothing else happens: what holding costs, in memory as a slope
    /// over L (method rule 8), and what standing still costs, at L = 0.
    Parked,
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

/// One case in one block. An empty cell means "not available here" or "nothing to measure", never 0;
/// [`crate::Environment::not_available`] has the reason for what a machine cannot give at all.
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
    /// Closed loop: connections held. Open loop: the most connections that were open. Parked: idle
    /// connections and those that hold a request, together.
    pub connections: u32,
    /// Open loop: planned requests per second.
    pub offered_per_s: Option<f64>,
    /// Parked: requests held in flight throughout the window, one a connection.
    pub parked_requests: Option<u32>,
    /// Which block this is, from 0.
    pub block: u32,
    /// Which case this was in the order of the run, from 0.
    pub order: u32,
    /// When the window opened, in seconds since the run began.
    pub started_s: f64,
    /// The length of the measured window, in seconds.
    pub window_s: f64,
    /// How often the case was measured anew with a longer warm-up and window, since it was not steady
    /// (method rule 15). Only the last, longest measurement is recorded.
    pub extensions: Option<u32>,
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
    /// How many times as uncertain the share of responses beyond the median is as with independent responses: by
    /// so much fewer they are worth (method rule 14).
    pub response_p50_design_effect: Option<f64>,
    /// The same for the 90th percentile.
    pub response_p90_design_effect: Option<f64>,
    /// The same for the 99th percentile.
    pub response_p99_design_effect: Option<f64>,
    /// The same for the 99.9th percentile.
    pub response_p999_design_effect: Option<f64>,
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
    /// Server CPU per second of window: at rest, what it costs to stand still.
    pub server_cpu_us_per_s: Option<f64>,
    /// Voluntary context switches per request, exited threads included.
    pub context_switches_voluntary_per_request: Option<f64>,
    /// Involuntary context switches per request, exited threads included.
    pub context_switches_involuntary_per_request: Option<f64>,
    /// Time that the server's threads were ready to run but had no core, per request: wait ÷ run time
    /// of the threads that lived from before the window until after it, times CPU per request.
    pub run_queue_wait_us_per_request: Option<f64>,
    /// Page faults that needed no disk, per request, exited threads included.
    pub page_faults_minor_per_request: Option<f64>,
    /// Page faults that needed a disk, per request, exited threads included.
    pub page_faults_major_per_request: Option<f64>,
    /// The most threads that the server was seen with.
    pub threads_max: Option<u32>,
    /// The most memory that the server was seen with: proportional set size, user side.
    pub memory_pss_bytes_max: Option<u64>,
    /// Kernel stacks of the server's threads, when the memory was read.
    pub memory_kernel_stacks_bytes: Option<u64>,
    /// Page tables of the server, when the memory was read.
    pub memory_page_tables_bytes: Option<u64>,
    /// Bytes that wait in socket buffers, when the memory was read: of every TCP socket in this network
    /// namespace, both ends, the generator's and the backend's included.
    pub socket_buffers_bytes: Option<u64>,
    /// Backend CPU per completed request.
    pub backend_cpu_us_per_request: Option<f64>,
    /// The most calls that the backend saw in flight at once, in the window.
    pub backend_in_flight_max: Option<u64>,
    /// Backend calls that were still in flight one second after the last client had left or had its answer; read
    /// where clients may leave.
    pub orphan_calls: Option<u64>,
    /// Requests that the generator had sent and that were not answered, on average over the window.
    pub in_flight_mean: Option<f64>,
    /// Share of the window that the generator's busiest loop was working, 0 to 1.
    pub generator_busy_ratio: Option<f64>,
    /// Share of CPU time that the hypervisor took away, 0 to 1.
    pub steal_ratio: Option<f64>,
    /// Share of CPU time that other processes used, 0 to 1.
    pub foreign_cpu_ratio: Option<f64>,
    /// Connections that a full listening queue turned away in the window, in this network namespace.
    pub listen_overflows: Option<u64>,
    /// TCP segments sent again in the window, in this network namespace.
    pub tcp_retransmits: Option<u64>,
    /// Closed loop: throughput × mean response ÷ connections; 1 when all are served (Little's law).
    pub little_ratio: Option<f64>,
    /// Connections that got no answer at all in the window.
    pub connections_without_response: u32,
    /// Whether the point may be believed.
    pub verdict: Verdict,
    /// The gates that decided, each with its value and bound.
    pub verdict_reason: String,
}

impl Point {
    /// The design effect of a percentile of response time, given as a share (0.99 for p99); `None` for another one,
    /// or where it is not known.
    #[must_use]
    pub fn design_effect(&self, percentile: f64) -> Option<f64> {
        let known = [
            (0.5, self.response_p50_design_effect),
            (0.9, self.response_p90_design_effect),
            (0.99, self.response_p99_design_effect),
            (0.999, self.response_p999_design_effect),
        ];
        known.into_iter().find(|(share, _)| *share == percentile)?.1
    }
}
