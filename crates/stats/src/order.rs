//! Between which sorted samples a quantile lies, whatever the distribution.

use crate::block::Interval;
use crate::special::binomial_cdf;

/// Each end of a 95 % interval errs at most so often.
const TAIL: f64 = 0.025;

/// Ranks from 1 on, in sorted samples. An end is `None` where there are too few samples for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderBounds {
    /// The sample of this rank is at most the quantile.
    pub low: Option<u64>,
    /// The sample of this rank is at least the quantile.
    pub high: Option<u64>,
}

/// The ranks whose samples enclose the `q`-quantile with at least 95 % confidence, from the binomial
/// distribution of how many samples fall below it (David & Nagaraja, "Order Statistics" (2003), section 7.1).
/// Nothing is assumed but independence: give the number of *effective* samples, and read the ranks as
/// shares of it (rank ÷ number). `None` without samples, or with `q` not between 0 and 1.
#[must_use]
pub fn order_bounds(samples: u64, q: f64) -> Option<OrderBounds> {
    if samples == 0 || !(0.0 < q && q < 1.0) {
        return None;
    }
    // Fewer than `rank` samples below the quantile: then the sample of that rank is above it.
    let below = |rank: u64| binomial_cdf(rank - 1, samples, q);
    let low = last_rank(samples, |rank| below(rank) <= TAIL);
    let high = last_rank(samples, |rank| below(rank) < 1.0 - TAIL).map_or(1, |rank| rank + 1);
    Some(OrderBounds { low, high: (high <= samples).then_some(high) })
}

/// The 95 % interval of the `q`-quantile of what `sample` was drawn from. `None` where the sample is too
/// small for an end: the median needs 6 values, a p99 some 370.
#[must_use]
pub fn quantile_interval(sample: &[f64], q: f64) -> Option<Interval> {
    if sample.iter().any(|value| value.is_nan()) {
        return None;
    }
    let bounds = order_bounds(sample.len() as u64, q)?;
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |rank: u64| sorted[rank as usize - 1];
    Some(Interval { low: at(bounds.low?), high: at(bounds.high?) })
}

/// The last of 1..=n for which `holds`, where it holds up to some rank and not beyond.
fn last_rank(n: u64, holds: impl Fn(u64) -> bool) -> Option<u64> {
    let (mut held, mut failed) = (0, n + 1);
    while failed - held > 1 {
        let middle = u64::midpoint(held, failed);
        if holds(middle) {
            held = middle;
        } else {
            failed = middle;
        }
    }
    (held > 0).then_some(held)
}
