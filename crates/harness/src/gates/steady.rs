//! Whether the window was a steady state (method rule 15).

use load::{Outcome, Window};
use record::{Gate, Verdict};
use scenario::LoadPoint;
use stats::{mean, mser, trend_of_few};

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
    [drift(load, &inside), warm_up(load, &all, all.len() - inside.len())]
}

/// Passes where the slope's 95 % interval contains 0, or where the drift is too small to matter. Where the windows are
/// so few, or so alike one after the other, that there is no interval, a drift cannot be told from their wandering,
/// and is not judged: what a warm-up does to the mean is judged all the same.
fn drift(load: LoadPoint, inside: &[f64]) -> Gate {
    let (name, least) = bounds(load);
    let Some(trend) = trend_of_few(inside) else {
        return Gate::new(name, None, Some(-least), Some(least), Verdict::Unsteady)
            .noted("fewer than three windows of 250 ms");
    };
    // The interval is as wide to both sides.
    let half_width = trend.interval.map(|it| (it.high - it.low) / 2.0);
    let bound = half_width.unwrap_or(0.0).max(least);
    let told = half_width.is_some() || trend.drift.abs() <= bound;
    let gate = Gate::new(name, told.then_some(trend.drift), Some(-bound), Some(bound), Verdict::Unsteady);
    if told {
        gate
    } else {
        gate.noted("too few independent windows of 250 ms to tell a drift from wandering")
    }
}

/// What is looked at, and how much of it is let pass.
fn bounds(load: LoadPoint) -> (&'static str, f64) {
    match load {
        LoadPoint::Open { .. } => ("response_drift_ratio", DRIFT_OF_RESPONSE),
        LoadPoint::Closed { .. } | LoadPoint::Parked { .. } => ("throughput_drift_ratio", DRIFT),
    }
}

/// How much the window's mean changes if what MSER takes for warm-up is left out of it. The windows are batches
/// already, so each counts by itself; of a noisy but steady series it cuts some too, and changes next to nothing.
fn warm_up(load: LoadPoint, all: &[f64], before: usize) -> Gate {
    let inside = &all[before..];
    let bias = mser(all, 1).and_then(|cut| {
        let rest = mean(inside.get(cut.saturating_sub(before)..)?)?;
        (rest > 0.0).then_some(mean(inside)? / rest - 1.0)
    });
    let (_, most) = bounds(load);
    let gate = Gate::new("warmup_bias_ratio", bias, Some(-most), Some(most), Verdict::Unsteady);
    if bias.is_some() { gate } else { gate.noted("MSER finds no end of the warm-up in so short a series") }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rand::{Rng, SeedableRng};
    use rand_pcg::Pcg64Mcg;

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
        check(&steady, "warmup_bias_ratio", Some(true), Verdict::Unsteady);
        figures[..6].fill(3e5);
        let cold = gates(CLOSED, &outcome([2e5; 4], &figures));
        check(&cold, "warmup_bias_ratio", Some(false), Verdict::Unsteady);
    }

    #[test]
    fn too_short_a_window_is_not_judged() {
        let short = gates(CLOSED, &outcome([1e6; 4], &[1e6, 2e6]));
        check(&short, "throughput_drift_ratio", None, Verdict::Unsteady);
        let shorter = gates(CLOSED, &outcome([1e6; 4], &[]));
        check(&shorter, "warmup_bias_ratio", None, Verdict::Unsteady);
    }

    /// Twelve windows that scatter by 4 % and take half of it over from the one before, as loaded ones here do.
    #[test]
    fn what_is_steady_is_seldom_called_otherwise() {
        let mut random = Pcg64Mcg::seed_from_u64(15);
        let mut unsteady = [0; 2];
        for _ in 0..1_000 {
            let mut away = 0.0;
            let mut window = || {
                let fresh = (0..12).map(|_| random.random::<f64>()).sum::<f64>() - 6.0;
                away = 0.5 * away + 0.04 * 0.75_f64.sqrt() * fresh;
                1e6 * (1.0 + away)
            };
            let warm_up = [window(), window(), window(), window()];
            let figures: Vec<f64> = (0..12).map(|_| window()).collect();
            let found = gates(CLOSED, &outcome(warm_up, &figures));
            for (count, gate) in unsteady.iter_mut().zip(&found) {
                *count += u32::from(gate.passed == Some(false));
            }
        }
        let [drift, warm_up] = unsteady;
        assert!(drift <= 80 && warm_up <= 10, "{drift} and {warm_up} of 1,000");
    }
}
