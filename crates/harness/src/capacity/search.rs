//! The search for the highest rate that is carried, as a function of what was tried so far: no state, no
//! clock, so that it goes on after any interruption where it was (method rule 22).
//!
//! Doubling finds a rate that is kept and one that is missed; halving their ratio narrows them to 2 %; the rate
//! that is kept must then be kept three times more. A server near its limit is a noisy step: a rate that is
//! missed once counts as missed, however often it was kept, so the answer errs on the low side.

use record::{Bracket, Carried};

/// The rates between which the answer lies differ by this factor at most.
const NARROW: f64 = 1.02;
/// No search needs more: 40 doublings span all rates, each miss of a confirmation costs a few.
pub(crate) const PROBES_MAX: usize = 60;

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
    /// The answer lies between the two, 2 % apart, and the lower was confirmed.
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
    if tried.len() >= PROBES_MAX {
        return done(Ending::Unsettled);
    }
    let wanted = match (low, high) {
        (None, None) => first.clamp(1.0, most).round(),
        (None, Some(high)) if high <= 1.0 && high == missed.unwrap_or_default() => {
            return done(Ending::Nothing);
        }
        (None, Some(high)) if high <= 1.0 => return done(Ending::Unjudged),
        (None, Some(high)) => (high / 2.0).floor().max(1.0),
        (Some(low), None) if low >= most => match bracket.is_confirmed() {
            true => return done(Ending::Ceiling),
            false => low,
        },
        (Some(low), None) => (low * 2.0).min(most),
        (Some(low), Some(high)) if high / low > NARROW && high - low > 1.0 => {
            (low * high).sqrt().round().clamp(low + 1.0, high - 1.0)
        }
        (Some(_), Some(_)) if bracket.is_confirmed() => return done(settled),
        (Some(low), Some(_)) => low,
    };
    Next::Probe(wanted)
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
        assert_eq!(search(1_000.0, |_| Carried::Unknown).0.ending, Ending::Unjudged);
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
            assert!((8_700.0..=10_900.0).contains(&low), "seed {seed}: {low}");
            assert!(tried.iter().all(|one| *one != (low, Carried::Missed)), "the answer was never missed");
        }
    }

    #[test]
    fn a_search_that_was_cut_goes_on_as_if_it_had_not_been() {
        let (_, tried) = search(1_000.0, step(4_444.0));
        for cut in 0..tried.len() {
            assert_eq!(next(&tried[..cut], 1_000.0, MOST), Next::Probe(tried[cut].0));
        }
    }
}
