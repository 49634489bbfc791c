//! From the digest to findings. Which point is spoken of is fixed here, before any figure is known: never
//! the point with the largest effect.

use record::{LoadKind, Verdict};
use stats::median;

use super::compare::{effect, exceptions, parted, same_speed, surest, told, unclear, winner, worst_median};
use super::{Finding, Reach, Statement};
use crate::digest::{Cell, Digest, Metric, PairTable, Side, Sweep};

/// Little's law has to hold within this share (method rule 16).
const LITTLE_SHARE: f64 = 0.05;

/// Everything that the run shows, scenario by scenario.
pub(crate) fn observe(digest: &Digest<'_>) -> Vec<Finding> {
    let sweeps = digest.scenarios.iter().flat_map(|scenario| &scenario.sweeps);
    sweeps
        .flat_map(|sweep| {
            let pairs = sweep.pairs.iter().flat_map(|table| observe_pair(sweep, table));
            pairs.chain(observe_contenders(sweep)).collect::<Vec<_>>()
        })
        .collect()
}

/// What a pair shows in one sweep.
pub(crate) fn observe_pair(sweep: &Sweep<'_>, table: &PairTable<'_>) -> Vec<Finding> {
    let about = |(statement, loads): (Statement, Vec<f64>)| Finding {
        statement,
        scenario: sweep.scenario.name.clone(),
        kind: sweep.kind,
        pair: Some(table.pair.kind),
        contenders: vec![table.pair.blocking.name.clone(), table.pair.asynchronous.name.clone()],
        loads,
    };
    let mut found = Vec::new();
    let alike = same_speed(table);
    if let (Some(last), Some(worst)) = (alike.last(), worst_median(&alike)) {
        let loads = alike.iter().map(|row| row.load).collect();
        found.push((Statement::SameSpeed { up_to: last.load, worst }, loads));
    }
    // Cost is read where the speed, and so the work, is the same; else at the highest load there is.
    let same_work = if sweep.kind == LoadKind::Closed { surest(&alike, Metric::CpuPerRequest) } else { None };
    let highest = table.resolved().last();
    for (metric, row) in [(Metric::CpuPerRequest, same_work.or(highest)), (Metric::Memory, highest)] {
        let effect = row.and_then(|row| effect(sweep, table, row, metric, Reach::Here));
        let main = effect.map(|effect| (vec![effect.load], told(effect)));
        found.extend(main.map(|(loads, statement)| (statement, loads)));
    }
    for metric in [Metric::Throughput, Metric::P99, Metric::P50] {
        found.extend(parted(sweep, table, metric).or_else(|| unclear(table, metric)));
    }
    for metric in Metric::COMPARED {
        let told: Vec<Side> = found.iter().filter_map(|(statement, _)| winner(statement, metric)).collect();
        found.extend(exceptions(sweep, table, metric, &told));
    }
    let why: Vec<(f64, String)> =
        table.rows.iter().filter_map(|row| Some((row.load, row.why_not.clone()?))).collect();
    if !why.is_empty() {
        let loads = why.iter().map(|(load, _)| *load).collect();
        found.push((Statement::NotCompared { why }, loads));
    }
    found.into_iter().map(about).collect()
}

/// What each contender shows by itself: who was not served, what broke.
pub(crate) fn observe_contenders(sweep: &Sweep<'_>) -> Vec<Finding> {
    let about = |cell: &Cell<'_>, statement: Statement| Finding {
        statement,
        scenario: sweep.scenario.name.clone(),
        kind: sweep.kind,
        pair: None,
        contenders: vec![cell.contender.to_owned()],
        loads: vec![cell.load],
    };
    let mut found = Vec::new();
    for cell in &sweep.cells {
        found.extend(unserved(sweep.kind, cell).map(|statement| about(cell, statement)));
        if matches!(cell.verdict, Verdict::Overloaded | Verdict::Failed) {
            let statement = Statement::Broke {
                contender: cell.contender.to_owned(),
                load: cell.load,
                verdict: cell.verdict,
                reason: cell.reason().to_owned(),
            };
            found.push(about(cell, statement));
        }
    }
    found
}

fn unserved(kind: LoadKind, cell: &Cell<'_>) -> Option<Statement> {
    if kind != LoadKind::Closed {
        return None;
    }
    let ratios: Vec<f64> = cell.points.iter().filter_map(|point| point.little_ratio).collect();
    let little_ratio = median(&ratios);
    let without_response = cell.points.iter().map(|point| point.connections_without_response).max()?;
    let is_off = little_ratio.is_some_and(|ratio| (ratio - 1.0).abs() > LITTLE_SHARE);
    (is_off || without_response > 0).then(|| Statement::Unserved {
        contender: cell.contender.to_owned(),
        load: cell.load,
        little_ratio,
        without_response,
    })
}
