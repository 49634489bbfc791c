//! The Universal Scalability Law.

use crate::block::Interval;
use crate::estimate::{Estimate, over_blocks};

/// X(N) = one × N ÷ (1 + contention (N − 1) + coherency N (N − 1)): throughput over concurrency (Gunther, "A
/// general theory of computational scalability based on rational functions" (2008), equation 3).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usl {
    /// Throughput at N = 1, λ.
    pub one: f64,
    /// Share of the work that only one can do at a time, σ; at least 0.
    pub contention: f64,
    /// Cost of keeping each pair in agreement, κ; at least 0. Above 0 throughput falls in the end.
    pub coherency: f64,
}

/// The law's figures with their intervals over blocks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UslOverBlocks {
    /// [`Usl::one`].
    pub one: Estimate,
    /// [`Usl::contention`].
    pub contention: Estimate,
    /// [`Usl::coherency`].
    pub coherency: Estimate,
    /// [`Usl::peak`]; `None` where all blocks together show none.
    pub peak: Option<Estimate>,
}

impl Usl {
    /// Throughput at concurrency `n`.
    #[must_use]
    pub fn at(&self, n: f64) -> f64 {
        self.one * n / (1.0 + self.contention * (n - 1.0) + self.coherency * n * (n - 1.0))
    }

    /// The concurrency with the highest throughput, √((1 − σ) ÷ κ); `None` where it never falls.
    #[must_use]
    pub fn peak(&self) -> Option<f64> {
        let squared = (1.0 - self.contention) / self.coherency;
        (self.coherency > 0.0 && squared > 0.0).then(|| squared.sqrt())
    }
}

/// Fits the law to (concurrency, throughput) by least squares of *relative* errors, since throughput scatters
/// by a share of itself. N ÷ X is a straight combination of 1, N − 1 and N (N − 1), so there is one answer and
/// nothing to iterate; σ and κ are kept from below 0, where the law means nothing. `None` with fewer than
/// three distinct concurrencies, or unless all figures are finite and above 0.
#[must_use]
pub fn usl(points: &[(f64, f64)]) -> Option<Usl> {
    if points.iter().any(|&(n, x)| !n.is_finite() || !x.is_finite() || n <= 0.0 || x <= 0.0) {
        return None;
    }
    let mut loads: Vec<f64> = points.iter().map(|point| point.0).collect();
    loads.sort_by(f64::total_cmp);
    loads.dedup();
    if loads.len() < 3 {
        return None;
    }
    // Multiplied by X ÷ N, the error of N ÷ X is the relative error of X, and the wanted value is 1.
    let column = |of: fn(f64) -> f64| points.iter().map(|&(n, x)| of(n) * x / n).collect::<Vec<f64>>();
    let columns = [column(|_| 1.0), column(|n| n - 1.0), column(|n| n * (n - 1.0))];
    let wanted = vec![1.0; points.len()];
    let subsets: [&[usize]; 4] = [&[0, 1, 2], &[0, 1], &[0, 2], &[0]];
    let fits = subsets.into_iter().filter_map(|used| {
        let solved = least_squares(&used.iter().map(|&i| columns[i].clone()).collect::<Vec<_>>(), &wanted)?;
        let mut all = [0.0; 3];
        used.iter().zip(&solved).for_each(|(&i, &value)| all[i] = value);
        (all[0] > 0.0 && all[1] >= 0.0 && all[2] >= 0.0).then_some(all)
    });
    let error = |all: &[f64; 3]| -> f64 {
        let fitted = |i: usize| (0..3).map(|c| columns[c][i] * all[c]).sum::<f64>();
        (0..points.len()).map(|i| (fitted(i) - 1.0).powi(2)).sum()
    };
    let [one, two, three] = fits.min_by(|a, b| error(a).total_cmp(&error(b)))?;
    Some(Usl { one: 1.0 / one, contention: two / one, coherency: three / one })
}

/// [`usl`] of all blocks' points together, with intervals by [`over_blocks`]; λ and the peak on a logarithmic
/// scale, and no end of σ or κ below 0. `None` where there is no fit.
#[must_use]
pub fn usl_over_blocks(blocks: &[Vec<(f64, f64)>], seed: u64) -> Option<UslOverBlocks> {
    let fit = |chosen: &[usize]| {
        let points: Vec<(f64, f64)> = chosen.iter().flat_map(|&block| &blocks[block]).copied().collect();
        usl(&points)
    };
    let estimate =
        |of: fn(Usl) -> Option<f64>| over_blocks(blocks.len(), seed, |chosen| fit(chosen).and_then(of));
    let logarithmic = |of: fn(Usl) -> Option<f64>| estimate(of).map(|found| with_ends(found, f64::exp));
    let from_zero = |of| estimate(of).map(|found| with_ends(found, |value| value.max(0.0)));
    Some(UslOverBlocks {
        one: logarithmic(|usl| Some(usl.one.ln()))?,
        contention: from_zero(|usl| Some(usl.contention))?,
        coherency: from_zero(|usl| Some(usl.coherency))?,
        peak: logarithmic(|usl| usl.peak().map(f64::ln)),
    })
}

fn with_ends(found: Estimate, change: fn(f64) -> f64) -> Estimate {
    let interval = found.interval.map(|ends| Interval { low: change(ends.low), high: change(ends.high) });
    Estimate { value: change(found.value), interval, ..found }
}

/// The combination of `columns` nearest to `wanted`, by Gram and Schmidt's orthogonalisation in its modified
/// form (Golub & Van Loan, "Matrix Computations" (2013), section 5.2.8). `None` where columns depend on
/// each other.
fn least_squares(columns: &[Vec<f64>], wanted: &[f64]) -> Option<Vec<f64>> {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let n = columns.len();
    let mut left: Vec<Vec<f64>> = columns.to_vec();
    let mut target = wanted.to_vec();
    let mut upper = vec![vec![0.0; n]; n];
    let mut right = vec![0.0; n];
    for i in 0..n {
        let length = dot(&left[i], &left[i]).sqrt();
        if length <= 1e-12 * dot(&columns[i], &columns[i]).sqrt() {
            return None;
        }
        let unit: Vec<f64> = left[i].iter().map(|value| value / length).collect();
        upper[i][i] = length;
        for j in i + 1..n {
            upper[i][j] = dot(&unit, &left[j]);
            let share = upper[i][j];
            left[j].iter_mut().zip(&unit).for_each(|(value, unit)| *value -= share * unit);
        }
        right[i] = dot(&unit, &target);
        let share = right[i];
        target.iter_mut().zip(&unit).for_each(|(value, unit)| *value -= share * unit);
    }
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|j| upper[i][j] * right[j]).sum();
        right[i] = (right[i] - known) / upper[i][i];
    }
    Some(right)
}
