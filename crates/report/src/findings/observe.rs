//! From the digest to findings. Which point is spoken of is fixed here, before any figure is known: never
//! the point with the largest effect.

use record::{LoadKind, Verdict};
use stats::median;

use super::{Effect, Finding, Reach, Statement};
use crate::digest::{Cell, Digest, Metric, PairTable, Row, SAME_SHARE, Sweep};

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
    let about = |statement: Statement, loads: Vec<f64>| Finding {
        statement,
        scenario: sweep.scenario.name.clone(),
        kind: sweep.kind,
        pair: Some(table.pair.kind),
        contenders: vec![table.pair.blocking.name.clone(), table.pair.asynchronous.name.clone()],
        loads,
    };
    let at = |row: &Row, metric, reach| effect(sweep, table, row, metric, reach);
    let mut found = Vec::new();
    let alike = same_speed(table);
    if let (Some(last), Some(worst)) = (alike.last(), worst_median(&alike)) {
        let loads = alike.iter().map(|row| row.load).collect();
        found.push(about(Statement::SameSpeed { up_to: last.load, worst }, loads));
    }
    // Cost is read where the speed, and so the work, is the same; else at the highest load there is.
    let same_work = if sweep.kind == LoadKind::Closed { alike.last().copied() } else { None };
    let highest = table.resolved().last();
    for (metric, row) in [(Metric::CpuPerRequest, same_work.or(highest)), (Metric::Memory, highest)] {
        if let Some((row, effect)) = row.and_then(|row| Some((row, at(row, metric, Reach::Here)?))) {
            let load = effect.load;
            let statement = told(effect, row, SAME_SHARE / 5.0);
            found.push(about(statement, vec![load]));
        }
    }
    for metric in [Metric::Throughput, Metric::P99, Metric::P50] {
        if let Some((rows, reach)) = parting(table, metric) {
            let loads = rows.iter().map(|row| row.load).collect();
            found.extend(at(rows[0], metric, reach).map(|effect| about(Statement::Effect(effect), loads)));
        } else if let Some((load, ratio)) = unclear(table, metric) {
            found.push(about(Statement::Unclear { metric, ratio, load }, vec![load]));
        }
    }
    let why: Vec<(f64, String)> =
        table.rows.iter().filter_map(|row| Some((row.load, row.why_not.clone()?))).collect();
    if !why.is_empty() {
        let loads = why.iter().map(|(load, _)| *load).collect();
        found.push(about(Statement::NotCompared { why }, loads));
    }
    found
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
    let is_same = |row: &&Row| {
        row.ratio(Metric::P50)
            .is_some_and(|r| (1.0 - SAME_SHARE..=1.0 / (1.0 - SAME_SHARE)).contains(&r.estimate))
    };
    table.resolved().take_while(is_same).collect()
}

fn worst_median(rows: &[&Row]) -> Option<stats::Ratio> {
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

/// An effect that the blocks agree on and that is worth a word, or the admission that they do not.
fn told(effect: Effect, row: &Row, share: f64) -> Statement {
    if effect.ratio.is_resolved() && is_beyond(effect.ratio.estimate, share) {
        return Statement::Effect(effect);
    }
    Statement::Unclear { metric: effect.metric, ratio: effect.ratio, load: row.load }
}

/// The rows from which on one side does better in every comparison, and the blocks agree.
fn parting<'t>(table: &'t PairTable<'_>, metric: Metric) -> Option<(Vec<&'t Row>, Reach)> {
    let compared: Vec<&Row> = table.resolved().filter(|row| row.ratio(metric).is_some()).collect();
    let side = |row: &Row| {
        let ratio = row.ratio(metric)?;
        (ratio.is_resolved() && is_beyond(ratio.estimate, threshold(metric))).then_some(ratio.estimate > 1.0)
    };
    let last = side(compared.last()?)?;
    let apart = compared.iter().rev().take_while(|row| side(row) == Some(last)).count();
    let rows = compared[compared.len() - apart..].to_vec();
    let reach = if rows.len() > 1 { Reach::FromHereOn } else { Reach::Here };
    Some((rows, reach))
}

/// The highest load at which something looks different without the blocks agreeing on it.
fn unclear(table: &PairTable<'_>, metric: Metric) -> Option<(f64, stats::Ratio)> {
    let rows: Vec<(f64, stats::Ratio)> =
        table.resolved().filter_map(|row| Some((row.load, row.ratio(metric)?))).collect();
    rows.into_iter().rev().find(|(_, r)| !r.is_resolved() && is_beyond(r.estimate, threshold(metric)))
}

fn threshold(metric: Metric) -> f64 {
    if metric == Metric::P99 { 2.0 * SAME_SHARE } else { SAME_SHARE }
}

fn is_beyond(ratio: f64, share: f64) -> bool {
    ratio < 1.0 - share || ratio > 1.0 / (1.0 - share)
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
