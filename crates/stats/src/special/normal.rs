//! The normal distribution.

use std::f64::consts::SQRT_2;

use super::where_reaches;

/// Beyond this many standard deviations a double knows no probability other than 0.
const DEVIATIONS_MAX: f64 = 39.0;

/// The probability that a standard normal variable lies below `z` (NIST Digital Library of Mathematical
/// Functions, 7.2.2 and 7.17).
pub(crate) fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// Its inverse. `probability` lies in 0..=1; the ends give infinities.
pub(crate) fn normal_quantile(probability: f64) -> f64 {
    if probability <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if probability > 0.5 {
        // Near 1 a double is coarse, near 0 it is fine.
        return -normal_quantile(1.0 - probability);
    }
    where_reaches(normal_cdf, probability, -DEVIATIONS_MAX, 0.0)
}
