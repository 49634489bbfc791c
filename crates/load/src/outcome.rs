//! What came back.

use std::fmt;
use std::time::Duration;

use hdrhistogram::Histogram;

/// Everything that was recorded of one plan's window.
///
/// Histograms hold nanoseconds up to 60 s with three significant digits; what is longer counts as 60 s.
#[derive(Clone)]
pub struct Outcome {
    /// The window's real length.
    pub window: Duration,
    /// Requests planned in the window. Closed loop: begun in the window, or before it and unanswered
    /// throughout it. Always `completed + errors + censored`.
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
    /// Of the censored, those that were never sent since they had grown older than the deadline.
    pub shed: u64,
    /// done − planned, errors included, censored ones with the time they had reached: `planned` values.
    /// Closed loop: from when the connection was free to be used again, reconnecting included.
    pub response: Histogram<u64>,
    /// done − sent, of all that were sent; censored ones with the time they had reached.
    pub service: Histogram<u64>,
    /// sent − planned, waiting for a connection included; those never sent with the time they had
    /// reached. Empty in a closed loop.
    pub lag: Histogram<u64>,
    /// How late the loop itself took up each planned arrival: the generator's own part of the lag. Empty
    /// in a closed loop.
    pub lateness: Histogram<u64>,
    /// Gaps between arrivals of the window as planned, loop by loop. Empty in a closed loop.
    pub gaps_planned: Histogram<u64>,
    /// Gaps between the sendings of those arrivals. See [`Outcome::pacing`].
    pub gaps_sent: Histogram<u64>,
    /// With a mix: the figures of each class, the plan's own request first. Empty without one.
    pub classes: Vec<ClassOutcome>,
    /// Windows of 250 ms over the whole load, warm-up and drain included; the first and the last may be
    /// partial.
    pub series: Vec<Window>,
    /// Mean number of requests sent and not yet answered, over the window, from the times at which it
    /// changed. By Little's law equal to `completed_in_window / window × mean service`, unless requests
    /// are stuck.
    pub in_flight_mean: f64,
    /// The most connections that were open.
    pub connections_max: u32,
    /// Closed loop: connections that got no answer at all in the window, those never made included. Open
    /// loop: connections whose request was in flight throughout it.
    pub connections_without_response: u32,
    /// Share of the window that the busiest loop was not waiting, 0 to 1.
    pub busy_ratio: f64,
    /// CPU that the loops used in the window.
    pub cpu: Duration,
    /// What each loop did in the window.
    pub loops: Vec<LoopFigures>,
    /// Whether it was stopped before its end.
    pub stopped_early: bool,
    /// What a reader should know (source addresses added, connections refused…).
    pub notes: Vec<String>,
}

/// What one loop did in the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LoopFigures {
    /// The core it was pinned to.
    pub core: Option<u32>,
    /// Share of the window that it was not waiting, 0 to 1.
    pub busy_ratio: f64,
    /// CPU that it used in the window.
    pub cpu: Duration,
}

/// What was recorded of one class of a mix; the same meanings as in [`Outcome`].
#[derive(Clone)]
pub struct ClassOutcome {
    /// Its label.
    pub label: String,
    /// Requests planned in the window. Always `completed + errors + censored`.
    pub planned: u64,
    /// Of those, answered rightly.
    pub completed: u64,
    /// Of those, ended otherwise.
    pub errors: u64,
    /// Of those, known only to have taken "at least x".
    pub censored: u64,
    /// done − planned.
    pub response: Histogram<u64>,
    /// done − sent.
    pub service: Histogram<u64>,
}

impl Default for Outcome {
    /// Nothing measured yet.
    fn default() -> Self {
        Self {
            window: Duration::ZERO,
            planned: 0,
            sent: 0,
            completed_in_window: 0,
            completed: 0,
            errors: Errors::default(),
            censored: 0,
            shed: 0,
            response: histogram(),
            service: histogram(),
            lag: histogram(),
            lateness: histogram(),
            gaps_planned: histogram(),
            gaps_sent: histogram(),
            classes: Vec::new(),
            series: Vec::new(),
            in_flight_mean: 0.0,
            connections_max: 0,
            connections_without_response: 0,
            busy_ratio: 0.0,
            cpu: Duration::ZERO,
            loops: Vec::new(),
            stopped_early: false,
            notes: Vec::new(),
        }
    }
}

/// Without the histograms' thousands of counters.
impl fmt::Debug for Outcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |histogram: &Histogram<u64>| {
            let [p50, p99] = [0.5, 0.99].map(|quantile| histogram.value_at_quantile(quantile));
            format!("{} values, p50 {p50} ns, p99 {p99} ns, max {} ns", histogram.len(), histogram.max())
        };
        out.debug_struct("Outcome")
            .field("window", &self.window)
            .field("planned", &self.planned)
            .field("sent", &self.sent)
            .field("completed_in_window", &self.completed_in_window)
            .field("completed", &self.completed)
            .field("errors", &self.errors)
            .field("censored", &self.censored)
            .field("shed", &self.shed)
            .field("response", &shown(&self.response))
            .field("service", &shown(&self.service))
            .field("lag", &shown(&self.lag))
            .field("lateness", &shown(&self.lateness))
            .field("pacing", &self.pacing())
            .field("classes", &self.classes.iter().map(|class| &class.label).collect::<Vec<_>>())
            .field("in_flight_mean", &self.in_flight_mean)
            .field("connections_max", &self.connections_max)
            .field("connections_without_response", &self.connections_without_response)
            .field("busy_ratio", &self.busy_ratio)
            .field("cpu", &self.cpu)
            .field("stopped_early", &self.stopped_early)
            .field("notes", &self.notes)
            .finish_non_exhaustive()
    }
}

/// Nanoseconds up to 60 s, three significant digits.
pub(crate) fn histogram() -> Histogram<u64> {
    Histogram::new_with_bounds(1, 60_000_000_000, 3).expect("these bounds are valid")
}

/// Requests that did not end well, by cause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errors {
    /// The connection could not be made.
    pub connect: u64,
    /// The connection was reset or closed before the answer was whole.
    pub closed: u64,
    /// The answer was no HTTP, or something came before anything was asked and was no refusal.
    pub malformed: u64,
    /// Another status than expected; or a refusal (4xx, 5xx) on a connection on which nothing had been asked yet, as a
    /// server gives that turns clients away at its door.
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
    /// How many took longer than the measured window's own p50, p90, p99 and p99.9, each rounded up to the next of
    /// the series' coarser steps. How these counts scatter tells what the samples are worth.
    pub beyond: [u64; 4],
}

/// The percentiles of [`Window::beyond`].
pub const BEYOND: [f64; 4] = [0.5, 0.9, 0.99, 0.999];
