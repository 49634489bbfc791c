//! What a comparison can find, and how often it may be wrong.

use crate::special::{binomial_cdf, student_quantile};

/// The smallest difference that a paired comparison of so many blocks can be counted on to find: the interval of a
/// true ratio of 1 + it leaves 1 in four comparisons of five, and that of a ratio larger by the instrument's step
/// ([`crate::STEP_RATIO`]) leaves the step too, so that it is told. `log_ratio_sd` is the standard deviation of one
/// block's log-ratio where nothing differs.
///
/// (t₀.₉₇₅ + t₀.₈₀) × sd ÷ √n with n − 1 degrees of freedom, as a ratio: NIST/SEMATECH e-Handbook of
/// Statistical Methods, section 7.2.2.2, solved for the difference. `None` with fewer than two blocks.
#[must_use]
pub fn smallest_difference(log_ratio_sd: f64, blocks: usize) -> Option<f64> {
    let degrees_of_freedom = blocks.checked_sub(1).filter(|left| *left > 0)? as f64;
    let factor = student_quantile(0.975, degrees_of_freedom) + student_quantile(0.80, degrees_of_freedom);
    Some((factor * log_ratio_sd / (blocks as f64).sqrt()).exp_m1())
}

/// The most false alarms that `trials` comparisons of equal things may give, if each gives one with
/// probability `rate` and by itself: more come up in fewer than one case in twenty (the binomial
/// distribution's 95th percentile; NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.6.18).
#[must_use]
pub fn false_alarms_max(trials: u64, rate: f64) -> u64 {
    (0..trials).find(|&alarms| binomial_cdf(alarms, trials, rate) >= 0.95).unwrap_or(trials)
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_pcg::Pcg64Mcg;

    use super::*;
    use crate::{Ratio, STEP_RATIO, paired_ratio};

    /// Two normal values by Box and Muller's method.
    fn normal(random: &mut Pcg64Mcg) -> f64 {
        let (u, v): (f64, f64) = (1.0 - random.random::<f64>(), random.random());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }

    /// The share of comparisons of `blocks` blocks with a true log-difference that `finds` one.
    fn found(blocks: usize, sd: f64, difference: f64, finds: impl Fn(&Ratio) -> bool) -> f64 {
        let mut random = Pcg64Mcg::seed_from_u64(7);
        const COMPARISONS: u32 = 10_000;
        let hits = (0..COMPARISONS).filter(|_| {
            let pair = |_| ((difference + sd * normal(&mut random)).exp(), 1.0);
            let pairs: Vec<(f64, f64)> = (0..blocks).map(pair).collect();
            paired_ratio(&pairs, 1).is_some_and(|ratio| finds(&ratio))
        });
        hits.count() as f64 / f64::from(COMPARISONS)
    }

    #[test]
    fn it_is_found_four_times_in_five_and_nothing_is_found_once_in_twenty() {
        let leaves_one = |ratio: &Ratio| ratio.interval.is_some_and(|interval| !interval.contains(1.0));
        for blocks in [3, 5, 7] {
            let smallest = smallest_difference(0.02, blocks).expect("two blocks or more").ln_1p();
            let power = found(blocks, 0.02, smallest, leaves_one);
            assert!((power - 0.80).abs() < 0.05, "{blocks} blocks find {power}");
            let alarms = found(blocks, 0.02, 0.0, leaves_one);
            assert!((alarms - 0.05).abs() < 0.01, "{blocks} blocks cry wolf {alarms}");
            let told = found(blocks, 0.02, smallest + STEP_RATIO.ln_1p(), Ratio::is_resolved);
            assert!((told - 0.80).abs() < 0.05, "{blocks} blocks tell {told}");
            let untrue = found(blocks, 0.02, STEP_RATIO.ln_1p(), Ratio::is_resolved);
            assert!(untrue < 0.06, "{blocks} blocks tell {untrue} of no more than a step");
        }
        assert_eq!(smallest_difference(0.02, 1), None);
    }

    #[test]
    fn more_blocks_see_more() {
        let smallest = |blocks| smallest_difference(0.03, blocks).expect("two blocks or more");
        assert!((2..30).all(|blocks| smallest(blocks + 1) < smallest(blocks)));
        // 12 blocks: (2.2010 + 0.8755) × 0.03 ÷ √12, by the tables of the same handbook.
        assert!((smallest(12) - (3.0765_f64 * 0.03 / 12_f64.sqrt()).exp_m1()).abs() < 1e-5);
    }

    #[test]
    fn the_binomial_tables() {
        // Of 20 trials at 5 %, at most 2 come with probability 0.9245 and at most 3 with 0.9841.
        assert_eq!(false_alarms_max(20, 0.05), 3);
        assert_eq!(false_alarms_max(0, 0.05), 0);
        assert_eq!(false_alarms_max(1, 0.05), 0);
        assert_eq!(false_alarms_max(2, 1.0), 2);
    }
}
