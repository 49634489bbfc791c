//! Student's t, as far as a 95 % interval needs it.

use crate::special::student_quantile;

/// The factor of a two-sided 95 % interval with so many degrees of freedom, which may be a fraction as in
/// Welch's test (Student, "The probable error of a mean", Biometrika 6 (1908)). `None` below 1.
#[must_use]
pub fn t_975(degrees_of_freedom: f64) -> Option<f64> {
    // From a million on it is the normal distribution's 1.96, to six digits.
    (degrees_of_freedom >= 1.0).then(|| student_quantile(0.975, degrees_of_freedom.min(1e6)))
}
