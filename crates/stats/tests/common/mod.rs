//! Golden figures, and how near is near.
#![allow(dead_code)]

use std::collections::BTreeMap;

/// The numbers of a golden file, by their name.
pub(crate) fn golden(text: &str) -> BTreeMap<String, Vec<f64>> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let parsed = lines.map(|line| {
        let mut words = line.split(' ');
        let name = words.next().expect("a name").to_owned();
        (name, words.map(|word| word.parse().expect("a number")).collect())
    });
    parsed.collect()
}

/// The first parts of the names (`small` of `small.x`).
pub(crate) fn cases(golden: &BTreeMap<String, Vec<f64>>) -> Vec<String> {
    let mut cases: Vec<String> =
        golden.keys().filter_map(|name| Some(name.split_once('.')?.0.to_owned())).collect();
    cases.dedup();
    assert!(cases.len() >= 2, "a golden file without cases");
    cases
}

#[track_caller]
pub(crate) fn assert_close(found: f64, expected: f64, tolerance: f64) {
    let scale = expected.abs().max(1.0);
    assert!((found - expected).abs() <= tolerance * scale, "found {found}, expected {expected}");
}
