//! Checks that a figure must pass before it may be believed.

/// How many of `samples` lie beyond a percentile, given as a share (0.99 for p99).
#[must_use]
pub fn beyond_percentile(samples: u64, percentile: f64) -> f64 {
    samples as f64 * (1.0 - percentile)
}

/// Whether at least 100 samples lie beyond the percentile (method rule 14): 10,000 for p99. With k samples
/// beyond it, a quantile's own rank is uncertain by about √k, so 100 means some 10 % of the tail's mass.
#[must_use]
pub fn is_percentile_resolved(samples: u64, percentile: f64) -> bool {
    // Half a sample of grace, since 1 − 0.99 is not exactly 0.01.
    beyond_percentile(samples, percentile) >= 99.5
}

/// Throughput × mean response ÷ requests in flight. Little's law says 1 for a closed loop in a steady state
/// in which every connection is served; well below 1, some waited and were never counted (Little, "A proof
/// for the queuing formula L = λW", Operations Research 9 (1961)). `None` with nothing in flight.
#[must_use]
pub fn littles_ratio(completed_per_s: f64, response_mean_s: f64, in_flight: f64) -> Option<f64> {
    (in_flight > 0.0).then(|| completed_per_s * response_mean_s / in_flight)
}
