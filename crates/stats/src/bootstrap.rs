//! The bootstrap over blocks.

use rand::Rng;
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

use crate::block::Interval;
use crate::sample::{mean, quantile};

/// At or below this many blocks every resample is enumerated (5^5 = 3,125) instead of drawn.
const EXACT_BLOCKS_MAX: usize = 5;
/// Resamples that are drawn otherwise.
const RESAMPLES: usize = 10_000;

/// The 95 % percentile interval of the mean under resampling with replacement (Efron & Tibshirani, "An
/// Introduction to the Bootstrap" (1993), chapter 13). `None` with fewer than two values.
///
/// With a handful of values it is too narrow: of three values the smallest mean that a resample can have is
/// the smallest value itself, which happens once in 27, so its ends are the sample's own ends at best. That
/// is why [`paired_ratio`](crate::paired_ratio) asks for more blocks before it uses this.
#[must_use]
pub fn bootstrap_mean_interval(sample: &[f64], seed: u64) -> Option<Interval> {
    if sample.len() < 2 {
        return None;
    }
    mean(sample)?;
    let means = if sample.len() <= EXACT_BLOCKS_MAX { all_means(sample) } else { drawn_means(sample, seed) };
    Some(Interval { low: quantile(&means, 0.025)?, high: quantile(&means, 0.975)? })
}

/// The mean of every one of the n^n resamples.
fn all_means(sample: &[f64]) -> Vec<f64> {
    let n = sample.len();
    let resamples = n.pow(u32::try_from(n).unwrap_or(u32::MAX));
    (0..resamples)
        .map(|mut index| {
            let mut sum = 0.0;
            for _ in 0..n {
                sum += sample[index % n];
                index /= n;
            }
            sum / n as f64
        })
        .collect()
}

fn drawn_means(sample: &[f64], seed: u64) -> Vec<f64> {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let n = sample.len();
    (0..RESAMPLES)
        .map(|_| (0..n).map(|_| sample[random.random_range(0..n)]).sum::<f64>() / n as f64)
        .collect()
}
