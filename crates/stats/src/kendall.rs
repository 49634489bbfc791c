//! Whether two rankings agree.

use std::cmp::Ordering;

use crate::block::Interval;
use crate::special::normal_cdf;

/// Up to so many untied items the p-value is counted out.
const EXACT_MAX: usize = 33;

/// How far two rankings of the same items agree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kendall {
    /// τ-b: 1 for the same order, −1 for the reverse, 0 for no relation; ties belong to no side.
    pub tau: f64,
    /// How probable a τ at least as far from 0 is if the rankings have nothing to do with each other.
    pub p: f64,
    /// The 95 % interval of τ, items taken as a sample of many. `None` with fewer than five items, or with
    /// |τ| = 1, of which this theory says nothing; for items that are all there are, resample blocks instead
    /// ([`over_blocks`](crate::over_blocks)).
    pub interval: Option<Interval>,
}

/// Kendall's τ-b of two measures of the same items, in the same order (Kendall, "The treatment of ties in
/// ranking problems", Biometrika 33 (1945)).
///
/// The p-value is exact without ties and with up to 33 items, else the normal approximation with Kendall's
/// variance for ties ("Rank Correlation Methods" (1970), chapter 4). The interval is Fisher's z with variance
/// 0.437 ÷ (n − 4) (Fieller, Hartley & Pearson, "Tests for rank correlation coefficients", Biometrika 44
/// (1957)). `None` unless both have the same length, at least two items, no NaN, and differences at all.
#[must_use]
pub fn kendall(a: &[f64], b: &[f64]) -> Option<Kendall> {
    let n = a.len();
    if n != b.len() || n < 2 || a.iter().chain(b).any(|value| value.is_nan()) {
        return None;
    }
    let (mut concordant, mut discordant) = (0u64, 0u64);
    for (i, j) in pairs(n) {
        match (order(a[i], a[j]) as i8) * (order(b[i], b[j]) as i8) {
            1 => concordant += 1,
            -1 => discordant += 1,
            _ => {}
        }
    }
    let all = (n * (n - 1) / 2) as f64;
    let (ties_a, ties_b) = (tie_sizes(a), tie_sizes(b));
    let untied = |ties: &[f64]| all - ties.iter().map(|t| t * (t - 1.0) / 2.0).sum::<f64>();
    let both = (untied(&ties_a) * untied(&ties_b)).sqrt();
    if both <= 0.0 {
        return None;
    }
    let excess = concordant as f64 - discordant as f64;
    let tau = (excess / both).clamp(-1.0, 1.0);
    let p = if ties_a.is_empty() && ties_b.is_empty() && n <= EXACT_MAX {
        exact_p(n, concordant.min(discordant))
    } else {
        normal_p(n, excess, &ties_a, &ties_b)
    };
    Some(Kendall { tau, p, interval: interval(n, tau) })
}

pub(crate) fn pairs(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).flat_map(move |i| (i + 1..n).map(move |j| (i, j)))
}

fn order(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or(Ordering::Equal)
}

/// How many values share each value that occurs more than once.
pub(crate) fn tie_sizes(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let groups = sorted.chunk_by(|a, b| a == b).map(|group| group.len() as f64);
    groups.filter(|&size| size > 1.0).collect()
}

/// The share of all orders of `n` items with at most `discordant` inversions, both tails. Adding an item
/// to k others adds 0 to k inversions, each as likely.
fn exact_p(n: usize, discordant: u64) -> f64 {
    let mut probability = vec![1.0];
    for items in 2..=n {
        let mut next = vec![0.0; probability.len() + items - 1];
        for (inversions, share) in probability.iter().enumerate() {
            for added in 0..items {
                next[inversions + added] += share / items as f64;
            }
        }
        probability = next;
    }
    let tail: f64 = probability.iter().take(discordant as usize + 1).sum();
    (2.0 * tail).min(1.0)
}

fn normal_p(n: usize, excess: f64, ties_a: &[f64], ties_b: &[f64]) -> f64 {
    let n = n as f64;
    let sum = |ties: &[f64], of: fn(f64) -> f64| ties.iter().map(|&t| of(t)).sum::<f64>();
    let weight = |t: f64| t * (t - 1.0) * (2.0 * t + 5.0);
    let twos = |ties: &[f64]| sum(ties, |t| t * (t - 1.0));
    let threes = |ties: &[f64]| sum(ties, |t| t * (t - 1.0) * (t - 2.0));
    let weights: f64 = ties_a.iter().chain(ties_b).map(|&t| weight(t)).sum();
    let mut variance = (weight(n) - weights) / 18.0 + twos(ties_a) * twos(ties_b) / (2.0 * n * (n - 1.0));
    if n > 2.0 {
        variance += threes(ties_a) * threes(ties_b) / (9.0 * n * (n - 1.0) * (n - 2.0));
    }
    2.0 * normal_cdf(-excess.abs() / variance.sqrt())
}

fn interval(n: usize, tau: f64) -> Option<Interval> {
    if n < 5 || tau.abs() >= 1.0 {
        return None;
    }
    let half_width = 1.959_964 * (0.437 / (n as f64 - 4.0)).sqrt();
    Some(Interval { low: (tau.atanh() - half_width).tanh(), high: (tau.atanh() + half_width).tanh() })
}
