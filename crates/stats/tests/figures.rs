//! Figures worked out by hand or by an independent route.

use stats::{
    Method, geometric_mean, is_percentile_resolved, littles_ratio, mean_interval, median, paired_ratio,
    quantile, t_975, typical_interval,
};

fn assert_close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "found {found}, expected {expected}");
}

#[test]
fn figures_of_small_samples() {
    assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
    assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
    assert_eq!(quantile(&[10.0, 20.0, 30.0, 40.0, 50.0], 0.9), Some(46.0));
    assert_close(geometric_mean(&[1.0, 100.0]).unwrap(), 10.0, 1e-9);
    assert_eq!((median(&[]), median(&[f64::NAN]), quantile(&[1.0], 1.5)), (None, None, None));
    assert_eq!((geometric_mean(&[]), geometric_mean(&[1.0, 0.0])), (None, None));
}

/// NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.2, upper 2.5 % points.
#[test]
fn the_factors_of_students_t_are_those_of_the_handbook() {
    for (degrees_of_freedom, printed) in [
        (1.0, 12.706),
        (2.0, 4.303),
        (4.0, 2.776),
        (7.0, 2.365),
        (30.0, 2.042),
        (100.0, 1.984),
        (1e12, 1.960),
        (f64::INFINITY, 1.960),
    ] {
        assert_close(t_975(degrees_of_freedom).unwrap(), printed, 6e-4);
    }
    assert_eq!((t_975(0.0), t_975(f64::NAN)), (None, None));
}

#[test]
fn an_interval_over_three_blocks_is_wide_and_says_what_it_is() {
    // Log-ratios −0.1, 0, 0.1: s = 0.1, half-width 4.3027 × 0.1 ÷ √3.
    let pairs = [((-0.1f64).exp(), 1.0), (1.0, 1.0), (0.1f64.exp(), 1.0)];
    let ratio = paired_ratio(&pairs, 0).unwrap();
    assert_eq!((ratio.blocks, ratio.method), (3, Method::StudentT));
    assert_close(ratio.interval.unwrap().high.ln(), 0.24842, 1e-4);
    let one = paired_ratio(&pairs[..1], 0).unwrap();
    assert_eq!((one.interval, one.method, one.is_resolved()), (None, Method::None, false));
}

#[test]
fn many_blocks_are_bootstrapped_alike_for_one_seed() {
    let pairs: Vec<(f64, f64)> = (0..12).map(|i| (2.0 + f64::from(i % 3) * 0.1, 1.0)).collect();
    let ratio = paired_ratio(&pairs, 7).unwrap();
    assert_eq!(ratio.method, Method::Bootstrap);
    assert_eq!(paired_ratio(&pairs, 7), Some(ratio));
    assert!(ratio.is_resolved() && !ratio.interval.unwrap().contains(2.0));
}

#[test]
fn nothing_is_said_of_what_cannot_be_compared() {
    assert_eq!(paired_ratio(&[], 0), None);
    assert_eq!(paired_ratio(&[(1.0, 0.0)], 0), None);
    assert_eq!(paired_ratio(&[(f64::INFINITY, 1.0)], 0), None);
    assert_eq!((mean_interval(&[1.0]), typical_interval(&[1.0, -1.0])), (None, None));
}

#[test]
fn a_percentile_needs_a_hundred_samples_beyond_it() {
    assert!(is_percentile_resolved(10_000, 0.99) && !is_percentile_resolved(9_900, 0.99));
    assert!(is_percentile_resolved(100_000, 0.999) && !is_percentile_resolved(99_000, 0.999));
}

#[test]
fn littles_law_exposes_the_unserved() {
    // 8 of 400 connections served, each in 1 ms: a pretty latency, and a ratio of 0.02.
    assert_close(littles_ratio(8_000.0, 0.001, 400.0).unwrap(), 0.02, 1e-12);
    assert_eq!(littles_ratio(1.0, 1.0, 0.0), None);
}
