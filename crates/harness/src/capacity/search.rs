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
mod tests;
