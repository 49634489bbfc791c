//! Contenders of which no two are a pair: each beside the one that the scenario names first.

use record::LoadKind;
use stats::Ratio;

use super::{Finding, Statement};
use crate::digest::{Digest, Metric, Sweep, compared};

/// One statement for each figure that a sweep without a pair is made for.
pub(super) fn beside(digest: &Digest<'_>, sweep: &Sweep<'_>) -> Vec<Finding> {
    let contenders = sweep.contenders();
    let (Some((&base, others)), true) = (contenders.split_first(), sweep.pairs.is_empty()) else {
        return Vec::new();
    };
    let metrics: &[Metric] = match sweep.kind {
        LoadKind::Closed => &[Metric::CpuPerRequest, Metric::Throughput],
        LoadKind::Open => &[Metric::CpuPerRequest, Metric::P99],
        LoadKind::Parked => &[Metric::Memory],
    };
    let found = |&metric: &Metric| {
        let (load, others) = surest(sweep, metric, base, others, digest.manifest.seed)?;
        let names = others.iter().map(|(name, _)| name.clone());
        Some(Finding {
            contenders: std::iter::once(base.to_owned()).chain(names).collect(),
            statement: Statement::Beside { metric, load, base: base.to_owned(), others },
            scenario: sweep.scenario.name.clone(),
            kind: sweep.kind,
            pair: None,
            loads: vec![load],
        })
    };
    metrics.iter().filter_map(found).collect()
}

/// The load at which they can be compared in the most blocks, the highest among equals: chosen by how much is known
/// there, never by what.
fn surest(
    sweep: &Sweep<'_>,
    metric: Metric,
    base: &str,
    others: &[&str],
    seed: u64,
) -> Option<(f64, Vec<(String, Ratio)>)> {
    let at = |&load: &f64| {
        let base = sweep.cell(base, load)?;
        let ratio = |&name: &&str| {
            Some((name.to_owned(), compared(metric, sweep.cell(name, load)?, base, seed).ok()?))
        };
        Some((load, others.iter().filter_map(ratio).collect::<Vec<_>>()))
    };
    let known = sweep.loads.iter().filter_map(at).filter(|(_, others)| !others.is_empty());
    known.max_by_key(|(_, others)| others.iter().map(|(_, ratio)| ratio.blocks).sum::<usize>())
}
