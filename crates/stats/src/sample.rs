//! Figures of one sample. All of them are `None` for an empty sample or one with a NaN in it.

/// The middle value, or the mean of the two middle ones.
#[must_use]
pub fn median(sample: &[f64]) -> Option<f64> {
    quantile(sample, 0.5)
}

/// The `q`-quantile with `q` in 0..=1, by linear interpolation between the order statistics: type 7 of
/// Hyndman & Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996).
#[must_use]
pub fn quantile(sample: &[f64], q: f64) -> Option<f64> {
    if sample.is_empty() || sample.iter().any(|value| value.is_nan()) || !(0.0..=1.0).contains(&q) {
        return None;
    }
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    Some(quantile_of_sorted(&sorted, q))
}

/// The arithmetic mean.
#[must_use]
pub fn mean(sample: &[f64]) -> Option<f64> {
    if sample.is_empty() || sample.iter().any(|value| value.is_nan()) {
        return None;
    }
    Some(sample.iter().sum::<f64>() / sample.len() as f64)
}

/// The mean of what is left when the lowest and the highest `share` of the values are taken away, each rounded down
/// (Tukey & McLaughlin, "Less vulnerable confidence and significance procedures for location based on a
/// single sample", Sankhyā A 25 (1963)): nearly as sharp as the mean where all is well, and unmoved by a few values
/// that are far off. `None` unless `share` is at least 0 and below one half.
#[must_use]
pub fn trimmed_mean(sample: &[f64], share: f64) -> Option<f64> {
    if !(0.0..0.5).contains(&share) || sample.iter().any(|value| value.is_nan()) {
        return None;
    }
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let cut = (share * sorted.len() as f64) as usize;
    mean(&sorted[cut..sorted.len() - cut])
}

/// The geometric mean: the one mean for which the mean of ratios is the ratio of means (Fleming &
/// Wallace, "How not to lie with statistics", CACM 29 (1986)). `None` unless every value is above 0.
#[must_use]
pub fn geometric_mean(sample: &[f64]) -> Option<f64> {
    mean(&logs(sample)?).map(f64::exp)
}

/// The lowest and the highest value.
#[must_use]
pub fn range(sample: &[f64]) -> Option<(f64, f64)> {
    Some((quantile(sample, 0.0)?, quantile(sample, 1.0)?))
}

/// The natural logarithms; `None` unless every value is finite and above 0.
pub(crate) fn logs(sample: &[f64]) -> Option<Vec<f64>> {
    sample.iter().map(|&value| (value > 0.0 && value.is_finite()).then(|| value.ln())).collect()
}

/// [`quantile`] of values that rise and are there.
pub(crate) fn quantile_of_sorted(sorted: &[f64], q: f64) -> f64 {
    let position = q * (sorted.len() - 1) as f64;
    let below = position.floor() as usize;
    let above = position.ceil() as usize;
    if below == above {
        return sorted[below];
    }
    sorted[below] + (sorted[above] - sorted[below]) * (position - below as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trimmed_mean_is_that_of_the_middle() {
        // SciPy's `trim_mean`: its documentation's own example, and one in which the cut is rounded down.
        let counted: Vec<f64> = (0..20).map(f64::from).collect();
        assert_eq!(trimmed_mean(&counted, 0.1), Some(9.5));
        assert_eq!(trimmed_mean(&[1.0, 2.0, 3.0, 5.0, 1e6], 0.25), Some(10.0 / 3.0));
        assert_eq!(trimmed_mean(&[3.0, 1.0], 0.0), mean(&[3.0, 1.0]));
        for share in [0.5, -0.1, f64::NAN] {
            assert_eq!(trimmed_mean(&counted, share), None);
        }
        assert_eq!(trimmed_mean(&[], 0.2), None);
        assert_eq!(trimmed_mean(&[1.0, f64::NAN, 2.0], 0.4), None);
    }
}
