//! The bootstrap over blocks: resampled with replacement, on all cores, the same whatever their number.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;

use crate::block::Interval;
use crate::sample::{mean, quantile_of_sorted};
use crate::special::{normal_cdf, normal_quantile};

/// Resamples that are drawn: a 2.5 % end then rests on 250 of them.
const RESAMPLES: usize = 10_000;
/// Resamples that share a stream of random numbers. The streams, not the threads, divide the work.
const STREAM: usize = 500;

/// `statistic` of each resample of `n` blocks, given by their indices; in the order they were drawn.
fn replicates<T: Send>(n: usize, seed: u64, statistic: impl Fn(&[usize]) -> T + Sync) -> Vec<T> {
    let streams = (0..RESAMPLES / STREAM).into_par_iter().map(|stream| {
        // Neighbouring seeds must not share streams, so the stream's number is spread over all bits.
        let spread = (stream as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut random = Pcg64Mcg::seed_from_u64(seed ^ spread);
        let mut blocks = vec![0; n];
        let one = |_| {
            blocks.fill_with(|| random.random_range(0..n));
            statistic(&blocks)
        };
        (0..STREAM).map(one).collect::<Vec<T>>()
    });
    streams.collect::<Vec<_>>().into_iter().flatten().collect()
}

/// The studentised 95 % interval of the mean, or bootstrap-t (Efron & Tibshirani, "An Introduction to the
/// Bootstrap" (1993), section 12.5). `None` with fewer than two values.
pub(crate) fn studentised_mean_interval(sample: &[f64], seed: u64) -> Option<Interval> {
    let (centre, error) = mean_and_error(sample.iter().copied(), sample.len())?;
    let deviations = replicates(sample.len(), seed, |blocks| {
        let (mean, error) = mean_and_error(blocks.iter().map(|&block| sample[block]), blocks.len())?;
        let deviation = (mean - centre) / error;
        (!deviation.is_nan()).then_some(deviation)
    });
    let mut deviations: Vec<f64> = deviations.into_iter().flatten().collect();
    if deviations.is_empty() || error == 0.0 {
        // Every block said the same.
        return Some(Interval { low: centre, high: centre });
    }
    deviations.sort_by(f64::total_cmp);
    // A resample of one block only has no spread, and its deviation is infinite: take ends that occurred.
    let at = |share: f64| deviations[(share * (deviations.len() - 1) as f64).round() as usize];
    let end = |deviation: f64| centre - deviation * error;
    Some(Interval { low: end(at(0.975).max(0.0)), high: end(at(0.025).min(0.0)) })
}

/// The mean and its standard error.
fn mean_and_error(values: impl Iterator<Item = f64> + Clone, n: usize) -> Option<(f64, f64)> {
    let mean = values.clone().sum::<f64>() / n as f64;
    let squares: f64 = values.map(|value| (value - mean).powi(2)).sum();
    (n >= 2 && !mean.is_nan()).then(|| (mean, (squares / (n as f64 - 1.0) / n as f64).sqrt()))
}

/// The bias-corrected and accelerated interval, BCa (Efron, "Better bootstrap confidence intervals", JASA 82
/// (1987); Efron & Tibshirani, section 14.3), of a statistic that is `value` for all `n` blocks.
/// `deviations` is how many standard deviations a normal interval would reach to either side: 1.96, or more
/// to make up for few blocks. `None` where over 1 % of the resamples have no value.
pub(crate) fn bca_interval(
    n: usize,
    seed: u64,
    value: f64,
    deviations: f64,
    statistic: impl Fn(&[usize]) -> Option<f64> + Sync,
) -> Option<Interval> {
    let left_out = jackknife(n, &statistic)?;
    let drawn = replicates(n, seed, |blocks| statistic(blocks).filter(|value| value.is_finite()));
    let mut drawn: Vec<f64> = drawn.into_iter().flatten().collect();
    if drawn.len() * 100 < RESAMPLES * 99 {
        return None;
    }
    drawn.sort_by(f64::total_cmp);
    let below = drawn.iter().filter(|&&one| one < value).count() as f64;
    let equal = drawn.iter().filter(|&&one| one == value).count() as f64;
    let half_a_resample = 0.5 / drawn.len() as f64;
    let share = (below + equal / 2.0) / drawn.len() as f64;
    let bias = normal_quantile(share.clamp(half_a_resample, 1.0 - half_a_resample));
    let acceleration = acceleration(&left_out)?;
    let end = |deviations: f64| {
        let shifted = bias + deviations;
        let slowed = 1.0 - acceleration * shifted;
        // Past its pole the formula would turn round: there the end of what was drawn is meant.
        let level = if slowed > 0.0 {
            normal_cdf(bias + shifted / slowed)
        } else {
            f64::from(u8::from(shifted > 0.0))
        };
        quantile_of_sorted(&drawn, level)
    };
    Some(Interval { low: end(-deviations), high: end(deviations) })
}

/// The statistic with each block left out in turn. `None` unless all have a value.
pub(crate) fn jackknife(n: usize, statistic: impl Fn(&[usize]) -> Option<f64>) -> Option<Vec<f64>> {
    let without = |left_out: usize| {
        let others: Vec<usize> = (0..n).filter(|&block| block != left_out).collect();
        statistic(&others).filter(|value| value.is_finite())
    };
    (0..n).map(without).collect()
}

/// Efron & Tibshirani, formula 14.15.
fn acceleration(left_out: &[f64]) -> Option<f64> {
    let centre = mean(left_out)?;
    let sum = |power: i32| left_out.iter().map(|value| (centre - value).powi(power)).sum::<f64>();
    let squares = sum(2);
    Some(if squares > 0.0 { sum(3) / (6.0 * squares.powf(1.5)) } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::{RESAMPLES, bca_interval, replicates};

    /// Efron & Tibshirani (1993), table 14.1: 26 children's scores in a test, and 90 % intervals of their
    /// variance, printed in table 14.2.
    const SCORES: [f64; 26] = [
        48.0, 36.0, 20.0, 29.0, 42.0, 42.0, 20.0, 42.0, 22.0, 41.0, 45.0, 14.0, 6.0, 0.0, 33.0, 28.0, 34.0,
        4.0, 32.0, 24.0, 47.0, 41.0, 24.0, 26.0, 30.0, 41.0,
    ];

    fn variance(blocks: &[usize]) -> Option<f64> {
        let n = blocks.len() as f64;
        let mean = blocks.iter().map(|&block| SCORES[block]).sum::<f64>() / n;
        Some(blocks.iter().map(|&block| (SCORES[block] - mean).powi(2)).sum::<f64>() / n)
    }

    #[test]
    fn the_bca_interval_of_the_textbook() {
        let all: Vec<usize> = (0..SCORES.len()).collect();
        let value = variance(&all).expect("all have scores");
        assert!((value - 171.5).abs() < 0.1, "the book prints 171.5, found {value}");
        // The book drew 2,000 times, so its ends are uncertain by two or three.
        for seed in 0..5 {
            let found = bca_interval(SCORES.len(), seed, value, 1.644_854, variance).expect("an interval");
            assert!((found.low - 115.8).abs() < 3.0 && (found.high - 259.6).abs() < 3.5, "{found:?}");
        }
    }

    #[test]
    fn the_number_of_threads_does_not_matter() {
        let draw = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| replicates(7, 42, <[usize]>::to_vec))
        };
        let one = draw(1);
        assert_eq!(one.len(), RESAMPLES);
        assert!(one == draw(2) && one == draw(5));
    }

    #[test]
    fn streams_and_seeds_differ() {
        let draw = |seed: u64| replicates(9, seed, <[usize]>::to_vec);
        let (first, second) = (draw(1), draw(2));
        let repeats = first.chunks(super::STREAM).filter(|stream| stream[0] == first[0]).count();
        assert_eq!(repeats, 1, "two streams begin alike");
        assert!(first != second);
    }
}
