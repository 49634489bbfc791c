//! The figures that are printed, whatever the form.

use hdrhistogram::Histogram;
use load::{Load, Outcome};

use super::selfcheck::SelfCheck;
use super::verdict::Verdict;

/// Fewer samples beyond a percentile than this, and it may well differ next time (method rule 14).
const BEYOND_MIN: f64 = 100.0;

/// Everything that is printed.
pub(super) struct Measured<'a> {
    pub(super) outcome: &'a Outcome,
    pub(super) verdict: &'a Verdict,
    pub(super) checked: &'a SelfCheck,
}

/// One percentile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Percentile {
    pub(super) us: f64,
    /// Known only to be at least this much (method rule 3).
    pub(super) at_least: bool,
    /// Rests on few samples.
    pub(super) weak: bool,
}

/// What is printed of one clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Clock {
    pub(super) mean_us: f64,
    pub(super) mean_at_least: bool,
    pub(super) percentiles: [Percentile; 4],
    pub(super) max: Percentile,
}

/// The percentiles that are printed.
pub(super) const QUANTILES: [f64; 4] = [0.5, 0.9, 0.99, 0.999];

impl Clock {
    /// `None` if nothing was recorded. Of the values, `censored` are lower bounds.
    pub(super) fn of(histogram: &Histogram<u64>, censored: u64) -> Option<Self> {
        let total = histogram.len();
        if total == 0 {
            return None;
        }
        let known = 1.0 - censored as f64 / total as f64;
        let percentile = |quantile: f64| Percentile {
            us: histogram.value_at_quantile(quantile) as f64 / 1e3,
            at_least: quantile > known,
            weak: (1.0 - quantile) * (total as f64) < BEYOND_MIN,
        };
        Some(Self {
            mean_us: histogram.mean() / 1e3,
            mean_at_least: censored > 0,
            percentiles: QUANTILES.map(percentile),
            max: Percentile { us: histogram.max() as f64 / 1e3, at_least: censored > 0, weak: false },
        })
    }
}

/// Right answers within the window, per second.
pub(super) fn completed_per_s(outcome: &Outcome) -> f64 {
    match outcome.window.as_secs_f64() {
        0.0 => 0.0,
        window_s => outcome.completed_in_window as f64 / window_s,
    }
}

/// Whether there was not one right answer: what was timed then is how quickly it failed, and nothing that a user
/// would call a response time.
pub(super) fn nothing_right(outcome: &Outcome) -> bool {
    outcome.completed == 0 && outcome.completed_in_window == 0
}

/// The generator's CPU for each right answer, if there was one.
pub(super) fn cpu_us_per_request(outcome: &Outcome) -> Option<f64> {
    let completed = outcome.completed_in_window;
    (completed > 0).then(|| outcome.cpu.as_secs_f64() * 1e6 / completed as f64)
}

/// Of the censored requests, those that were sent, and those that were not.
pub(super) fn censored_by_sent(outcome: &Outcome) -> (u64, u64) {
    let unsent = (outcome.planned - outcome.sent).min(outcome.censored);
    (outcome.censored - unsent, unsent)
}

/// Closed loop: throughput × mean response ÷ connections; 1 when all are served alike (Little's law).
pub(super) fn little_ratio(load: &Load, outcome: &Outcome) -> Option<f64> {
    match load {
        Load::Closed { connections } if outcome.completed_in_window > 0 => {
            Some(completed_per_s(outcome) * outcome.response.mean() / 1e9 / f64::from(*connections))
        }
        _ => None,
    }
}
