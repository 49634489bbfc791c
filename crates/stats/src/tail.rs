//! Percentiles of merged histograms.

use hdrhistogram::Histogram;

use crate::law::is_percentile_resolved;
use crate::order::order_bounds;

/// 14 ÷ 41 × 41 is a little above 14 in floating point, and the histogram would take the 15th for it.
const ROUNDED: f64 = 1.0 - 1e-12;

/// A percentile of everything that was counted, in the histogram's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percentile {
    /// The value at it.
    pub value: u64,
    /// The lower end of its 95 % interval; `None` with too few effective samples.
    pub low: Option<u64>,
    /// The upper end; `None` with too few effective samples, or where what was cut off could lie beyond.
    pub high: Option<u64>,
    /// So much was cut off that the true value is only known to be at least `value` (method rule 3).
    pub is_at_least: bool,
    /// Enough effective samples lie beyond it (method rule 14).
    pub is_resolved: bool,
}

/// The `q`-percentile (0.99 for p99) of `merged`, in which `censored` values are only known to be at least
/// what they were counted as: of a share f of such values nothing is known above 1 − f, the worst case of data
/// that are missing for whatever reason (Manski, "Partial Identification of Probability Distributions" (2003),
/// chapter 1). The value is that of the lowest rank that holds a share `q` (the inverse of the distribution function;
/// definition 1 of Hyndman & Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996)).
/// Blocks are merged
/// before and never averaged (method rule 13), since a mean of percentiles is no percentile of anything.
/// `effective` is how many independent samples the counted ones are worth; see
/// [`effective_samples_over_blocks`](crate::effective_samples_over_blocks). The interval is that of
/// [`order_bounds`]; it speaks of this one run of the server, so between blocks expect more.
///
/// `None` with an empty histogram or with `q` not between 0 and 1.
#[must_use]
pub fn percentile(merged: &Histogram<u64>, censored: u64, effective: f64, q: f64) -> Option<Percentile> {
    let effective = effective.min(merged.len() as f64) as u64;
    let bounds = order_bounds(effective.max(1), q)?;
    if merged.is_empty() {
        return None;
    }
    let known_to = 1.0 - censored as f64 / merged.len() as f64;
    let share = |rank: u64| rank as f64 / effective.max(1) as f64 * ROUNDED;
    Some(Percentile {
        value: merged.value_at_quantile(q),
        low: bounds.low.map(|rank| merged.value_at_quantile(share(rank))),
        high: bounds
            .high
            .map(share)
            .filter(|&share| share <= known_to)
            .map(|share| merged.value_at_quantile(share)),
        is_at_least: q > known_to,
        is_resolved: is_percentile_resolved(effective, q),
    })
}
