//! The least-squares line.

use crate::block::Interval;
use crate::sample::mean;
use crate::student::t_975;

/// A line y = intercept + slope × x: memory over requests in flight, CPU over requests per second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// y per unit of x.
    pub slope: f64,
    /// y at x = 0.
    pub intercept: f64,
    /// The slope's 95 % interval; `None` with fewer than three points.
    pub slope_interval: Option<Interval>,
    /// The intercept's 95 % interval; `None` with fewer than three points.
    pub intercept_interval: Option<Interval>,
    /// The standard deviation of y around the line; 0 with fewer than three points.
    pub scatter: f64,
}

/// The line with the least squares of errors in y, and Student's t intervals with n − 2 degrees of freedom
/// (Draper & Smith, "Applied Regression Analysis" (1998), section 1.4). They take the points to be independent
/// and to scatter alike; the points of one block share more with each other than with the next block's, so
/// for several blocks take a line for each block and the interval of their slopes.
/// `None` with fewer than two distinct x, or a value that is not finite.
#[must_use]
pub fn line(points: &[(f64, f64)]) -> Option<Line> {
    Sums::of(points)?.line(points.len() as f64)
}

/// Sums of squares around the means.
pub(crate) struct Sums {
    mean_x: f64,
    mean_y: f64,
    pub(crate) xx: f64,
    xy: f64,
    residual: f64,
}

impl Sums {
    pub(crate) fn of(points: &[(f64, f64)]) -> Option<Self> {
        if points.iter().any(|(x, y)| !x.is_finite() || !y.is_finite()) {
            return None;
        }
        let (x, y): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
        let (mean_x, mean_y) = (mean(&x)?, mean(&y)?);
        let xx: f64 = x.iter().map(|x| (x - mean_x).powi(2)).sum();
        let xy: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
        let left = |(x, y): &(f64, f64)| (y - mean_y - xy / xx * (x - mean_x)).powi(2);
        let residual = points.iter().map(left).sum();
        (xx > 0.0).then_some(Self { mean_x, mean_y, xx, xy, residual })
    }

    /// `independent` is how many independent points these are worth.
    pub(crate) fn line(&self, independent: f64) -> Option<Line> {
        let slope = self.xy / self.xx;
        let intercept = self.mean_y - slope * self.mean_x;
        let degrees_of_freedom = independent - 2.0;
        let variance = if degrees_of_freedom > 0.0 { self.residual / degrees_of_freedom } else { 0.0 };
        let around = |centre: f64, error: f64| {
            let half_width = t_975(degrees_of_freedom)? * error.sqrt();
            Some(Interval { low: centre - half_width, high: centre + half_width })
        };
        Some(Line {
            slope,
            intercept,
            slope_interval: around(slope, variance / self.xx),
            intercept_interval: around(
                intercept,
                variance * (1.0 / independent + self.mean_x.powi(2) / self.xx),
            ),
            scatter: variance.sqrt(),
        })
    }
}
