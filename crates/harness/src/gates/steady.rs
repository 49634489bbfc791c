//! Whether the window was a steady state (method rule 15).

use load::Outcome;
use record::{Gate, Verdict};
use scenario::LoadPoint;

/// Throughput may differ by this much between the window's halves.
const DRIFT: f64 = 0.15;

/// Throughput of the window's two halves; a trend means that it is no steady state.
pub(super) fn gates(load: LoadPoint, outcome: &Outcome) -> Option<Gate> {
    let window_ms = outcome.window.as_millis() as i64;
    let inside: Vec<u64> = outcome
        .series
        .iter()
        .filter(|part| part.start_ms >= 0 && part.start_ms + 250 <= window_ms)
        .map(|part| part.completed)
        .collect();
    let half = inside.len() / 2;
    if half == 0 || matches!(load, LoadPoint::Open { .. }) {
        return None;
    }
    let first: u64 = inside[..half].iter().sum();
    let last: u64 = inside[inside.len() - half..].iter().sum();
    let drift = last as f64 / first.max(1) as f64 - 1.0;
    // Twice the random spread of two counts is no trend.
    let bound = DRIFT.max(2.0 * (2.0 / first.max(1) as f64).sqrt());
    Some(Gate::new("drift_ratio", Some(drift), Some(-bound), Some(bound), Verdict::Unsteady))
}
