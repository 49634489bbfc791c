//! How the time that was asked for is spread.

use std::f64::consts::TAU;

use contract::limits::MAX_WAIT_MS;
use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{RngCore, SeedableRng};

const NS_PER_MS: u64 = 1_000_000;

/// How the time that was asked for is spread.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Law {
    /// Not at all.
    Fixed,
    /// Log-normal, with the asked time as its median: the shape of many real backends, most calls near
    /// the median and a few far above.
    LogNormal {
        /// Standard deviation of the logarithm.
        sigma: f64,
        /// The seed that it was made with.
        seed: u64,
        /// Where every draw comes from, one after the other in the order of arrival.
        random: Pcg64Mcg,
    },
}

impl Law {
    /// Log-normal; the same seed draws the same times.
    pub(crate) fn log_normal(sigma: f64, seed: u64) -> Self {
        Self::LogNormal { sigma, seed, random: Pcg64Mcg::seed_from_u64(seed) }
    }

    /// The time that the next call takes, in ns.
    pub(crate) fn draw_ns(&mut self, asked_ms: u32) -> u64 {
        let asked_ns = u64::from(asked_ms) * NS_PER_MS;
        match self {
            Self::Fixed => asked_ns,
            Self::LogNormal { sigma, random, .. } => {
                let drawn = asked_ns as f64 * (*sigma * standard_normal(random)).exp();
                (drawn as u64).min(u64::from(MAX_WAIT_MS) * NS_PER_MS)
            }
        }
    }
}

/// As it stands in the line at the start.
impl std::fmt::Display for Law {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fixed => write!(out, "law=fixed"),
            Self::LogNormal { sigma, seed, .. } => write!(out, "law=log-normal sigma={sigma} seed={seed}"),
        }
    }
}

/// Box and Muller's transform of two uniform draws.
fn standard_normal(random: &mut Pcg64Mcg) -> f64 {
    // From (0, 1], since 0 has no logarithm.
    let radius = (-2.0 * (1.0 - uniform(random)).ln()).sqrt();
    radius * (TAU * uniform(random)).cos()
}

/// A draw from [0, 1), of 53 random bits.
fn uniform(random: &mut Pcg64Mcg) -> f64 {
    (random.next_u64() >> 11) as f64 * (0.5_f64).powi(53)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn_ms(sigma: f64, seed: u64, count: usize) -> Vec<f64> {
        let mut law = Law::log_normal(sigma, seed);
        (0..count).map(|_| law.draw_ns(10) as f64 / 1e6).collect()
    }

    #[test]
    fn fixed_takes_what_was_asked() {
        assert_eq!([0, 1, 60_000].map(|ms| Law::Fixed.draw_ns(ms)), [0, 1_000_000, 60_000_000_000]);
    }

    #[test]
    fn the_same_seed_draws_the_same_times() {
        assert_eq!(drawn_ms(0.5, 7, 1000), drawn_ms(0.5, 7, 1000));
        assert_ne!(drawn_ms(0.5, 7, 1000), drawn_ms(0.5, 8, 1000));
    }

    #[test]
    fn the_logarithm_is_normal_around_the_median() {
        let n = 100_000;
        let mut z: Vec<f64> = drawn_ms(0.5, 3, n).iter().map(|ms| (ms / 10.0).ln() / 0.5).collect();
        let mean = z.iter().sum::<f64>() / n as f64;
        let variance = z.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / n as f64;
        // Four standard errors of each.
        assert!(mean.abs() < 4.0 / (n as f64).sqrt(), "{mean}");
        assert!((variance - 1.0).abs() < 4.0 * (2.0 / n as f64).sqrt(), "{variance}");
        z.sort_by(f64::total_cmp);
        let p99 = z[n * 99 / 100];
        assert!((p99 - 2.326).abs() < 0.05, "{p99}");
    }

    #[test]
    fn no_draw_is_longer_than_the_contract_allows() {
        let mut law = Law::log_normal(5.0, 1);
        let longest = (0..10_000).map(|_| law.draw_ns(MAX_WAIT_MS)).max();
        assert_eq!(longest, Some(60_000_000_000));
        assert_eq!(law.draw_ns(0), 0);
    }
}
