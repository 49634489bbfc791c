//! Against SciPy's figures.

use super::{binomial_cdf, normal_cdf, normal_quantile, student_quantile};

/// The lines of a golden table: a name, then numbers.
fn golden(name: &str) -> Vec<Vec<f64>> {
    let lines = include_str!("../../tests/golden/special.txt").lines();
    let of_name = lines.filter_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    let rows: Vec<Vec<f64>> =
        of_name.map(|row| row.split(' ').map(|n| n.parse().expect("a number")).collect()).collect();
    assert!(rows.len() > 5, "the golden table of {name} is short");
    rows
}

fn assert_close(found: f64, expected: f64, inputs: &[f64]) {
    let tolerance = 1e-9 * expected.abs() + 1e-12;
    assert!((found - expected).abs() <= tolerance, "found {found}, expected {expected} for {inputs:?}");
}

#[test]
fn the_normal_distribution_and_its_inverse() {
    for row in golden("normal_cdf") {
        assert_close(normal_cdf(row[0]), row[1], &row);
    }
    for row in golden("normal_quantile") {
        assert_close(normal_quantile(row[0]), row[1], &row);
    }
    assert_eq!((normal_quantile(0.0), normal_quantile(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
}

#[test]
fn students_t_with_whole_and_broken_degrees_of_freedom() {
    for row in golden("student_quantile") {
        assert_close(student_quantile(row[0], row[1]), row[2], &row);
    }
}

/// With millions of trials the logarithm of a factorial keeps nine digits of its exponential.
#[test]
fn the_binomial_distribution_from_three_trials_to_millions() {
    for row in golden("binomial_cdf") {
        let found = binomial_cdf(row[0] as u64, row[1] as u64, row[2]);
        assert!((found - row[3]).abs() <= 1e-7 * row[3] + 1e-12, "found {found}, expected {row:?}");
    }
}
