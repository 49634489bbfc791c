//! Arrivals, planned before the first request is sent (method rule 1).

mod mix;
mod profile;
mod random;
mod service;
#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::clock::duration_ns;
use crate::{Gaps, Load, LoadError, Plan, Shape};
pub(crate) use mix::Mix;
use profile::Profile;
pub(crate) use random::{Random, stream};
pub use service::service_times;

/// More than this many arrivals are refused: they are held in memory, eight bytes each.
const ARRIVALS_MAX: f64 = 100e6;

/// The arrivals that `plan` will send, from the start of its load, warm-up and afterglow included.
/// Empty in a closed loop.
///
/// # Errors
/// If they cannot be planned: no sensible rate, or more than can be held.
pub fn arrivals(plan: &Plan) -> Result<Vec<Duration>, LoadError> {
    Ok(plan_ns(plan)?.into_iter().map(Duration::from_nanos).collect())
}

/// As [`arrivals`], in nanoseconds.
pub(crate) fn plan_ns(plan: &Plan) -> Result<Vec<u64>, LoadError> {
    let Load::Open { rate_per_s, gaps, .. } = plan.load else { return Ok(Vec::new()) };
    if !(rate_per_s.is_finite() && rate_per_s > 0.0) {
        return Err(LoadError::Setup(format!("a rate of {rate_per_s} per second cannot be planned")));
    }
    let timing = &plan.timing;
    let length = duration_ns(timing.warmup + timing.window + timing.afterglow);
    let profile = match &plan.settings.shape {
        Shape::Replay(times) => return replay(times, length),
        Shape::Steady => Profile::steady(rate_per_s, length),
        Shape::Segments(segments) => Profile::of(segments, rate_per_s, timing)?,
    };
    let expected = profile.total();
    if expected > ARRIVALS_MAX {
        return Err(LoadError::Setup(format!(
            "{expected:.0} arrivals are more than can be planned ({ARRIVALS_MAX:.0}): lower the rate or the time"
        )));
    }
    let mut planned = Vec::with_capacity((expected + 4.0 * expected.sqrt()) as usize + 16);
    let mut profile = profile.walk();
    // A process of rate 1, stretched by the profile: any shape then keeps the law of its gaps.
    match gaps {
        // Counted, not summed: a sum would drift away from the rate.
        Gaps::Constant => planned.extend((0_u64..).map_while(|at| profile.when(at as f64))),
        Gaps::Exponential => {
            let mut random = Random::seeded(plan.seed, stream::GAPS);
            let mut at = random.exponential();
            while let Some(when) = profile.when(at) {
                planned.push(when);
                at += random.exponential();
            }
        }
    }
    Ok(planned)
}

fn replay(times: &[Duration], length: u64) -> Result<Vec<u64>, LoadError> {
    if !times.is_sorted() {
        return Err(LoadError::Setup("the arrivals to replay are not in order of time: sort them".into()));
    }
    Ok(times.iter().map(|time| duration_ns(*time)).take_while(|at| *at < length).collect())
}
