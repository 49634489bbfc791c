//! Whether a rate was carried (method rule 22): goodput at least 0.99 of what was offered, p99 within the
//! objective, and a backlog that does not grow.

use record::{Carried, Gate, Point, SeriesWindow, Verdict};
use stats::{mean, trend};

/// The mean response may grow by this share of the objective from the window's start to its end: by Little's
/// law a backlog that grows shows as a response that does.
const GROWTH: f64 = 0.10;

/// What a probe showed.
pub(crate) struct Judged {
    /// Whether the rate was carried.
    pub(crate) carried: Carried,
    /// What decided, in words.
    pub(crate) reason: String,
    /// By how much the mean response surely grew over the window, in µs; below 0 it surely did not.
    pub(crate) growth_us: Option<f64>,
}

/// Judges a probe by its point, its gates and its series.
pub(crate) fn judge(point: &Point, gates: &[Gate], series: &[SeriesWindow], objective_p99_us: f64) -> Judged {
    let growth_us = growth_us(series, point.window_s);
    let judged = |carried, reason: String| Judged { carried, reason, growth_us };
    // What the generator or the machine spoiled says nothing of the server.
    if matches!(point.verdict, Verdict::GeneratorLimited | Verdict::Noisy) {
        return judged(Carried::Unknown, format!("{}: {}", point.verdict.word(), point.verdict_reason));
    }
    if point.planned == 0 {
        return judged(Carried::Unknown, "no request was due in the window".into());
    }
    if point.verdict == Verdict::Failed {
        return judged(Carried::Missed, format!("FAILED: {}", point.verdict_reason));
    }
    let goodput = gates.iter().find(|gate| gate.gate == "goodput_ratio");
    let mut missed = Vec::new();
    if let Some(gate) = goodput.filter(|gate| gate.passed == Some(false)) {
        let (value, least) = (gate.value.unwrap_or_default(), gate.at_least.unwrap_or_default());
        missed.push(format!("goodput {value:.3} of what was offered (at least {least:.3})"));
    }
    match point.response_p99_us {
        Some(p99) if p99 <= objective_p99_us => {}
        Some(p99) => missed.push(format!("p99 {p99:.0} µs (at most {objective_p99_us:.0})")),
        None => missed.push("no response at all".into()),
    }
    if let Some(growth) = growth_us.filter(|growth| *growth > GROWTH * objective_p99_us) {
        let most = GROWTH * objective_p99_us;
        missed.push(format!("the mean response grew by {growth:.0} µs or more (at most {most:.0})"));
    }
    match missed.as_slice() {
        [] => judged(Carried::Kept, "objective kept".into()),
        reasons => judged(Carried::Missed, reasons.join("; ")),
    }
}

/// The lower end of the 95 % interval of how much the mean response grew over the window.
fn growth_us(series: &[SeriesWindow], window_s: f64) -> Option<f64> {
    let window_ms = (window_s * 1e3) as i64;
    let inside = series.iter().filter(|part| part.start_ms >= 0 && part.start_ms + 250 <= window_ms);
    let means: Vec<f64> = inside.filter_map(|part| part.response_mean_us).collect();
    Some(trend(&means)?.interval?.low * mean(&means)?)
}
