//! Two contenders side by side: ratios within blocks, with their intervals.

use record::{Contender, Manifest, Verdict};
use stats::{Ratio, paired_ratio};

use super::{Cell, Metric, Sweep};

/// What a pair is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PairKind {
    /// Differs in the model only.
    Matched,
    /// What people would deploy to serve.
    Practice,
    /// What people would deploy, the client of the backend included.
    Deployed,
    /// The same limit on requests at once.
    Limit,
}

/// A blocking contender and an async one. (The two of a boundary pair have one colour: see `findings/steps.rs`.)
#[derive(Clone, Copy)]
pub(crate) struct Pair<'a> {
    pub(crate) kind: PairKind,
    pub(crate) blocking: &'a Contender,
    pub(crate) asynchronous: &'a Contender,
}

/// A pair over all loads of a sweep.
pub(crate) struct PairTable<'a> {
    pub(crate) pair: Pair<'a>,
    /// By load, rising.
    pub(crate) rows: Vec<Row>,
}

/// A pair at one load.
pub(crate) struct Row {
    pub(crate) load: f64,
    /// Async ÷ blocking for each of [`Metric::COMPARED`] that can be compared here.
    pub(crate) ratios: Vec<(Metric, Ratio)>,
    /// Why nothing can be compared here.
    pub(crate) why_not: Option<String>,
}

impl PairKind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Practice => "practice",
            Self::Deployed => "deployed",
            Self::Limit => "limit",
        }
    }

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Matched => "Matched pair",
            Self::Practice => "Practice pair",
            Self::Deployed => "Deployed pair",
            Self::Limit => "Pool and limit",
        }
    }
}

impl<'a> Pair<'a> {
    /// Every pair among `contenders`, matched ones first.
    pub(super) fn all(manifest: &'a Manifest, contenders: &[&str]) -> Vec<Self> {
        let mut pairs = Vec::new();
        for kind in [PairKind::Matched, PairKind::Practice, PairKind::Deployed, PairKind::Limit] {
            let of_colour = |colour: &str| -> Vec<&Contender> {
                let by_name =
                    |name: &&str| manifest.contenders.iter().find(|contender| contender.name == **name);
                let plays =
                    |c: &&Contender| c.colour == colour && c.pairs.iter().any(|pair| pair == kind.word());
                contenders.iter().filter_map(by_name).filter(plays).collect()
            };
            for blocking in of_colour("blocking") {
                for asynchronous in of_colour("async") {
                    pairs.push(Self { kind, blocking, asynchronous });
                }
            }
        }
        pairs
    }
}

impl<'a> PairTable<'a> {
    pub(super) fn new(pair: Pair<'a>, sweep: &Sweep<'a>, seed: u64) -> Self {
        let row = |&load: &f64| {
            let blocking = sweep.cell(&pair.blocking.name, load)?;
            let asynchronous = sweep.cell(&pair.asynchronous.name, load)?;
            Some(Row::new(load, asynchronous, blocking, seed))
        };
        Self { pair, rows: sweep.loads.iter().filter_map(row).collect() }
    }

    /// The rows that a conclusion may rest on.
    pub(crate) fn resolved(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.why_not.is_none())
    }
}

impl Row {
    fn new(load: f64, asynchronous: &Cell<'_>, blocking: &Cell<'_>, seed: u64) -> Self {
        if let Some(why_not) = why_not(asynchronous, blocking) {
            return Self { load, ratios: Vec::new(), why_not: Some(why_not) };
        }
        let ratio = |&metric: &Metric| Some((metric, ratio_of(metric, asynchronous, blocking, seed)?));
        Self { load, ratios: Metric::COMPARED.iter().filter_map(ratio).collect(), why_not: None }
    }

    pub(crate) fn ratio(&self, metric: Metric) -> Option<Ratio> {
        self.ratios.iter().find(|(found, _)| *found == metric).map(|&(_, ratio)| ratio)
    }
}

/// `asked` ÷ `base` of one metric, or why they are not compared.
pub(crate) fn compared(
    metric: Metric,
    asked: &Cell<'_>,
    base: &Cell<'_>,
    seed: u64,
) -> Result<Ratio, String> {
    match why_not(asked, base) {
        Some(why) => Err(why),
        None => ratio_of(metric, asked, base, seed).ok_or_else(|| "too few responses".to_owned()),
    }
}

/// A comparison needs both sides VALID, in the same blocks.
fn why_not(asynchronous: &Cell<'_>, blocking: &Cell<'_>) -> Option<String> {
    let bad: Vec<String> = [blocking, asynchronous]
        .iter()
        .filter(|cell| !cell.is_valid())
        .map(|cell| format!("{} {}", cell.contender, cell.verdict_in_words()))
        .collect();
    if !bad.is_empty() {
        return Some(bad.join("; "));
    }
    let pairs = valid_pairs(Metric::Throughput, asynchronous, blocking).len();
    (pairs == 0).then(|| "no block in which both are VALID".to_owned())
}

fn ratio_of(metric: Metric, asynchronous: &Cell<'_>, blocking: &Cell<'_>, seed: u64) -> Option<Ratio> {
    if metric.percentile().is_some() {
        let known = |cell: &Cell<'_>| cell.figure(metric).is_some_and(|f| f.is_comparable);
        if !known(asynchronous) || !known(blocking) {
            return None;
        }
    }
    paired_ratio(&valid_pairs(metric, asynchronous, blocking), seed)
}

fn valid_pairs(metric: Metric, asynchronous: &Cell<'_>, blocking: &Cell<'_>) -> Vec<(f64, f64)> {
    let valid = |cell: &Cell<'_>, block: u32| {
        let point = cell.points.iter().find(|point| point.block == block)?;
        (point.verdict == Verdict::Valid).then(|| metric.of(point)).flatten()
    };
    let blocks = asynchronous.points.iter().map(|point| point.block);
    blocks.filter_map(|block| Some((valid(asynchronous, block)?, valid(blocking, block)?))).collect()
}
