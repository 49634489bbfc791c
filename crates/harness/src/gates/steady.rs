//! Whether the window was a steady state (method rule 15).

use load::{Outcome, Window};
use record::{Gate, Verdict};
use scenario::LoadPoint;
use stats::{mser_5, trend};

/// Windows of the time series.
const WINDOW_MS: i64 = 250;
/// So much may throughput (closed loop) or mean response (open loop) drift over the window even where it is
/// certain that they do: half of the difference that a comparison looks for (method rule 12).
const DRIFT: f64 = 0.05;
const DRIFT_OF_RESPONSE: f64 = 0.10;

/// The trend over the window, and how far the warm-up reaches into it.
pub(super) fn gates(load: LoadPoint, outcome: &Outcome) -> [Gate; 2] {
    let window_ms = outcome.window.as_millis() as i64;
    let value = |part: &Window| match load {
        LoadPoint::Open { .. } => part.response_mean_us,
        LoadPoint::Closed { .. } | LoadPoint::Parked { .. } => Some(part.completed as f64),
    };
    // The first window of all is partial; what a window without an answer took is not known.
    let whole = |part: &&Window| part.start_ms + WINDOW_MS <= window_ms;
    let parts: Vec<&Window> = outcome.series.iter().skip(1).filter(whole).collect();
    let all: Vec<f64> = parts.iter().filter_map(|part| value(part)).collect();
    let inside: Vec<f64> =
        parts.iter().filter(|part| part.start_ms >= 0).filter_map(|part| value(part)).collect();
    [drift(load, &inside), warm_up(&all, all.len() - inside.len())]
}

/// Passes where the slope's 95 % interval contains 0, or where the drift is too small to matter.
fn drift(load: LoadPoint, inside: &[f64]) -> Gate {
    let (name, least) = match load {
        LoadPoint::Open { .. } => ("response_drift_ratio", DRIFT_OF_RESPONSE),
        LoadPoint::Closed { .. } | LoadPoint::Parked { .. } => ("throughput_drift_ratio", DRIFT),
    };
    let trend = trend(inside);
    // The interval is as wide to both sides; where the windows are too few for one, only the size decides.
    let half_width = trend.and_then(|trend| trend.interval).map_or(0.0, |it| (it.high - it.low) / 2.0);
    let bound = half_width.max(least);
    let gate = Gate::new(name, trend.map(|trend| trend.drift), Some(-bound), Some(bound), Verdict::Unsteady);
    if trend.is_some() { gate } else { gate.noted("fewer than three windows of 250 ms") }
}

/// How much of the window MSER-5 would cut off, were it warm-up.
fn warm_up(all: &[f64], before: usize) -> Gate {
    let inside_ms = mser_5(all).map(|cut| cut.saturating_sub(before) as f64 * WINDOW_MS as f64);
    // It cuts in batches of five windows, so that one batch is the least that it can tell.
    let batch_ms = 5.0 * WINDOW_MS as f64;
    let gate = Gate::new("warmup_in_window_ms", inside_ms, None, Some(batch_ms - 1.0), Verdict::Unsteady);
    if inside_ms.is_some() {
        gate
    } else {
        gate.noted("MSER-5 finds no end of the warm-up in so short a series")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::gates::tests::check;

    const CLOSED: LoadPoint = LoadPoint::Closed { connections: 64 };
    const OPEN: LoadPoint = LoadPoint::Open { rate_per_s: 1000.0 };

    /// A warm-up of a second, then `figures` as throughput and as response.
    fn outcome(warm_up: [f64; 4], figures: &[f64]) -> Outcome {
        let all = [0.0].iter().chain(&warm_up).chain(figures);
        let series = all.enumerate().map(|(at, figure)| Window {
            start_ms: (at as i64 - 5) * WINDOW_MS,
            completed: *figure as u64,
            response_mean_us: Some(*figure),
            ..Window::default()
        });
        let window = Duration::from_millis(250 * figures.len() as u64);
        Outcome { window, series: series.collect(), ..Outcome::default() }
    }

    fn rising(share: f64, scatter: f64) -> Vec<f64> {
        (0..20)
            .map(|at| 1e6 * (1.0 + share * at as f64 / 19.0) + if at % 2 == 0 { scatter } else { -scatter })
            .collect()
    }

    #[test]
    fn a_drift_that_is_certain_may_be_small() {
        let steady = |load, share| gates(load, &outcome([1e6; 4], &rising(share, 1e3)));
        check(&steady(CLOSED, 0.049), "throughput_drift_ratio", Some(true), Verdict::Unsteady);
        check(&steady(CLOSED, 0.055), "throughput_drift_ratio", Some(false), Verdict::Unsteady);
        check(&steady(CLOSED, -0.055), "throughput_drift_ratio", Some(false), Verdict::Unsteady);
        check(&steady(OPEN, 0.095), "response_drift_ratio", Some(true), Verdict::Unsteady);
        check(&steady(OPEN, 0.12), "response_drift_ratio", Some(false), Verdict::Unsteady);
    }

    #[test]
    fn a_drift_within_the_scatter_is_none() {
        let scattered = gates(CLOSED, &outcome([1e6; 4], &rising(0.15, 2e5)));
        check(&scattered, "throughput_drift_ratio", Some(true), Verdict::Unsteady);
    }

    #[test]
    fn a_warm_up_that_reaches_into_the_window_is_found() {
        let mut figures = [rising(0.0, 1e3), rising(0.0, 1e3)].concat();
        let steady = gates(CLOSED, &outcome([2e5; 4], &figures));
        check(&steady, "warmup_in_window_ms", Some(true), Verdict::Unsteady);
        figures[..6].fill(3e5);
        let cold = gates(CLOSED, &outcome([2e5; 4], &figures));
        check(&cold, "warmup_in_window_ms", Some(false), Verdict::Unsteady);
    }

    #[test]
    fn too_short_a_window_is_not_judged() {
        let short = gates(CLOSED, &outcome([1e6; 4], &[1e6, 2e6]));
        check(&short, "throughput_drift_ratio", None, Verdict::Unsteady);
        check(&short, "warmup_in_window_ms", None, Verdict::Unsteady);
    }
}
