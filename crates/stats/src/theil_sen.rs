//! The slope that single outliers do not move.

use crate::block::Interval;
use crate::kendall::{pairs, tie_sizes};
use crate::sample::{median, quantile};

/// A robust line y = intercept + slope × x.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TheilSen {
    /// y per unit of x.
    pub slope: f64,
    /// y at x = 0: median y − slope × median x.
    pub intercept: f64,
    /// The slope's 95 % interval; `None` where there are too few points for one (fewer than five).
    pub slope_interval: Option<Interval>,
}

/// The median of the slopes of all pairs of points, with the interval that follows from Kendall's τ (Sen,
/// "Estimates of the regression coefficient based on Kendall's tau", JASA 63 (1968)): up to 29 % of the
/// points may be wrong. `None` with fewer than two distinct x, or a value that is not finite.
#[must_use]
pub fn theil_sen(points: &[(f64, f64)]) -> Option<TheilSen> {
    if points.iter().any(|(x, y)| !x.is_finite() || !y.is_finite()) {
        return None;
    }
    let between = |(i, j): (usize, usize)| {
        let run = points[j].0 - points[i].0;
        (run != 0.0).then(|| (points[j].1 - points[i].1) / run)
    };
    let mut slopes: Vec<f64> = pairs(points.len()).filter_map(between).collect();
    slopes.sort_by(f64::total_cmp);
    let slope = median(&slopes)?;
    let (x, y): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
    let intercept = quantile(&y, 0.5)? - slope * quantile(&x, 0.5)?;
    Some(TheilSen { slope, intercept, slope_interval: interval(&slopes, &x, &y) })
}

/// Sen's formulas 2.6 and 3.4: how far from the middle the ranks of the interval's ends lie.
fn interval(sorted_slopes: &[f64], x: &[f64], y: &[f64]) -> Option<Interval> {
    let weight = |t: f64| t * (t - 1.0) * (2.0 * t + 5.0);
    let ties: f64 = tie_sizes(x).into_iter().chain(tie_sizes(y)).map(weight).sum();
    let variance = (weight(x.len() as f64) - ties) / 18.0;
    let slopes = sorted_slopes.len() as f64;
    let reach = 1.959_964 * variance.max(0.0).sqrt();
    let low = ((slopes - reach) / 2.0).round_ties_even() - 1.0;
    let high = ((slopes + reach) / 2.0).round_ties_even();
    let inside = low >= 0.0 && high < slopes;
    inside.then(|| Interval { low: sorted_slopes[low as usize], high: sorted_slopes[high as usize] })
}
