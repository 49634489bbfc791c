//! Intervals over blocks: a block (fresh processes, all contenders once) is the unit of replication.

use crate::sample::{logs, mean};
use crate::student::t_975;

/// A two-sided 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Interval {
    /// Whether `value` lies in it, ends included.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// The 95 % interval of the mean of a few independent values: Student's t with n − 1 degrees of freedom
/// (Student, "The probable error of a mean", Biometrika 6 (1908)). `None` with fewer than two.
#[must_use]
pub fn mean_interval(sample: &[f64]) -> Option<Interval> {
    let factor = t_975(sample.len().checked_sub(1)? as f64)?;
    let centre = mean(sample)?;
    let squares: f64 = sample.iter().map(|value| (value - centre).powi(2)).sum();
    let n = sample.len() as f64;
    let half_width = factor * (squares / (n - 1.0) / n).sqrt();
    Some(Interval { low: centre - half_width, high: centre + half_width })
}

/// The 95 % interval of the geometric mean: [`mean_interval`] of the logarithms, since times and
/// costs vary by factors rather than by sums. `None` unless every value is above 0.
#[must_use]
pub fn typical_interval(sample: &[f64]) -> Option<Interval> {
    let interval = mean_interval(&logs(sample)?)?;
    Some(Interval { low: interval.low.exp(), high: interval.high.exp() })
}
