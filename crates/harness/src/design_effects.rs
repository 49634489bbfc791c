//! What the responses of a case are worth, since those that wait behind each other are slow together.

use load::Outcome;
use stats::design_effect;

/// The design effect of each percentile of [`load::BEYOND`], over the pieces of the measured window.
pub(crate) fn design_effects(outcome: &Outcome) -> [Option<f64>; 4] {
    let window_ms = outcome.window.as_millis() as i64;
    let inside = || outcome.series.iter().filter(move |part| (0..window_ms).contains(&part.start_ms));
    std::array::from_fn(|which| {
        design_effect(&inside().map(|part| (part.completed, part.beyond[which])).collect::<Vec<_>>())
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use load::Window;

    use super::*;

    #[test]
    fn the_measured_window_counts_and_neither_what_was_before_nor_what_came_after() {
        let part = |at: i64, slow| Window {
            start_ms: at * 250,
            completed: 1_000,
            beyond: [500, 100, slow, 0],
            ..Window::default()
        };
        let slow = [900, 900, 5, 15, 10, 10, 900];
        let series = slow.iter().enumerate().map(|(at, slow)| part(at as i64 - 2, *slow)).collect();
        let outcome = Outcome { window: Duration::from_secs(1), series, ..Outcome::default() };
        let [p50, p90, p99, p999] = design_effects(&outcome);
        assert_eq!((p50, p90, p999), (Some(0.0), Some(0.0), None), "as even as can be, and nothing beyond");
        // 25 + 25 away from 10, of which a binomial has a variance of 9.9.
        assert!((p99.expect("some are slow") - 50.0 / 9.9 / 3.0).abs() < 1e-9, "{p99:?}");
    }
}
