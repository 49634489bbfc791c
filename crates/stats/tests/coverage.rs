//! An interval that says 95 % holds the truth about 95 times in a hundred, with few blocks too. All draws are
//! seeded: these are fixed figures, not luck.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use stats::{over_blocks, paired_ratio, trend, unpaired_ratio};

const TRIALS: u32 = 1_000;

/// The share of trials in which `holds`, each with random numbers of its own.
fn share(holds: impl Fn(&mut Pcg64Mcg) -> bool) -> f64 {
    let trial = |seed: u32| holds(&mut Pcg64Mcg::seed_from_u64(u64::from(seed)));
    f64::from(u32::try_from((0..TRIALS).filter(|&seed| trial(seed)).count()).unwrap()) / f64::from(TRIALS)
}

/// Nearly normal: twelve uniform values, added.
fn normal(random: &mut Pcg64Mcg) -> f64 {
    (0..12).map(|_| random.random_range(-0.5..0.5)).sum()
}

/// Blocks whose ratio is e^0.3, but for 10 % of noise and for what a block has in common.
fn pairs(random: &mut Pcg64Mcg, blocks: usize) -> Vec<(f64, f64)> {
    let pair = |random: &mut Pcg64Mcg| {
        let mood = normal(random);
        ((mood + 0.3 + 0.1 * normal(random)).exp(), (mood + 0.1 * normal(random)).exp())
    };
    (0..blocks).map(|_| pair(random)).collect()
}

#[test]
fn a_paired_ratio_keeps_its_word() {
    for blocks in [2, 3, 5, 8, 12] {
        let covered = share(|random| {
            let interval = paired_ratio(&pairs(random, blocks), 1).and_then(|ratio| ratio.interval);
            interval.is_some_and(|interval| interval.contains(0.3f64.exp()))
        });
        assert!((0.93..=0.97).contains(&covered), "{covered} with {blocks} blocks");
    }
}

#[test]
fn any_statistic_over_blocks_nearly_does() {
    for blocks in [3, 5, 8, 12] {
        let covered = share(|random| {
            let pairs = pairs(random, blocks);
            // The logarithm of the ratio of sums: not a mean of anything.
            let ratio = |chosen: &[usize]| {
                let sum = |side: fn(&(f64, f64)) -> f64| chosen.iter().map(|&i| side(&pairs[i])).sum::<f64>();
                Some((sum(|pair| pair.0) / sum(|pair| pair.1)).ln())
            };
            let interval = over_blocks(blocks, 1, ratio).and_then(|found| found.interval);
            interval.is_some_and(|interval| interval.contains(0.3))
        });
        assert!((0.89..=0.97).contains(&covered), "{covered} with {blocks} blocks");
    }
}

#[test]
fn a_change_without_pairs_keeps_its_word() {
    let covered = share(|random| {
        let mut side =
            |n: usize, spread: f64| -> Vec<f64> { (0..n).map(|_| (spread * normal(random)).exp()).collect() };
        let (before, after) = (side(4, 0.05), side(7, 0.2));
        let interval = unpaired_ratio(&after, &before).and_then(|ratio| ratio.interval);
        interval.is_some_and(|interval| interval.contains(1.0))
    });
    assert!((0.93..=0.97).contains(&covered), "{covered}");
}

/// Windows that resemble their neighbours drift by chance; a naive interval would call one in four a trend.
#[test]
fn a_steady_series_is_seldom_called_a_trend() {
    let steady = share(|random| {
        let mut last = 0.0;
        let series: Vec<f64> = (0..60)
            .map(|_| {
                last = 0.4 * last + normal(random);
                100.0 + last
            })
            .collect();
        trend(&series).is_some_and(|trend| trend.is_steady())
    });
    assert!((0.90..=0.98).contains(&steady), "{steady}");
}
