//! Any statistic of a run's blocks, with its interval.

use crate::block::Interval;
use crate::bootstrap::{bca_interval, jackknife};
use crate::ratio::{BOOTSTRAP_BLOCKS_MIN, Method};
use crate::sample::mean;
use crate::student::t_975;

/// A value that rests on blocks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The statistic of all blocks together.
    pub value: f64,
    /// Its 95 % interval; `None` where the blocks cannot give one.
    pub interval: Option<Interval>,
    /// How many blocks it rests on.
    pub blocks: usize,
    /// How the interval was found.
    pub method: Method,
}

/// A statistic of `blocks` blocks with its interval. `statistic` is given the blocks to use, by index from
/// 0, some of them more than once; it gives `None` where they have no such value (curves that do not cross).
///
/// - From [`BOOTSTRAP_BLOCKS_MIN`] blocks on: BCa, reaching further than a normal interval does, by
///   √(n ÷ (n − 1)) × t instead of 1.96 deviations (Hesterberg, "What teachers should know about the
///   bootstrap", The American Statistician 69 (2015), section 4.3), since a resample spreads less than its
///   source.
/// - Below: the statistic ± t × its jackknife error, n − 1 degrees of freedom (Tukey, "Bias and confidence in
///   not-quite large samples", Annals of Mathematical Statistics 29 (1958)). For a mean that is Student's t.
///   Take logarithms inside `statistic` where the value is a ratio, a time or a load.
/// - There is none with one block, or where leaving out a single block leaves the statistic without a value,
///   or one resample in a hundred: then the blocks do not agree that there is such a value at all.
///
/// `None` where even all blocks together have no finite value.
#[must_use]
pub fn over_blocks(
    blocks: usize,
    seed: u64,
    statistic: impl Fn(&[usize]) -> Option<f64> + Sync,
) -> Option<Estimate> {
    let all: Vec<usize> = (0..blocks).collect();
    let value = statistic(&all).filter(|value| value.is_finite())?;
    let interval = match blocks {
        0 | 1 => None,
        n if n < BOOTSTRAP_BLOCKS_MIN => jackknife_interval(n, value, &statistic),
        n => t_975(n as f64 - 1.0).and_then(|t| {
            let deviations = t * (n as f64 / (n as f64 - 1.0)).sqrt();
            bca_interval(n, seed, value, deviations, &statistic)
        }),
    };
    let method = match interval {
        None => Method::None,
        Some(_) if blocks < BOOTSTRAP_BLOCKS_MIN => Method::StudentT,
        Some(_) => Method::Bootstrap,
    };
    Some(Estimate { value, interval, blocks, method })
}

fn jackknife_interval(n: usize, value: f64, statistic: impl Fn(&[usize]) -> Option<f64>) -> Option<Interval> {
    let left_out = jackknife(n, statistic)?;
    let centre = mean(&left_out)?;
    let squares: f64 = left_out.iter().map(|one| (one - centre).powi(2)).sum();
    let blocks = n as f64;
    let half_width = t_975(blocks - 1.0)? * (squares * (blocks - 1.0) / blocks).sqrt();
    Some(Interval { low: value - half_width, high: value + half_width })
}
