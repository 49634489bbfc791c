//! What came back.

use std::time::Duration;

use hdrhistogram::Histogram;

/// Everything that was recorded of one plan's window.
///
/// Histograms hold nanoseconds, from 1 µs to 60 s with three significant digits.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The window's real length.
    pub window: Duration,
    /// Requests planned in the window (closed loop: sent in the window).
    pub planned: u64,
    /// Of those, sent.
    pub sent: u64,
    /// Right answers that arrived within the window, whenever they were sent.
    pub completed_in_window: u64,
    /// Of the window's requests, answered rightly, at any time.
    pub completed: u64,
    /// Of the window's requests, ended otherwise.
    pub errors: Errors,
    /// Of the window's requests, known only to have taken "at least x".
    pub censored: u64,
    /// done − planned (censored ones with the time they had reached).
    pub response: Histogram<u64>,
    /// done − sent.
    pub service: Histogram<u64>,
    /// sent − planned; empty in a closed loop.
    pub lag: Histogram<u64>,
    /// Windows of 250 ms over the whole load, warm-up included.
    pub series: Vec<Window>,
    /// The most connections that were open.
    pub connections_max: u32,
    /// Connections that got no answer in the window.
    pub connections_without_response: u32,
    /// Share of the window that the busiest loop was not waiting in the kernel, 0 to 1.
    pub busy_ratio: f64,
    /// CPU that the loops used in the window.
    pub cpu: Duration,
    /// Whether it was stopped before its end.
    pub stopped_early: bool,
    /// What a reader should know (source addresses added, connections refused…).
    pub notes: Vec<String>,
}

/// Requests that did not end well, by cause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errors {
    /// The connection could not be made.
    pub connect: u64,
    /// The connection was reset or closed before the answer was whole.
    pub closed: u64,
    /// The answer was no HTTP.
    pub malformed: u64,
    /// Another status than expected.
    pub status: u64,
    /// Another body than expected.
    pub body: u64,
    /// No answer within the request's limit.
    pub timeout: u64,
    /// An excerpt of the first wrong answer, printable.
    pub excerpt: Option<String>,
}

impl Errors {
    /// All of them.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.connect + self.closed + self.malformed + self.status + self.body + self.timeout
    }
}

/// One window of the time series.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Window {
    /// Its start, in ms from the start of the measured window (negative in the warm-up).
    pub start_ms: i64,
    /// Requests sent.
    pub sent: u64,
    /// Right answers.
    pub completed: u64,
    /// Wrong or missing answers.
    pub errors: u64,
    /// Median response time of what completed in it.
    pub response_p50_us: Option<f64>,
    /// 99th percentile of response time of what completed in it.
    pub response_p99_us: Option<f64>,
    /// Mean response time of what completed in it.
    pub response_mean_us: Option<f64>,
}
