//! Percentiles of merged histograms.

use hdrhistogram::Histogram;

use crate::law::is_percentile_resolved;
use crate::order::order_bounds;

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
/// what they were counted as: of a share f of such values nothing is known above 1 − f. Blocks are merged
/// before and never averaged (method rule 13), since a mean of percentiles is no percentile of anything.
/// `effective` is how many independent samples the counted ones are worth; see
/// [`effective_samples_of_percentile`]. The interval is that of
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
    let share = |rank: u64| rank as f64 / effective.max(1) as f64;
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

/// How many independent samples the counted ones are worth at the `q`-percentile, from the percentiles of
/// `windows` that follow each other: (samples, value at the percentile) of each. Of independent samples a share
/// of q ± √(q (1 − q) ÷ n) of all lies below a window's own percentile; the more these shares differ beyond that,
/// the less the samples are worth (batching of quantiles: Nakayama, "Confidence intervals for quantiles using
/// sectioning when applying variance-reduction techniques", ACM TOMACS 24 (2014), section 4).
///
/// Never above the number of samples. With k windows it is itself uncertain by some √(2 ÷ (k − 1)) of its value.
/// `None` with fewer than two windows that hold samples, an empty histogram, or `q` not between 0 and 1.
#[must_use]
pub fn effective_samples_of_percentile(
    merged: &Histogram<u64>,
    windows: &[(u64, u64)],
    q: f64,
) -> Option<f64> {
    let windows: Vec<(u64, u64)> = windows.iter().copied().filter(|&(samples, _)| samples > 0).collect();
    if merged.is_empty() || windows.len() < 2 || !(0.0 < q && q < 1.0) {
        return None;
    }
    // Of the bucket that a value falls into half counts as below it.
    let share_below = |value: u64| {
        let without = merged.lowest_equivalent(value).checked_sub(1);
        let without = without.map_or(0.0, |value| merged.quantile_below(value));
        f64::midpoint(merged.quantile_below(value), without)
    };
    let expected = q * (1.0 - q);
    let excess =
        |&(samples, value): &(u64, u64)| samples as f64 * (share_below(value) - q).powi(2) / expected;
    let excess = windows.iter().map(excess).sum::<f64>() / (windows.len() as f64 - 1.0);
    Some(merged.len() as f64 / excess.max(1.0))
}
