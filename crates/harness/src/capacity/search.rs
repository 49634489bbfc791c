//! The search for the highest rate that is carried, as a function of what was tried so far: no state, no
//! clock, so that it goes on after any interruption where it was (method rule 22).
//!
//! Doubling finds a rate that is kept and one that is missed; halving their ratio narrows them to 2 %; the rate
//! that is kept must then be kept three times more. A server near its limit is a noisy step: a rate that is
//! missed once counts as missed, however often it was kept, so the answer errs on the low side. Each time that a rate
//! which was kept is missed, the search steps back further, by 2, 4, 8 … %: it is out of the noise in a few steps, and
//! the two ends say how wide the noise was.

use record::{Bracket, Carried};

/// The rates between which the answer lies differ by this factor at most.
const NARROW: f64 = 1.02;
/// After so many rates that were kept and then missed it steps back by 16 %, and no further.
const STEPS_BACK: usize = 4;
/// Where not one probe could be judged, the search gives up below this share of where it began: it is not the rate that
/// disturbs.
const UNJUDGED_SHARE: f64 = 0.125;
/// No search needs more: 20 doublings span all rates, each miss of a confirmation costs a few.
pub(crate) const PROBES_MAX: usize = 40;

/// One rate that was tried, and what it showed.
pub(crate) type Tried = (f64, Carried);

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Next {
    /// Try this rate.
    Probe(f64),
    /// It is over.
    Done(Capacity),
}

/// What a search found, in requests per second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Capacity {
    /// The highest rate that was kept whenever it was tried; `None` if there is none.
    pub(crate) low: Option<f64>,
    /// The lowest rate that was missed; `None` if the search ended before one was.
    pub(crate) high: Option<f64>,
    /// How the search ended.
    pub(crate) ending: Ending,
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The answer lies between the two, and the lower was confirmed. They are 2 % apart, or as far as it takes to be
    /// out of the noise.
    Confirmed,
    /// Even one request a second was missed.
    Nothing,
    /// The highest rate that may be tried was kept.
    Ceiling,
    /// From some rate on it could not be judged, in several tries: the lower rate is what is carried at least.
    Unjudged,
    /// Too many probes: this server is no step at all.
    Unsettled,
}

/// What to do after `tried`, beginning at `first` and never above `most` requests a second. Rates are whole.
pub(crate) fn next(tried: &[Tried], first: f64, most: f64) -> Next {
    let bracket = Bracket::of(tried);
    // Below a wall the search goes on, and can only say what is carried at least.
    let (low, high, missed) = (bracket.low, bracket.high(), bracket.missed);
    let done = |ending| Next::Done(Capacity { low, high: missed, ending });
    let settled = if high == missed { Ending::Confirmed } else { Ending::Unjudged };
    if bracket.is_confirmed() && (high.is_some() || low.is_some_and(|low| low >= most)) {
        return done(if high.is_some() { settled } else { Ending::Ceiling });
    }
    if tried.len() >= PROBES_MAX {
        return done(Ending::Unsettled);
    }
    let wanted = match (low, high) {
        (None, None) => first.clamp(1.0, most).round(),
        (None, Some(high)) if high <= 1.0 && high == missed.unwrap_or_default() => {
            return done(Ending::Nothing);
        }
        (None, Some(high)) if missed.is_none() && high <= (first * UNJUDGED_SHARE).max(1.0) => {
            return done(Ending::Unjudged);
        }
        (None, Some(high)) if high <= 1.0 => return done(Ending::Unjudged),
        (None, Some(high)) => (high / 2.0).floor().max(1.0),
        (Some(low), None) if low >= most => low,
        (Some(low), None) => (low * 2.0).min(most),
        (Some(low), Some(high)) => between(low, high, step_back(tried), tried),
    };
    Next::Probe(wanted)
}

/// The next rate between a kept and a missed one: half-way, as long as they are further apart than `NARROW` beyond
/// what is stepped back; then the kept one again.
fn between(low: f64, high: f64, step_back: f64, tried: &[Tried]) -> f64 {
    let target = (high / step_back).floor().max(1.0);
    let kept = tried.iter().filter(|one| one.1 == Carried::Kept && one.0 <= target).map(|one| one.0);
    match kept.reduce(f64::max) {
        Some(kept) if target / kept <= NARROW || target - kept <= 1.0 => kept,
        Some(_) if step_back > 1.0 => target,
        Some(_) => (low * high).sqrt().round().clamp(low + 1.0, high - 1.0),
        None => target,
    }
}

/// By which factor the search keeps away from the lowest rate that was missed.
fn step_back(tried: &[Tried]) -> f64 {
    let was = |rate: f64, what: Carried| tried.contains(&(rate, what));
    let mut torn: Vec<f64> = tried
        .iter()
        .map(|one| one.0)
        .filter(|rate| was(*rate, Carried::Kept) && was(*rate, Carried::Missed))
        .collect();
    torn.sort_by(f64::total_cmp);
    torn.dedup();
    match torn.len() {
        0 => 1.0,
        times => 1.0 + (NARROW - 1.0) * 2_f64.powi(times.min(STEPS_BACK) as i32 - 1),
    }
}

#[cfg(test)]
mod tests {
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
        assert_eq!(
            tried.iter().filter(|one| **one == (low, Carried::Kept)).count(),
            1 + Bracket::CONFIRMATIONS
        );
        let (found, tried) = search(1_000.0, |_| Carried::Unknown);
        assert_eq!((found.low, found.ending), (None, Ending::Unjudged));
        assert!(
            tried.len() <= 4 * Bracket::UNKNOWN_MAX,
            "{tried:?}: a noisy machine is not searched through"
        );
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
        let mut tried =
            vec![(5_000.0, Carried::Kept), (10_000.0, Carried::Kept), (10_100.0, Carried::Missed)];
        let mut steps = Vec::new();
        for _ in 0..3 {
            // Whatever is confirmed next is kept once and then missed.
            let Next::Probe(rate) = next(&tried, 1_000.0, MOST) else { panic!("it goes on") };
            if !tried.contains(&(rate, Carried::Kept)) {
                tried.push((rate, Carried::Kept));
            }
            let lowest =
                tried.iter().filter(|one| one.1 == Carried::Missed).map(|one| one.0).reduce(f64::min);
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
}
