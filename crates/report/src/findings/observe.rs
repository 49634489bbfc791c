//! From the digest to findings. Which point is spoken of is fixed here, before any figure is known: never
//! the point with the largest effect.

use record::LoadKind;

use super::beside::beside;
use super::compare::{
    Found, effect, exceptions, parted, same_speed, surest, told, unclear, winner, worst_median,
};
use super::contenders::observe_contenders;
use super::crossing::{CROSSED, crossing};
use super::steps::steps;
use super::{Finding, Reach, Statement};
use crate::digest::{Digest, Metric, PairTable, Side, Sweep};

/// Everything that the run shows, scenario by scenario.
pub(crate) fn observe(digest: &Digest<'_>) -> Vec<Finding> {
    let sweeps = digest.scenarios.iter().flat_map(|scenario| &scenario.sweeps);
    sweeps
        .flat_map(|sweep| {
            let pairs = sweep.pairs.iter().flat_map(|table| observe_pair(sweep, table));
            let steps = steps(digest.manifest, sweep);
            let pairs = pairs.chain(beside(digest, sweep));
            pairs.chain(steps).chain(observe_contenders(digest.manifest, sweep)).collect::<Vec<_>>()
        })
        .collect()
}

/// What a pair shows in one sweep.
pub(crate) fn observe_pair(sweep: &Sweep<'_>, table: &PairTable<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    // Requests that are only held are answered when they were told to be: of them only memory tells.
    let is_told = |metric: &Metric| sweep.kind != LoadKind::Parked || *metric == Metric::Memory;
    let alike = if is_told(&Metric::P50) { same_speed(table) } else { Vec::new() };
    if let (Some(last), Some(worst)) = (alike.last(), worst_median(&alike)) {
        let loads = alike.iter().map(|row| row.load).collect();
        found.push((Statement::SameSpeed { up_to: last.load, worst }, loads));
    }
    // Cost is read where the speed, and so the work, is the same; else at the highest load there is.
    let same_work = if sweep.kind == LoadKind::Closed { surest(&alike, Metric::CpuPerRequest) } else { None };
    let highest = table.resolved().last();
    let costs = [(Metric::CpuPerRequest, same_work.or(highest)), (Metric::Memory, highest)];
    for (metric, row) in costs.into_iter().filter(|(metric, _)| is_told(metric)) {
        let effect = row.and_then(|row| effect(sweep, table, row, metric, Reach::Here));
        let main = effect.map(|effect| (vec![effect.load], told(effect)));
        found.extend(main.map(|(loads, statement)| (statement, loads)));
    }
    for metric in [Metric::Throughput, Metric::P99, Metric::P50].into_iter().filter(is_told) {
        found.extend(parted(sweep, table, metric).or_else(|| unclear(table, metric)));
    }
    for metric in CROSSED.into_iter().filter(is_told) {
        found.extend(crossing(sweep, table, metric));
    }
    for metric in Metric::COMPARED.into_iter().filter(is_told) {
        let told: Vec<Side> = found.iter().filter_map(|(statement, _)| winner(statement, metric)).collect();
        found.extend(exceptions(sweep, table, metric, &told));
    }
    let why: Vec<(f64, String)> =
        table.rows.iter().filter_map(|row| Some((row.load, row.why_not.clone()?))).collect();
    if !why.is_empty() {
        let loads = why.iter().map(|(load, _)| *load).collect();
        found.push((Statement::NotCompared { why }, loads));
    }
    found.into_iter().map(|found| about(sweep, table, found)).collect()
}

/// Where the curves of `metric` cross, pair by pair: what [`observe_pair`] finds of it, for the pictures.
pub(crate) fn crossings(sweep: &Sweep<'_>, metric: Metric) -> Vec<Finding> {
    if !CROSSED.contains(&metric) || sweep.kind == LoadKind::Parked {
        return Vec::new();
    }
    let found = |table| Some(about(sweep, table, crossing(sweep, table, metric)?));
    sweep.pairs.iter().filter_map(found).collect()
}

fn about(sweep: &Sweep<'_>, table: &PairTable<'_>, (statement, loads): Found) -> Finding {
    Finding {
        statement,
        scenario: sweep.scenario.name.clone(),
        kind: sweep.kind,
        pair: Some(table.pair.kind),
        contenders: vec![table.pair.blocking.name.clone(), table.pair.asynchronous.name.clone()],
        loads,
    }
}
