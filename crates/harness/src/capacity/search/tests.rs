//! Searches over servers whose limit is known.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::*;

const MOST: f64 = 1e6;

/// Searches a server that `carries` a rate or not.
fn search(first: f64, mut carries: impl FnMut(f64) -> Carried) -> (Capacity, Vec<Tried>) {
    let mut tried = Vec::new();
    loop {
        match next(&tried, first, MOST) {
            Next::Probe(rate) => tried.push((rate, carries(rate))),
            Next::Done(capacity) => return (capacity, tried),
        }
    }
}

fn step(limit: f64) -> impl Fn(f64) -> Carried {
    move |rate| if rate <= limit { Carried::Kept } else { Carried::Missed }
}

#[test]
fn a_step_is_found_within_two_percent_from_anywhere() {
    for limit in [1.0, 7.0, 333.0, 1_000.0, 14_321.0, 250_000.0] {
        for first in [1.0, 500.0, 1e6] {
            let (found, tried) = search(first, step(limit));
            assert_eq!(found.ending, Ending::Confirmed, "{limit} from {first}");
            let (low, high) = (found.low.expect("kept"), found.high.expect("missed"));
            assert!(low <= limit && limit < high, "{low} {limit} {high}");
            assert!(high / low <= NARROW || high - low <= 1.0, "{low} {high}");
            assert_eq!(tried.iter().filter(|one| one.0 == low).count(), 1 + Bracket::CONFIRMATIONS);
            assert!(tried.len() <= 40, "{} probes", tried.len());
        }
    }
}

#[test]
fn near_the_start_it_takes_a_dozen_probes() {
    let (_, tried) = search(8_000.0, step(14_321.0));
    assert!(tried.len() <= 12, "{tried:?}");
}

#[test]
fn the_ends_are_named() {
    assert_eq!(search(1_000.0, |_| Carried::Missed).0.ending, Ending::Nothing);
    let (ceiling, _) = search(1_000.0, |_| Carried::Kept);
    assert_eq!((ceiling.low, ceiling.high, ceiling.ending), (Some(MOST), None, Ending::Ceiling));
    let limited = |rate| if rate > 5_000.0 { Carried::Unknown } else { Carried::Kept };
    let (found, tried) = search(1_000.0, limited);
    assert_eq!((found.high, found.ending), (None, Ending::Unjudged));
    let low = found.low.expect("kept");
    assert!((4_900.0..=5_000.0).contains(&low), "{low}: as near to the wall as to a miss");
    assert_eq!(tried.iter().filter(|one| **one == (low, Carried::Kept)).count(), 1 + Bracket::CONFIRMATIONS);
    let (found, tried) = search(1_000.0, |_| Carried::Unknown);
    assert_eq!((found.low, found.ending), (None, Ending::Unjudged));
    assert!(tried.len() <= 4 * Bracket::UNKNOWN_MAX, "{tried:?}: a noisy machine is not searched through");
}

#[test]
fn a_noisy_step_errs_on_the_low_side_and_always_ends() {
    for seed in 0..200 {
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        // Between 9,000 and 11,000 the chance to keep it falls from 1 to 0.
        let (found, tried) = search(1_000.0, |rate| {
            let chance = (11_000.0 - rate) / 2_000.0;
            if random.random::<f64>() < chance { Carried::Kept } else { Carried::Missed }
        });
        assert_eq!(found.ending, Ending::Confirmed, "seed {seed}");
        let low = found.low.expect("kept");
        assert!((7_700.0..=10_900.0).contains(&low), "seed {seed}: {low}");
        assert!(tried.len() <= 30, "seed {seed}: {} probes", tried.len());
        assert!(tried.iter().all(|one| *one != (low, Carried::Missed)), "the answer was never missed");
    }
}

#[test]
fn a_rate_that_is_torn_is_stepped_back_from_further_each_time() {
    let mut tried = vec![(5_000.0, Carried::Kept), (10_000.0, Carried::Kept), (10_100.0, Carried::Missed)];
    let mut steps = Vec::new();
    for _ in 0..3 {
        // Whatever is confirmed next is kept once and then missed.
        let Next::Probe(rate) = next(&tried, 1_000.0, MOST) else { panic!("it goes on") };
        if !tried.contains(&(rate, Carried::Kept)) {
            tried.push((rate, Carried::Kept));
        }
        let lowest = tried.iter().filter(|one| one.1 == Carried::Missed).map(|one| one.0).reduce(f64::min);
        steps.push((lowest.expect("one was missed") / rate * 100.0).round());
        tried.push((rate, Carried::Missed));
    }
    assert_eq!(steps, [101.0, 102.0, 104.0], "2 % once one is torn, then 4 %");
}

#[test]
fn a_search_that_was_cut_goes_on_as_if_it_had_not_been() {
    let (_, tried) = search(1_000.0, step(4_444.0));
    for cut in 0..tried.len() {
        assert_eq!(next(&tried[..cut], 1_000.0, MOST), Next::Probe(tried[cut].0));
    }
}
