//! Places on the axis of load: from where on a curve is above a bound or above another curve.

use crate::block::{Interval, typical_interval};
use crate::order::order_bounds;
use crate::ratio::Method;
use crate::sample::geometric_mean;

/// Where something happens on the axis of load, as far as the loads that were tried can tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// At the lowest load already, which this is, or below it.
    Before(f64),
    /// Here, between two loads that were tried.
    At(f64),
    /// Not up to the highest load that was tried, which this is.
    Beyond(f64),
}

/// A place that rests on blocks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Located {
    /// The geometric mean of the blocks' places; where not every block has one within the loads that were
    /// tried, the middle block's, the lower of two middle ones.
    pub place: Place,
    /// The lower end of the 95 % interval; `None` where it is not known.
    pub low: Option<f64>,
    /// The upper end; `None` where it is not known, because it may lie beyond the loads that were tried or
    /// because the blocks are too few.
    pub high: Option<f64>,
    /// How many blocks it rests on.
    pub blocks: usize,
    /// How the interval was found.
    pub method: Method,
}

/// The load at which `curve`, (load, value) by rising load, first passes `bound`: the capacity at an objective,
/// with the p99 as value. Between two loads both axes are taken to be logarithmic: loads are tried by
/// doubling, and a latency that runs away does so by factors (inverse linear interpolation; Press et al., "Numerical
/// Recipes" (2007), section 3.1). `None` without points, or unless all figures are
/// finite, above 0 and the loads rise.
#[must_use]
pub fn passes(curve: &[(f64, f64)], bound: f64) -> Option<Place> {
    let logs = logarithmic(curve, |_| (bound > 0.0).then_some(bound))?;
    let above = logs.iter().position(|&(_, excess)| excess > 0.0);
    Some(between(&logs, above.unwrap_or(logs.len())))
}

/// The load from which on curve `a` stays above curve `b` at all higher loads: their crossover, if they
/// cross once. Both have the same loads; between them both axes are taken to be logarithmic, as in [`passes`]. `None` without
/// points, or unless all figures are finite, above 0, the loads rise and are the same.
#[must_use]
pub fn crosses(a: &[(f64, f64)], b: &[(f64, f64)]) -> Option<Place> {
    if a.len() != b.len() || a.iter().zip(b).any(|(a, b)| a.0 != b.0) {
        return None;
    }
    let logs = logarithmic(a, |i| Some(b[i].1))?;
    let last_not_above = logs.iter().rposition(|&(_, excess)| excess <= 0.0);
    Some(between(&logs, last_not_above.map_or(0, |i| i + 1)))
}

/// The places of several blocks as one, with its interval: Student's t on the logarithms
/// ([`typical_interval`](crate::typical_interval)) where every block has a place within the loads that were tried, else order statistics of the middle block, which need six blocks
/// ([`order_bounds`]). A block is the unit of replication: percentiles of different blocks are not averaged
/// into one curve before its place is sought. `None` without blocks.
#[must_use]
pub fn located(places: &[Place]) -> Option<Located> {
    let blocks = places.len();
    let inside: Vec<f64> = places.iter().filter_map(Place::inside).collect();
    if inside.len() == blocks {
        let place = Place::At(geometric_mean(&inside)?);
        let interval = typical_interval(&inside);
        let method = if interval.is_some() { Method::StudentT } else { Method::None };
        let end = |end: fn(Interval) -> f64| interval.map(end);
        return Some(Located { place, low: end(|i| i.low), high: end(|i| i.high), blocks, method });
    }
    let mut sorted = places.to_vec();
    sorted.sort_by(|a, b| a.rank().0.cmp(&b.rank().0).then(a.rank().1.total_cmp(&b.rank().1)));
    let bounds = order_bounds(blocks as u64, 0.5)?;
    let end = |rank: Option<u64>| rank.and_then(|rank| sorted[rank as usize - 1].inside());
    let (low, high) = (end(bounds.low), end(bounds.high));
    let method = if low.is_some() || high.is_some() { Method::Order } else { Method::None };
    Some(Located { place: sorted[(blocks - 1) / 2], low, high, blocks, method })
}

impl Place {
    /// The load, where it is one between those that were tried.
    #[must_use]
    pub fn inside(&self) -> Option<f64> {
        match self {
            Self::At(load) => Some(*load),
            Self::Before(_) | Self::Beyond(_) => None,
        }
    }

    fn rank(&self) -> (u8, f64) {
        match *self {
            Self::Before(load) => (0, load),
            Self::At(load) => (1, load),
            Self::Beyond(load) => (2, load),
        }
    }
}

/// (ln load, ln (value ÷ bound)) for each point.
fn logarithmic(curve: &[(f64, f64)], bound: impl Fn(usize) -> Option<f64>) -> Option<Vec<(f64, f64)>> {
    let point = |(i, &(load, value)): (usize, &(f64, f64))| {
        let (x, y) = (load.ln(), (value / bound(i)?).ln());
        (load > 0.0 && x.is_finite() && y.is_finite()).then_some((x, y))
    };
    let logs: Vec<(f64, f64)> = curve.iter().enumerate().map(point).collect::<Option<_>>()?;
    (!logs.is_empty() && logs.windows(2).all(|two| two[0].0 < two[1].0)).then_some(logs)
}

/// Where the straight line from the point before `above` to it is 0.
fn between(logs: &[(f64, f64)], above: usize) -> Place {
    if above == 0 {
        return Place::Before(logs[0].0.exp());
    }
    let (x, y) = logs[above - 1];
    match logs.get(above) {
        None => Place::Beyond(x.exp()),
        Some(&(next_x, next_y)) => Place::At((x + (next_x - x) * (-y / (next_y - y))).exp()),
    }
}
