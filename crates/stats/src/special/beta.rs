//! Student's t and the binomial distribution, both by way of the incomplete beta function.

use super::where_reaches;

/// Steps of the continued fraction; it needs some √max(a, b) of them.
const STEPS_MAX: u32 = 1_000_000;

/// The probability of at most `k` successes in `n` trials: 1 − I_p(k + 1, n − k) (NIST Digital Library of
/// Mathematical Functions, 8.17.5).
pub(crate) fn binomial_cdf(k: u64, n: u64, p: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    beta_regularised((n - k) as f64, k as f64 + 1.0, 1.0 - p)
}

/// The `probability`-quantile of Student's t for `probability` from 0.5 on; the degrees of freedom may be a
/// fraction, as in Welch's test.
pub(crate) fn student_quantile(probability: f64, degrees_of_freedom: f64) -> f64 {
    where_reaches(|t| student_cdf(t, degrees_of_freedom), probability, 0.0, 1e9)
}

/// Abramowitz & Stegun, "Handbook of Mathematical Functions" (1964), 26.7.1.
fn student_cdf(t: f64, degrees_of_freedom: f64) -> f64 {
    let share = degrees_of_freedom / (degrees_of_freedom + t * t);
    1.0 - 0.5 * beta_regularised(degrees_of_freedom / 2.0, 0.5, share)
}

/// The regularised incomplete beta function I_x(a, b), by the continued fraction of the NIST Digital Library
/// of Mathematical Functions, 8.17.22.
fn beta_regularised(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let log_beta = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    let front = (a * x.ln() + b * (-x).ln_1p() - log_beta).exp();
    // The fraction converges fast below the mean and slowly above it, where symmetry helps.
    if x < (a + 1.0) / (a + b + 2.0) {
        front * continued_fraction(a, b, x) / a
    } else {
        1.0 - front * continued_fraction(b, a, 1.0 - x) / b
    }
}

/// 1 ÷ (1 + d₁ ÷ (1 + d₂ ÷ …)), from the top (Lentz, "Generating Bessel functions in Mie scattering
/// calculations using continued fractions", Applied Optics 15 (1976)).
fn continued_fraction(a: f64, b: f64, x: f64) -> f64 {
    let coefficient = |step: u32| {
        let m = f64::from(step / 2);
        if step.is_multiple_of(2) {
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        } else {
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        }
    };
    // Lentz's guard against a division by 0.
    let away_from_zero = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut above = 1.0;
    let mut below = 1.0 / away_from_zero(1.0 + coefficient(1));
    let mut value = below;
    for step in 2..STEPS_MAX {
        below = 1.0 / away_from_zero(1.0 + coefficient(step) * below);
        above = away_from_zero(1.0 + coefficient(step) / above);
        value *= above * below;
        if (above * below - 1.0).abs() < 1e-15 {
            break;
        }
    }
    value
}
