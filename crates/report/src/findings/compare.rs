//! What a pair's rows say, each rule for itself.

use stats::Ratio;

use super::{Effect, Reach, Statement};
use crate::digest::{Metric, Outcome, PairTable, Row, SAME_SHARE, Side, Sweep, is_beyond};

/// A statement and the loads it rests on.
pub(super) type Found = (Statement, Vec<f64>);

/// The rows from the lowest load on at which the medians are within five percent, up to the first load at which
/// nothing can be compared: what "up to" reaches over must have been seen.
pub(super) fn same_speed<'t>(table: &'t PairTable<'_>) -> Vec<&'t Row> {
    let median = |row: &Row| row.ratio(Metric::P50).map(|ratio| ratio.estimate);
    let seen = table.rows.iter().take_while(|row| row.why_not.is_none());
    let compared = seen.filter(|row| median(row).is_some());
    compared.take_while(|row| median(row).is_some_and(|ratio| !is_beyond(ratio, SAME_SHARE))).collect()
}

/// The row in which the most blocks compare `metric`, the highest load among equals: chosen by how much is
/// known there, never by how large the effect is.
pub(super) fn surest<'t>(rows: &[&'t Row], metric: Metric) -> Option<&'t Row> {
    let known = rows.iter().filter_map(|&row| Some((row.ratio(metric)?.blocks, row)));
    known.max_by_key(|(blocks, _)| *blocks).map(|(_, row)| row)
}

/// The ratio of medians furthest from 1.
pub(super) fn worst_median(rows: &[&Row]) -> Option<Ratio> {
    let ratios = rows.iter().filter_map(|row| row.ratio(Metric::P50));
    ratios.max_by(|a, b| a.estimate.ln().abs().total_cmp(&b.estimate.ln().abs()))
}

/// The difference at one load.
pub(super) fn effect(
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
pub(super) fn told(effect: Effect) -> Statement {
    let Effect { metric, ratio, load, .. } = effect;
    match Outcome::of(metric, &ratio) {
        Outcome::Async | Outcome::Threads => Statement::Effect(effect),
        Outcome::Same => Statement::Same { metric, ratio, load },
        Outcome::Open => Statement::Unclear { metric, ratio, load },
    }
}

/// From where on one side does better in every comparison, and the blocks agree.
pub(super) fn parted(sweep: &Sweep<'_>, table: &PairTable<'_>, metric: Metric) -> Option<Found> {
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
pub(super) fn unclear(table: &PairTable<'_>, metric: Metric) -> Option<Found> {
    let rows: Vec<(f64, Ratio)> =
        table.resolved().filter_map(|row| Some((row.load, row.ratio(metric)?))).collect();
    let is_unclear = |(_, r): &&(f64, Ratio)| !r.is_resolved() && is_beyond(r.estimate, threshold(metric));
    let &(load, ratio) = rows.iter().rev().find(is_unclear)?;
    Some((Statement::Unclear { metric, ratio, load }, vec![load]))
}

/// Where a side does better that no finding names so far, at the lowest such load: nobody's win is left out
/// because the other side's is larger.
pub(super) fn exceptions(
    sweep: &Sweep<'_>,
    table: &PairTable<'_>,
    metric: Metric,
    told: &[Side],
) -> Vec<Found> {
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

/// Whose win in `metric` a statement tells.
pub(super) fn winner(statement: &Statement, metric: Metric) -> Option<Side> {
    match statement {
        Statement::Effect(effect) if effect.metric == metric => Some(effect.winner()),
        _ => None,
    }
}

pub(super) fn threshold(metric: Metric) -> f64 {
    if metric == Metric::P99 { 2.0 * SAME_SHARE } else { SAME_SHARE }
}
