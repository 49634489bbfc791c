//! Laws of intervals, rankings, lines and series.

mod common;

use common::assert_close;
use hdrhistogram::Histogram;
use proptest::prelude::*;
use stats::{
    design_effect, effective_samples, effective_samples_of_batches, effective_samples_over_blocks, kendall,
    line, mean_interval, mser_5, order_bounds, over_blocks, percentile, quantile_interval, theil_sen, trend,
    unpaired_ratio,
};

fn values(n: std::ops::Range<usize>) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(0.1..1e3f64, n)
}

fn mean_of(values: &[f64]) -> impl Fn(&[usize]) -> Option<f64> + Sync {
    |blocks| Some(blocks.iter().map(|&block| values[block]).sum::<f64>() / blocks.len() as f64)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// The jackknife of a mean is Student's t.
    #[test]
    fn a_mean_over_few_blocks_has_students_interval(values in values(2..8), seed: u64) {
        let found = over_blocks(values.len(), seed, mean_of(&values)).unwrap();
        let expected = mean_interval(&values).unwrap();
        let interval = found.interval.unwrap();
        assert_close(interval.low, expected.low, 1e-9);
        assert_close(interval.high, expected.high, 1e-9);
    }

    #[test]
    fn an_estimate_lies_in_its_interval(values in values(2..20), seed: u64) {
        let found = over_blocks(values.len(), seed, mean_of(&values)).unwrap();
        let interval = found.interval.unwrap();
        prop_assert!(interval.contains(found.value), "{:?}", found);
        prop_assert_eq!(over_blocks(values.len(), seed, mean_of(&values)), Some(found));
    }

    #[test]
    fn what_a_block_decides_alone_has_no_interval(values in values(2..12), seed: u64) {
        let needs_first = |blocks: &[usize]| blocks.contains(&0).then_some(1.0);
        let found = over_blocks(values.len(), seed, needs_first).unwrap();
        prop_assert_eq!((found.value, found.interval), (1.0, None));
        // One resample in ten has neither of two blocks, though any one may be left out.
        let needs_either = |blocks: &[usize]| blocks.iter().any(|&block| block < 2).then_some(1.0);
        let found = over_blocks(values.len(), seed, needs_either).unwrap();
        prop_assert_eq!(found.interval.is_some(), (3..8).contains(&values.len()) || values.len() == 2);
        prop_assert_eq!(over_blocks(values.len(), seed, |_| None), None);
        prop_assert_eq!(over_blocks(values.len(), seed, |_| Some(f64::INFINITY)), None);
    }

    #[test]
    fn a_change_turned_round_is_its_inverse(before in values(1..9), after in values(1..9)) {
        let there = unpaired_ratio(&after, &before).unwrap();
        let back = unpaired_ratio(&before, &after).unwrap().inverse();
        assert_close(there.estimate, back.estimate, 1e-9);
        prop_assert_eq!(there.interval.is_some(), before.len() > 1 && after.len() > 1);
        if let (Some(a), Some(b)) = (there.interval, back.interval) {
            assert_close(a.low, b.low, 1e-9);
            prop_assert!(a.low <= there.estimate * (1.0 + 1e-12) && there.estimate <= a.high * (1.0 + 1e-12));
        }
    }

    #[test]
    fn the_ranks_enclose_their_quantile(samples in 1u64..1_000_000, q in 0.001..0.999f64) {
        let found = order_bounds(samples, q).unwrap();
        let rank = q * samples as f64;
        prop_assert!(found.low.is_none_or(|low| low >= 1 && low as f64 <= rank + 1.0));
        prop_assert!(found.high.is_none_or(|high| high <= samples && high as f64 >= rank));
        // Turned round, the largest are the smallest.
        let turned = order_bounds(samples, 1.0 - q).unwrap();
        let near = |a: Option<u64>, b: Option<u64>| match (a, b) {
            (Some(a), Some(b)) => a.abs_diff(b) <= 1,
            (Some(end), None) | (None, Some(end)) => end == 1 || end == samples,
            (None, None) => true,
        };
        prop_assert!(near(turned.low, found.high.map(|high| samples + 1 - high)));
    }

    #[test]
    fn rankings_agree_with_themselves_and_not_with_their_reverse(a in values(2..30), b in values(30..31)) {
        let b = &b[..a.len()];
        let same = kendall(&a, &a).unwrap();
        prop_assert_eq!((same.tau, same.interval), (1.0, None));
        let there = kendall(&a, b).unwrap();
        let reversed: Vec<f64> = b.iter().map(|value| -value).collect();
        let back = kendall(&a, &reversed).unwrap();
        assert_close(there.tau, -back.tau, 1e-12);
        assert_close(there.p, back.p, 1e-9);
        prop_assert_eq!(kendall(b, &a), Some(there));
        // Only the order counts.
        let logs: Vec<f64> = a.iter().map(|value| value.ln()).collect();
        prop_assert_eq!(kendall(&logs, b), Some(there));
        prop_assert!((0.0..=1.0).contains(&there.p));
    }

    #[test]
    fn lines_are_found_again(slope in -9.0..9.0f64, intercept in -9.0..9.0f64, n in 5usize..20) {
        let points: Vec<(f64, f64)> = (0..n).map(|x| (x as f64, intercept + slope * x as f64)).collect();
        let (least, robust) = (line(&points).unwrap(), theil_sen(&points).unwrap());
        assert_close(least.slope, slope, 1e-9);
        assert_close(least.intercept, intercept, 1e-9);
        assert_close(robust.slope, slope, 1e-9);
        assert_close(robust.intercept, intercept, 1e-9);
    }

    #[test]
    fn one_wild_point_does_not_move_the_robust_slope(slope in -9.0..9.0f64, wild in 0usize..9, by in 1e3..1e6f64) {
        let mut points: Vec<(f64, f64)> = (0..9).map(|x| (f64::from(x), slope * f64::from(x))).collect();
        points[wild].1 += by;
        assert_close(theil_sen(&points).unwrap().slope, slope, 1e-9);
        if wild != 4 {
            prop_assert!((line(&points).unwrap().slope - slope).abs() > 1.0);
        }
    }

    #[test]
    fn a_series_is_worth_at_most_its_values(series in values(4..200)) {
        if let Some(effective) = effective_samples(&series) {
            prop_assert!(effective > 0.0 && effective <= series.len() as f64);
            // Each value said five times over is hardly worth more than said once.
            let said: Vec<f64> = series.iter().flat_map(|&value| [value; 5]).collect();
            prop_assert!(effective_samples(&said).unwrap() <= series.len() as f64 * 2.0);
        }
    }

    #[test]
    fn batches_that_differ_more_than_chance_are_worth_less(means in values(2..40), variance in 1.0..1e9f64) {
        let samples = means.len() as u64 * 100;
        let found = effective_samples_of_batches(samples, variance, &means).unwrap();
        prop_assert!(found > 0.0 && found <= samples as f64);
        let spread: Vec<f64> = means.iter().map(|mean| mean * 2.0).collect();
        let wider = effective_samples_of_batches(samples, variance, &spread).unwrap();
        prop_assert!(wider <= found * (1.0 + 1e-9));
    }

    #[test]
    fn what_was_added_in_front_is_cut(level in 10.0..100.0f64, batches in 1usize..4) {
        let wobble = |i: usize| level + (i % 3) as f64 * 0.01;
        let mut series: Vec<f64> = vec![level * 5.0; batches * 5];
        series.extend((0..60).map(wobble));
        prop_assert_eq!(mser_5(&series), Some(batches * 5));
    }

    #[test]
    fn a_trend_knows_no_unit(series in values(6..60), scale in 0.01..100.0f64) {
        let scaled: Vec<f64> = series.iter().map(|value| value * scale).collect();
        let (plain, scaled) = (trend(&series).unwrap(), trend(&scaled).unwrap());
        assert_close(plain.drift, scaled.drift, 1e-9);
        prop_assert_eq!(plain.is_steady(), scaled.is_steady());
    }

    #[test]
    fn a_percentile_lies_in_its_interval(counted in prop::collection::vec(1u64..1_000_000, 50..400), q in 0.05..0.95f64, censored in 0u64..20) {
        let mut merged = Histogram::<u64>::new(3).unwrap();
        counted.iter().for_each(|&value| merged.record(value).unwrap());
        let all = percentile(&merged, censored, counted.len() as f64, q).unwrap();
        prop_assert!(all.low.is_none_or(|low| low <= all.value) && all.high.is_none_or(|high| high >= all.value));
        prop_assert_eq!(all.is_at_least, q > 1.0 - censored as f64 / counted.len() as f64);
        if all.is_at_least {
            prop_assert_eq!(all.high, None);
        }
        // Fewer effective samples, a wider interval.
        let few = percentile(&merged, censored, counted.len() as f64 / 4.0, q).unwrap();
        if let (Some(few_low), Some(low)) = (few.low, all.low) {
            prop_assert!(few_low <= low);
        }
        prop_assert!(few.low.is_none() || all.low.is_some());
        if counted.len() as f64 * (1.0 - q) < 99.0 {
            prop_assert!(!all.is_resolved);
        }
    }
}

#[test]
fn too_little_says_nothing() {
    // Of a hundred samples the largest lies below the p99 with 37 %, and of 368 with 2.48 %.
    assert_eq!(order_bounds(100, 0.99).unwrap().high, None);
    assert_eq!(order_bounds(367, 0.99).unwrap().high, None);
    assert_eq!(order_bounds(368, 0.99).unwrap().high, Some(368));
    assert_eq!(order_bounds(0, 0.5), None);
    assert_eq!((quantile_interval(&[1.0; 5], 0.5), quantile_interval(&[1.0; 5], 1.0)), (None, None));
    assert!(quantile_interval(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 0.5).is_some());
    assert_eq!((kendall(&[1.0, 1.0], &[1.0, 2.0]), kendall(&[1.0], &[1.0])), (None, None));
    assert_eq!((line(&[(1.0, 1.0), (1.0, 2.0)]), theil_sen(&[(1.0, 1.0)])), (None, None));
    let two = line(&[(0.0, 1.0), (1.0, 3.0)]).unwrap();
    assert_eq!((two.slope, two.slope_interval), (2.0, None));
    assert_eq!(theil_sen(&[(0.0, 0.0), (1.0, 1.0), (2.0, 0.0), (3.0, 3.0)]).unwrap().slope_interval, None);
    assert_eq!((effective_samples(&[1.0; 9]), effective_samples(&[1.0, 2.0])), (None, None));
    assert_eq!((mser_5(&[1.0; 9]), mser_5(&[1.0; 10])), (None, Some(0)));
    assert_eq!((trend(&[1.0, 2.0]), trend(&[0.0; 9])), (None, None));
    let steady = trend(&[5.0; 9]).unwrap();
    assert!(steady.is_steady() && steady.drift == 0.0);
    let empty = Histogram::<u64>::new(3).unwrap();
    assert_eq!(percentile(&empty, 0, 0.0, 0.5), None);
}

/// A first-order autoregression with coefficient φ is worth n (1 − φ) ÷ (1 + φ).
#[test]
fn the_closed_form_of_an_autoregression() {
    use rand::{Rng, SeedableRng};
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(3);
    for phi in [0.0, 0.5, 0.9] {
        let mut last = 0.0;
        let series: Vec<f64> = (0..20_000)
            .map(|_| {
                last = phi * last + random.random_range(-1.0..1.0);
                last
            })
            .collect();
        let expected = 20_000.0 * (1.0 - phi) / (1.0 + phi);
        let found = effective_samples(&series).unwrap();
        assert!((found / expected - 1.0).abs() < 0.2, "φ = {phi}: {found} instead of {expected}");
        let variance = series.iter().map(|value| value * value).sum::<f64>() / 20_000.0;
        let means: Vec<f64> = series.chunks(100).map(|batch| batch.iter().sum::<f64>() / 100.0).collect();
        let found = effective_samples_of_batches(20_000, variance, &means).unwrap();
        assert!((found / expected - 1.0).abs() < 0.35, "φ = {phi}: {found} instead of {expected} by batches");
    }
}

/// Independent samples are worth themselves; samples that come five alike are worth a fifth; windows that each settle
/// on a level of their own are worth hardly more than one sample each.
#[test]
fn what_samples_are_worth_at_a_percentile() {
    use rand::{Rng, SeedableRng};
    let worth = |q: f64, alike: u64, drift: f64| {
        let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(5);
        let windows: Vec<(u64, u64)> = (0..100)
            .map(|_| {
                let level = drift * random.random::<f64>();
                let beyond = (0..2_000 / alike).filter(|_| level + random.random::<f64>() > q).count();
                (2_000, beyond as u64 * alike)
            })
            .collect();
        effective_samples_over_blocks(&[(200_000, design_effect(&windows))])
    };
    for q in [0.5, 0.9, 0.99, 0.999] {
        let (independent, fives, drifting) = (worth(q, 1, 0.0), worth(q, 5, 0.0), worth(q, 1, 0.3));
        assert!(independent > 140_000.0, "{independent} of 200,000 at {q}");
        assert!((28_000.0..=60_000.0).contains(&fives), "{fives} instead of 40,000 at {q}");
        assert!(drifting < 40_000.0, "{drifting} at {q}");
    }
    assert_eq!(design_effect(&[(10, 1), (0, 0)]), None, "one window tells nothing of the next");
    assert_eq!((design_effect(&[(10, 0), (10, 0)]), design_effect(&[(10, 10), (10, 10)])), (None, None));
}

/// Pearson's χ² of a 2 × k table is k − 1 times the design effect, and needs no more than arithmetic: 5, 15 and 10 of
/// 100 each give 5.5556 over two degrees of freedom (R: `chisq.test(rbind(c(5, 15, 10), c(95, 85, 90)))`).
#[test]
fn the_design_effect_is_pearsons_statistic_by_its_degrees_of_freedom() {
    let found = design_effect(&[(100, 5), (100, 15), (100, 10)]).unwrap();
    assert_close(found, 5.555_555_555_555_556 / 2.0, 1e-12);
}

/// The blocks' effects are averaged before they count, each by what it rests on.
#[test]
fn what_blocks_are_worth_together() {
    assert_eq!(effective_samples_over_blocks(&[(1_000, Some(4.0)), (3_000, Some(2.0))]), 4_000.0 / 2.5);
    assert_eq!(effective_samples_over_blocks(&[(1_000, Some(0.5)), (1_000, Some(0.7))]), 2_000.0);
    assert_eq!(effective_samples_over_blocks(&[(1_000, None), (1_000, Some(2.0))]), 1_000.0);
    assert_eq!(effective_samples_over_blocks(&[(1_000, None)]), 1_000.0);
    assert_eq!(effective_samples_over_blocks(&[]), 0.0);
}
