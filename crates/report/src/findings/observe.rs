//! From the digest to findings. Which point is spoken of is fixed here, before any figure is known: never
//! the point with the largest effect.

use record::{LoadKind, Verdict};
use stats::{Ratio, median};

use super::{Effect, Finding, Reach, Statement};
use crate::digest::{Cell, Digest, Metric, Outcome, PairTable, Row, SAME_SHARE, Side, Sweep, is_beyond};

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
    let same_work = if sweep.kind == LoadKind::Closed { alike.last().copied() } else { None };
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

/// The rows from the lowest load on at which the medians are within five percent.
fn same_speed<'t>(table: &'t PairTable<'_>) -> Vec<&'t Row> {
    let median = |row: &Row| row.ratio(Metric::P50).map(|ratio| ratio.estimate);
    let compared = table.resolved().filter(|row| median(row).is_some());
    compared.take_while(|row| median(row).is_some_and(|ratio| !is_beyond(ratio, SAME_SHARE))).collect()
}

fn worst_median(rows: &[&Row]) -> Option<Ratio> {
    let ratios = rows.iter().filter_map(|row| row.ratio(Metric::P50));
    ratios.max_by(|a, b| a.estimate.ln().abs().total_cmp(&b.estimate.ln().abs()))
}

fn effect(
    sweep: &Sweep<'_>,
    table: &PairTable<'_>,
    row: &Row,
    metric: Metric,
    reach: Reach,
) -> Option<Effect> {
    let figure = |name: &str| Some(sweep.cell(name, row.load)?.figure(metric)?.middle);
    Some(Effect {
        metric,
        ratio: row.ratio(metric)?,
        asynchronous: figure(&table.pair.asynchronous.name)?,
        blocking: figure(&table.pair.blocking.name)?,
        load: row.load,
        reach,
    })
}

/// What the blocks agree on, or the admission that they do not.
fn told(effect: Effect) -> Statement {
    let Effect { metric, ratio, load, .. } = effect;
    match Outcome::of(metric, &ratio) {
        Outcome::Async | Outcome::Threads => Statement::Effect(effect),
        Outcome::Same => Statement::Same { metric, ratio, load },
        Outcome::Open => Statement::Unclear { metric, ratio, load },
    }
}

/// From where on one side does better in every comparison, and the blocks agree.
fn parted(sweep: &Sweep<'_>, table: &PairTable<'_>, metric: Metric) -> Option<(Statement, Vec<f64>)> {
    let compared: Vec<&Row> = table.resolved().filter(|row| row.ratio(metric).is_some()).collect();
    let side = |row: &Row| Outcome::beyond(metric, &row.ratio(metric)?, threshold(metric));
    let last = side(compared.last()?)?;
    let apart = compared.iter().rev().take_while(|row| side(row) == Some(last)).count();
    let rows = &compared[compared.len() - apart..];
    let reach = if rows.len() > 1 { Reach::FromHereOn } else { Reach::Here };
    let effect = effect(sweep, table, rows.first()?, metric, reach)?;
    Some((Statement::Effect(effect), rows.iter().map(|row| row.load).collect()))
}

/// The highest load at which something looks different without the blocks agreeing on it.
fn unclear(table: &PairTable<'_>, metric: Metric) -> Option<(Statement, Vec<f64>)> {
    let rows: Vec<(f64, Ratio)> =
        table.resolved().filter_map(|row| Some((row.load, row.ratio(metric)?))).collect();
    let is_unclear = |(_, r): &&(f64, Ratio)| !r.is_resolved() && is_beyond(r.estimate, threshold(metric));
    let &(load, ratio) = rows.iter().rev().find(is_unclear)?;
    Some((Statement::Unclear { metric, ratio, load }, vec![load]))
}

/// Where a side does better that no finding names so far, at the lowest such load: nobody's win is left out
/// because the other side's is larger.
fn exceptions(
    sweep: &Sweep<'_>,
    table: &PairTable<'_>,
    metric: Metric,
    told: &[Side],
) -> Vec<(Statement, Vec<f64>)> {
    let first_win = |side: Side| {
        let wins = |row: &&Row| {
            let ratio = row.ratio(metric);
            ratio.and_then(|r| Outcome::beyond(metric, &r, threshold(metric))).and_then(Outcome::side)
                == Some(side)
        };
        let effect = effect(sweep, table, table.resolved().find(wins)?, metric, Reach::Here)?;
        Some((vec![effect.load], Statement::Effect(effect)))
    };
    let untold = [Side::Async, Side::Threads].into_iter().filter(|side| !told.contains(side));
    untold.filter_map(first_win).map(|(loads, statement)| (statement, loads)).collect()
}

fn winner(statement: &Statement, metric: Metric) -> Option<Side> {
    match statement {
        Statement::Effect(effect) if effect.metric == metric => Some(effect.winner()),
        _ => None,
    }
}

fn threshold(metric: Metric) -> f64 {
    if metric == Metric::P99 { 2.0 * SAME_SHARE } else { SAME_SHARE }
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
