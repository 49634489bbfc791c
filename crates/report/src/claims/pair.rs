//! Statistics of a pair.

use record::{Point, Verdict};
use scenario::Pair;
use scenario::claim::PairLoads;
use stats::{Place as Passing, paired_ratio, passes};

use super::effect::{Effect, Place, metric, sweep};
use crate::digest::{Cell, Digest, Metric, PairKind, PairTable, Sweep, compared};
use crate::findings::load_in_words;

/// Where a server breaks down, its p99 counts as this many times the objective: beyond it, however its survivors
/// fared.
const BROKEN_FACTOR: f64 = 100.0;

/// Async ÷ threads at each load at which both are VALID.
pub(super) fn ratios(digest: &Digest<'_>, of: &PairLoads) -> Result<Vec<Effect>, String> {
    let (sweep, table) = table(digest, of)?;
    let figure = metric(of.metric);
    let effect = |&load: &f64| {
        let (asynchronous, blocking) = cells(sweep, table, load)?;
        let ratio = compared(figure, asynchronous, blocking, digest.manifest.seed).ok()?;
        let what = format!("{}, async ÷ threads at {}", figure.short(), load_in_words(sweep.kind, load));
        Some(Effect::of_ratio(what, ratio, places(sweep, table, load)))
    };
    Ok(loads(sweep, of).iter().filter_map(effect).collect())
}

/// How that ratio moves from the lowest comparable load to the highest.
pub(super) fn trend(digest: &Digest<'_>, of: &PairLoads) -> Result<Vec<Effect>, String> {
    let (sweep, table) = table(digest, of)?;
    let figure = metric(of.metric);
    let by_block = |load: f64| -> Vec<(u32, f64)> {
        let Some((asynchronous, blocking)) = cells(sweep, table, load) else { return Vec::new() };
        if compared(figure, asynchronous, blocking, 0).is_err() {
            return Vec::new();
        }
        let of_block = |point: &&Point| {
            let other = blocking.believed().find(|other| other.block == point.block)?;
            Some((point.block, figure.of(point)? / figure.of(other)?))
        };
        asynchronous.believed().filter_map(|point| of_block(&point)).collect()
    };
    let comparable: Vec<(f64, Vec<(u32, f64)>)> = loads(sweep, of)
        .into_iter()
        .map(|load| (load, by_block(load)))
        .filter(|(_, blocks)| !blocks.is_empty())
        .collect();
    let [(low, at_low), .., (high, at_high)] = comparable.as_slice() else {
        return Err("fewer than two loads can be compared".to_owned());
    };
    let same_block =
        |(block, high): &(u32, f64)| Some((*high, at_low.iter().find(|(other, _)| other == block)?.1));
    let pairs: Vec<(f64, f64)> = at_high.iter().filter_map(same_block).collect();
    let ratio = paired_ratio(&pairs, digest.manifest.seed).ok_or("no block has both loads")?;
    let what = format!(
        "{}, async ÷ threads at {} ÷ that at {}",
        figure.short(),
        load_in_words(sweep.kind, *high),
        load_in_words(sweep.kind, *low)
    );
    let points = [*low, *high].into_iter().flat_map(|load| places(sweep, table, load)).collect();
    Ok(vec![Effect::of_ratio(what, ratio, points)])
}

/// Async's load ÷ the threads' at which p99 first passes the objective.
pub(super) fn objective_load(digest: &Digest<'_>, of: &PairLoads) -> Result<Vec<Effect>, String> {
    let (sweep, table) = table(digest, of)?;
    let objective_us = sweep.scenario.objective_p99_ms.ok_or("the scenario has no objective")? * 1e3;
    let place = |name: &str, block: u32| {
        let curve: Vec<(f64, f64)> = loads(sweep, of)
            .into_iter()
            .filter_map(|load| {
                let cell = sweep.cell(name, load)?;
                let point = cell.points.iter().find(|point| point.block == block)?;
                Some((load, judged_p99(cell, point, objective_us)?))
            })
            .collect();
        passes(&curve, objective_us)
    };
    let mut blocks: Vec<u32> =
        sweep.cells.iter().flat_map(|cell| &cell.points).map(|point| point.block).collect();
    blocks.sort_unstable();
    blocks.dedup();
    let pair = |&block: &u32| match (
        place(&table.pair.asynchronous.name, block)?,
        place(&table.pair.blocking.name, block)?,
    ) {
        (Passing::At(asynchronous), Passing::At(blocking)) => Some((asynchronous, blocking)),
        _ => None,
    };
    let pairs: Vec<(f64, f64)> = blocks.iter().filter_map(pair).collect();
    if pairs.len() < blocks.len() {
        return Err("not everybody passes the objective within the loads that were tried".to_owned());
    }
    let ratio = paired_ratio(&pairs, digest.manifest.seed).ok_or("no block tells")?;
    let points = sweep.loads.last().map(|&load| places(sweep, table, load)).unwrap_or_default();
    Ok(vec![Effect::of_ratio("load at the objective, async ÷ threads".to_owned(), ratio, points)])
}

/// The p99 of a block, if it may be believed; a breakdown of the server is beyond any objective.
fn judged_p99(cell: &Cell<'_>, point: &Point, objective_us: f64) -> Option<f64> {
    match point.verdict {
        Verdict::Overloaded | Verdict::Failed | Verdict::Starved => Some(objective_us * BROKEN_FACTOR),
        Verdict::Valid if cell.figure(Metric::P99)?.is_comparable => point.response_p99_us,
        _ => None,
    }
}

pub(super) fn table<'d, 'a>(
    digest: &'d Digest<'a>,
    of: &PairLoads,
) -> Result<(&'d Sweep<'a>, &'d PairTable<'a>), String> {
    let sweep = sweep(digest, &of.scenario, of.is_open)?;
    let kind = match of.pair {
        Pair::Matched => PairKind::Matched,
        Pair::Practice => PairKind::Practice,
        Pair::Deployed => PairKind::Deployed,
        Pair::Limit => PairKind::Limit,
        Pair::Boundary => return Err("the boundary pair has no threads to compare with".to_owned()),
    };
    let table = sweep.pairs.iter().find(|table| table.pair.kind == kind);
    table.map(|table| (sweep, table)).ok_or_else(|| format!("the {} pair is not in this run", kind.word()))
}

pub(super) fn loads(sweep: &Sweep<'_>, of: &PairLoads) -> Vec<f64> {
    sweep.loads.iter().copied().filter(|&load| of.loads.holds(load, load)).collect()
}

pub(super) fn cells<'s, 'a>(
    sweep: &'s Sweep<'a>,
    table: &PairTable<'_>,
    load: f64,
) -> Option<(&'s Cell<'a>, &'s Cell<'a>)> {
    Some((sweep.cell(&table.pair.asynchronous.name, load)?, sweep.cell(&table.pair.blocking.name, load)?))
}

pub(super) fn places(sweep: &Sweep<'_>, table: &PairTable<'_>, load: f64) -> Vec<Place> {
    vec![Place::new(sweep, load, &table.pair.blocking.name)]
}
