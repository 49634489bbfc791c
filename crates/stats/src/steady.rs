//! Whether a series of equal windows shows a steady state.

use crate::block::Interval;
use crate::effective::first_autocorrelation;
use crate::line::Sums;
use crate::sample::mean;

/// Windows that are averaged before MSER looks at them: the 5 of MSER-5.
const BATCH: usize = 5;

/// How many windows at the start of `series` are warm-up, by MSER-5: means of five windows each, cut so that
/// the standard error of the mean of the rest is least (White, Cobb & Spratt, "A comparison of five
/// steady-state truncation heuristics for simulation", Winter Simulation Conference 2000). At most half may be
/// cut; `None` where the best cut is there or later, so that the series is too short to tell, and with fewer
/// than two batches. Windows beyond the last whole batch do not count.
#[must_use]
pub fn mser_5(series: &[f64]) -> Option<usize> {
    mser(series, BATCH)
}

/// [`mser_5`] with batches of another size. The five of MSER-5 are five observations; a window that is the mean of
/// hundreds is a batch already, and is taken as it is with a size of 1. `None` with a size of 0.
#[must_use]
pub fn mser(series: &[f64], batch: usize) -> Option<usize> {
    if batch == 0 {
        return None;
    }
    let batches: Vec<f64> = series.chunks_exact(batch).map(mean).collect::<Option<_>>()?;
    let n = batches.len();
    let error = |cut: usize| {
        let rest = &batches[cut..];
        let centre = rest.iter().sum::<f64>() / rest.len() as f64;
        rest.iter().map(|value| (value - centre).powi(2)).sum::<f64>() / (rest.len() as f64).powi(2)
    };
    let candidates = (0..=n / 2).map(|cut| (cut, error(cut)));
    // The first of equals: of a series that never changes nothing is cut.
    let best = candidates.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(cut, _)| cut)?;
    (n >= 2 && (best == 0 || best < n / 2)).then_some(best * batch)
}

/// How a series moves over its length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// By how much it changes from its first window to its last, as a share of its mean.
    pub drift: f64,
    /// The 95 % interval of the drift; `None` where the windows are too few, or too alike, to tell.
    pub interval: Option<Interval>,
}

impl Trend {
    /// Whether the interval contains 0 (method rule 15). Of truly steady series one in twenty fails. Without an
    /// interval it is not shown to be steady.
    #[must_use]
    pub fn is_steady(&self) -> bool {
        self.interval.is_some_and(|interval| interval.contains(0.0))
    }
}

/// The least-squares slope over a series of equal windows. Neighbouring windows are alike, which makes a naive
/// interval too narrow; so the residuals' autocorrelation at lag 1 reduces the number of windows to
/// n (1 − r) ÷ (1 + r), in the error and in the degrees of freedom (Santer et al., "Statistical significance
/// of trends and trend differences in layer-average atmospheric temperature time series", Journal of
/// Geophysical Research 105 (2000), formulas 4 to 6).
///
/// `None` with fewer than three windows, a value that is not finite, or a mean of 0.
#[must_use]
pub fn trend(series: &[f64]) -> Option<Trend> {
    trend_by(series, |found, _| found)
}

/// [`trend`] for few windows. The autocorrelation of what a line leaves of n of them comes out too low, to first order
/// by (2 + 4 r) ÷ n, and is put right (van Giersbergen, "On the effect of deterministic terms on the bias in stable AR
/// models", Economics Letters 89 (2005)): of twelve windows that take half over from the one before, [`trend`] calls
/// one steady series in seven a drift, and this one in fifteen.
#[must_use]
pub fn trend_of_few(series: &[f64]) -> Option<Trend> {
    trend_by(series, |found, n| if n > 4.0 { (n * found + 2.0) / (n - 4.0) } else { found })
}

/// `known` makes of the autocorrelation that is found in n windows the one that is reckoned with.
fn trend_by(series: &[f64], known: impl Fn(f64, f64) -> f64) -> Option<Trend> {
    let n = series.len();
    let points: Vec<(f64, f64)> = series.iter().enumerate().map(|(i, &value)| (i as f64, value)).collect();
    let centre = mean(series).filter(|&centre| n >= 3 && centre != 0.0)?;
    let sums = Sums::of(&points)?;
    let plain = sums.line(n as f64)?;
    let residuals: Vec<f64> = points.iter().map(|(x, y)| y - plain.intercept - plain.slope * x).collect();
    // Only likeness counts: a series that swings to and fro is not worth more than its windows.
    let likeness = known(first_autocorrelation(&residuals).unwrap_or(0.0), n as f64).clamp(0.0, 1.0);
    let independent = n as f64 * (1.0 - likeness) / (1.0 + likeness);
    let whole = (n as f64 - 1.0) / centre;
    let interval = sums.line(independent)?.slope_interval;
    let scaled = |Interval { low, high }| {
        let (low, high) = (low * whole, high * whole);
        Interval { low: f64::min(low, high), high: f64::max(low, high) }
    };
    Some(Trend { drift: plain.slope * whole, interval: interval.map(scaled) })
}
