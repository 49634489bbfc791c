//! How many independent samples a correlated series is worth.

use crate::sample::mean;

/// The autocorrelations of `series` at lags 0, 1, 2 …, with the divisor n throughout, which keeps them a
/// positive definite sequence (Box & Jenkins, "Time Series Analysis" (1976), section 2.1.5). `None` for a
/// series that is empty, holds a NaN or never changes.
fn autocorrelations(series: &[f64], lags: usize) -> Option<Vec<f64>> {
    let centre = mean(series)?;
    let away: Vec<f64> = series.iter().map(|value| value - centre).collect();
    let square: f64 = away.iter().map(|value| value * value).sum();
    let at = |lag: usize| away.iter().zip(&away[lag..]).map(|(a, b)| a * b).sum::<f64>() / square;
    (square > 0.0).then(|| (0..lags.min(series.len())).map(at).collect())
}

/// The autocorrelation at lag 1.
pub(crate) fn first_autocorrelation(series: &[f64]) -> Option<f64> {
    autocorrelations(series, 2)?.get(1).copied()
}

/// The effective sample size n ÷ (1 + 2 Σ ρ): a mean over `series` is as uncertain as one over so many
/// independent values. The sum ends where pairs of autocorrelations stop being positive, and never grows
/// again before (initial monotone sequence: Geyer, "Practical Markov chain Monte Carlo", Statistical
/// Science 7 (1992), section 3.3). Never above n, though a series that swings to and fro would give more.
/// `None` for fewer than four values or a series that never changes.
#[must_use]
pub fn effective_samples(series: &[f64]) -> Option<f64> {
    let n = series.len();
    if n < 4 {
        return None;
    }
    let correlations = autocorrelations(series, n)?;
    let mut sum = 0.0;
    let mut smallest = f64::INFINITY;
    for pair in correlations.chunks_exact(2).map(|pair| pair[0] + pair[1]) {
        if pair <= 0.0 {
            break;
        }
        smallest = smallest.min(pair);
        sum += smallest;
    }
    let n = n as f64;
    Some(n / (2.0 * sum - 1.0).max(1.0))
}

/// The effective sample size of `samples` values of which only their `variance` and the means of equal
/// batches of them, one after the other, are known: samples × variance ÷ (batch size × variance of the batch
/// means). Independent values give batch means that differ by variance ÷ batch size and no more (batch means:
/// Law, "Simulation Modeling and Analysis" (2015), section 9.5.3; as an effective sample size: Vats, Flegal &
/// Jones, "Multivariate output analysis for Markov chain Monte Carlo", Biometrika 106 (2019)).
///
/// Never above `samples`. With k batches it is itself uncertain by some √(2 ÷ (k − 1)) of its value. `None`
/// with fewer than two batches or without variance.
#[must_use]
pub fn effective_samples_of_batches(samples: u64, variance: f64, batch_means: &[f64]) -> Option<f64> {
    let centre = mean(batch_means)?;
    let batches = batch_means.len() as f64;
    if batches < 2.0 || !variance.is_finite() || variance <= 0.0 {
        return None;
    }
    let of_means = batch_means.iter().map(|mean| (mean - centre).powi(2)).sum::<f64>() / (batches - 1.0);
    let samples = samples as f64;
    let expected_of_means = variance * batches / samples;
    Some(if of_means > expected_of_means { samples * expected_of_means / of_means } else { samples })
}
