//! One load point of one contender, over all its blocks.

use record::{Point, Verdict};
use stats::{effective_samples_over_blocks, is_percentile_resolved, median, range};

use super::Metric;

/// A case with all its blocks.
pub(crate) struct Cell<'a> {
    pub(crate) contender: &'a str,
    /// Connections or requests per second.
    pub(crate) load: f64,
    /// By block.
    pub(crate) points: Vec<&'a Point>,
    /// Whether it may be believed, all blocks considered.
    pub(crate) verdict: Verdict,
}

/// A quantity over blocks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Figure {
    /// The middle block. Percentiles are never averaged, and every fresh process settles on its own.
    pub(crate) middle: f64,
    /// The lowest block.
    pub(crate) low: f64,
    /// The highest block.
    pub(crate) high: f64,
    /// Enough effective responses lie beyond it (method rule 14); always so for what is no percentile.
    pub(crate) is_resolved: bool,
    /// Each block's figure means something, so that blocks can be compared: enough responses lie beyond it, and
    /// nothing was cut off there. How far they clump shows between blocks, and so in the interval.
    pub(crate) is_comparable: bool,
    /// So much was censored that the true value is only known to be at least this (method rule 3).
    pub(crate) is_at_least: bool,
}

impl<'a> Cell<'a> {
    /// `None` without a block.
    pub(super) fn new(contender: &'a str, load: f64, mut points: Vec<&'a Point>) -> Option<Self> {
        points.sort_by_key(|point| point.block);
        let verdict = verdict_of(&points)?;
        Some(Self { contender, load, points, verdict })
    }

    pub(crate) fn is_valid(&self) -> bool {
        self.verdict == Verdict::Valid
    }

    /// The blocks that its figures rest on: the VALID ones of a VALID cell, else all, shown as what they are.
    pub(crate) fn believed(&self) -> impl Iterator<Item = &'a Point> {
        let only_valid = self.is_valid();
        self.points.iter().copied().filter(move |point| !only_valid || point.verdict == Verdict::Valid)
    }

    pub(crate) fn figure(&self, metric: Metric) -> Option<Figure> {
        let values: Vec<f64> = self.believed().filter_map(|point| metric.of(point)).collect();
        let (low, high) = range(&values)?;
        let (samples, censored) =
            self.believed().fold((0, 0), |(s, c), point| (s + point.samples, c + point.censored));
        let percentile = metric.percentile();
        let is_at_least = percentile.is_some_and(|p| censored as f64 > (1.0 - p) * samples as f64);
        Some(Figure {
            middle: median(&values)?,
            low,
            high,
            is_resolved: percentile.is_none_or(|p| self.is_resolved(p)),
            is_comparable: !is_at_least && percentile.is_none_or(|p| self.is_counted(p)),
            is_at_least,
        })
    }

    /// How many independent responses those of the believed blocks are worth at a percentile.
    pub(crate) fn effective_samples(&self, percentile: f64) -> f64 {
        let worth = |point: &Point| (point.samples, point.design_effect(percentile));
        effective_samples_over_blocks(&self.believed().map(worth).collect::<Vec<_>>())
    }

    /// Whether enough of them lie beyond it (method rule 14).
    pub(crate) fn is_resolved(&self, percentile: f64) -> bool {
        is_percentile_resolved(self.effective_samples(percentile) as u64, percentile)
    }

    /// Whether enough responses lie beyond it to speak of it at all.
    pub(crate) fn is_counted(&self, percentile: f64) -> bool {
        is_percentile_resolved(self.believed().map(|point| point.samples).sum(), percentile)
    }

    /// Why it may not be believed: the reason of the first block with its verdict.
    pub(crate) fn reason(&self) -> &'a str {
        let of_verdict = |point: &&&Point| point.verdict == self.verdict;
        self.points.iter().find(of_verdict).map_or("", |point| point.verdict_reason.as_str())
    }

    /// `VALID`, or `VALID in 2 of 3`, or `NOISY in 2 of 3`.
    pub(crate) fn verdict_in_words(&self) -> String {
        let agreeing = self.points.iter().filter(|point| point.verdict == self.verdict).count();
        match self.points.len() {
            blocks if blocks == agreeing => self.verdict.word().to_owned(),
            blocks => format!("{} in {agreeing} of {blocks}", self.verdict.word()),
        }
    }
}

/// What the server did (starved, overloaded, failed) counts from a single block on: leaving such a block out
/// would flatter the server. What the machine or the generator did is left out, as long as two VALID blocks
/// remain, or all of them where fewer were asked for.
fn verdict_of(points: &[&Point]) -> Option<Verdict> {
    let in_blocks = |verdict: Verdict| points.iter().filter(|point| point.verdict == verdict).count();
    let results = [Verdict::Failed, Verdict::Overloaded, Verdict::Starved];
    if let Some(result) = results.into_iter().find(|&verdict| in_blocks(verdict) > 0) {
        return Some(result);
    }
    let valid = in_blocks(Verdict::Valid);
    if valid >= 2 || valid == points.len() {
        return points.first().map(|_| Verdict::Valid);
    }
    let faults = [Verdict::GeneratorLimited, Verdict::Unsteady, Verdict::Noisy];
    faults.into_iter().max_by_key(|&verdict| in_blocks(verdict))
}
