//! Distribution functions that the intervals rest on, each checked against SciPy in `tests/golden/`.

mod beta;
mod normal;

pub(crate) use beta::{binomial_cdf, student_quantile};
pub(crate) use normal::{normal_cdf, normal_quantile};

/// The place at which the rising function `value` reaches `target`, to the last bit or nearly so: halving
/// is slow beside Newton's method, and cannot run away.
fn where_reaches(value: impl Fn(f64) -> f64, target: f64, mut low: f64, mut high: f64) -> f64 {
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if value(middle) < target {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests;
