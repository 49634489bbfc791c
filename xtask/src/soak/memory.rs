//! A server's memory over time, and whether it grows.

use std::fs;

/// The process's share of memory.
pub(super) fn memory_kib(process: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    text.lines().find_map(|line| line.strip_prefix("Pss:")?.split_whitespace().next()?.parse().ok())
}

/// How memory went on after the first quarter.
pub(super) struct Growth {
    /// KiB a second.
    pub(super) per_s: f64,
    whole: f64,
    mean: f64,
}

/// The line of least squares through what comes after the first quarter, in which a server fills its limits.
pub(super) fn growth(samples: &[(f64, f64)]) -> Growth {
    let rest = &samples[samples.len() / 4..];
    let mean = |of: fn(&(f64, f64)) -> f64| rest.iter().map(of).sum::<f64>() / rest.len().max(1) as f64;
    let (at, kib) = (mean(|sample| sample.0), mean(|sample| sample.1));
    let spread: f64 = rest.iter().map(|sample| (sample.0 - at).powi(2)).sum();
    let together: f64 = rest.iter().map(|sample| (sample.0 - at) * (sample.1 - kib)).sum();
    let per_s = if spread > 0.0 { together / spread } else { 0.0 };
    let lasts = rest.last().map_or(0.0, |last| last.0 - rest[0].0);
    Growth { per_s, whole: per_s * lasts, mean: kib }
}

/// Whether it grew by less than a tenth of itself, or by less than a megabyte.
pub(super) fn is_flat(samples: &[(f64, f64)]) -> bool {
    let growth = growth(samples);
    growth.whole < f64::max(growth.mean / 10.0, 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(kib: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
        (1..=30).map(|nth| f64::from(nth) * 2.0).map(|at| (at, kib(at))).collect()
    }

    #[test]
    fn a_server_that_fills_its_limits_and_stays_is_flat_and_one_that_grows_is_not() {
        assert!(is_flat(&course(|at| 30_000.0 + 5_000.0 * f64::min(at, 10.0))));
        assert!(is_flat(&course(|at| 30_000.0 + 400.0 * (at / 2.0).sin())));
        assert!(!is_flat(&course(|at| 30_000.0 + 500.0 * at)));
        let growth = growth(&course(|at| 7.0 * at));
        assert!((growth.per_s - 7.0).abs() < 1e-9);
    }
}
