//! Laws that hold for every sample.

use proptest::prelude::*;
use stats::{Ratio, geometric_mean, median, paired_ratio, quantile};

fn pairs(blocks: std::ops::Range<usize>) -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec((0.01..1e6f64, 0.01..1e6f64), blocks)
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

fn ends(ratio: &Ratio) -> (f64, f64) {
    ratio.interval.map_or((ratio.estimate, ratio.estimate), |interval| (interval.low, interval.high))
}

proptest! {
    #[test]
    fn an_interval_contains_its_estimate(pairs in pairs(1..12), seed: u64) {
        let ratio = paired_ratio(&pairs, seed).unwrap();
        let (low, high) = ends(&ratio);
        prop_assert!(low <= ratio.estimate * (1.0 + 1e-12) && ratio.estimate <= high * (1.0 + 1e-12));
    }

    #[test]
    fn a_ratio_turned_round_is_its_inverse(pairs in pairs(1..8), seed: u64) {
        let turned: Vec<_> = pairs.iter().map(|&(a, b)| (b, a)).collect();
        let (there, back) = (paired_ratio(&pairs, seed).unwrap(), paired_ratio(&turned, seed).unwrap().inverse());
        prop_assert!(close(there.estimate, back.estimate));
        prop_assert!(close(ends(&there).0, ends(&back).0) && close(ends(&there).1, ends(&back).1));
    }

    #[test]
    fn a_unit_does_not_matter(pairs in pairs(1..12), scale in 0.001..1000.0f64, seed: u64) {
        let scaled: Vec<_> = pairs.iter().map(|&(a, b)| (a * scale, b * scale)).collect();
        let (plain, scaled) = (paired_ratio(&pairs, seed).unwrap(), paired_ratio(&scaled, seed).unwrap());
        prop_assert!((plain.estimate / scaled.estimate - 1.0).abs() < 1e-6);
        prop_assert!((ends(&plain).0 / ends(&scaled).0 - 1.0).abs() < 1e-6);
    }

    #[test]
    fn what_a_block_has_in_common_cancels(pairs in pairs(2..8), drift in prop::collection::vec(0.1..10.0f64, 8)) {
        let drifted: Vec<_> = pairs.iter().zip(&drift).map(|(&(a, b), d)| (a * d, b * d)).collect();
        let (plain, drifted) = (paired_ratio(&pairs, 0).unwrap(), paired_ratio(&drifted, 0).unwrap());
        prop_assert!((ends(&plain).1 / ends(&drifted).1 - 1.0).abs() < 1e-6);
    }

    #[test]
    fn equal_series_give_exactly_one(values in prop::collection::vec(0.01..1e6f64, 1..12), seed: u64) {
        let pairs: Vec<_> = values.iter().map(|&value| (value, value)).collect();
        let ratio = paired_ratio(&pairs, seed).unwrap();
        prop_assert_eq!((ratio.estimate, ends(&ratio)), (1.0, (1.0, 1.0)));
        prop_assert!(!ratio.is_resolved());
    }

    #[test]
    fn a_difference_is_told_only_where_its_whole_interval_is_beyond_the_step(
        centre in 0.5..2.0f64, spread in 0.0..0.2f64, noise in prop::collection::vec(-1.0..1.0f64, 2..12), seed: u64,
    ) {
        let pairs: Vec<_> = noise.iter().map(|&noise| (centre * (spread * noise).exp(), 1.0)).collect();
        let ratio = paired_ratio(&pairs, seed).unwrap();
        let (low, high) = ends(&ratio);
        let step = 1.0 + stats::STEP_RATIO;
        prop_assert_eq!(ratio.is_resolved(), low > step || 1.0 / high > step);
        prop_assert_eq!(ratio.is_resolved(), ratio.inverse().is_resolved());
    }

    #[test]
    fn quantiles_rise_and_stay_inside(values in prop::collection::vec(-1e6..1e6f64, 1..40), p in 0.0..1.0f64, q in 0.0..1.0f64) {
        let (low, high) = (quantile(&values, p.min(q)).unwrap(), quantile(&values, p.max(q)).unwrap());
        let (min, max) = stats::range(&values).unwrap();
        prop_assert!(min <= low && low <= high && high <= max);
    }

    #[test]
    fn means_and_medians_ignore_the_order(values in prop::collection::vec(0.01..1e6f64, 1..20)) {
        let mut reversed = values.clone();
        reversed.reverse();
        prop_assert_eq!(median(&values), median(&reversed));
        prop_assert!(close(geometric_mean(&values).unwrap(), geometric_mean(&reversed).unwrap()));
    }
}
