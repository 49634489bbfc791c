//! What each contender shows by itself: who was not served, what broke, how much it could do.

use record::{LoadKind, Manifest, Verdict};
use stats::median;

use super::{Finding, Statement};
use crate::digest::{Cell, Metric, Sweep};

/// Little's law has to hold within this share (method rule 16).
const LITTLE_SHARE: f64 = 0.05;
/// A response time up to this factor above the wait shows a server that is not yet full.
const UNHURRIED_FACTOR: f64 = 1.25;

/// All of it, contender by contender; of several loads that broke one the lowest is told.
pub(super) fn observe_contenders(manifest: &Manifest, sweep: &Sweep<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for name in sweep.contenders() {
        let cells: Vec<&Cell<'_>> = sweep.cells.iter().filter(|cell| cell.contender == name).collect();
        let about = |(statement, loads): (Statement, Vec<f64>)| Finding {
            statement,
            scenario: sweep.scenario.name.clone(),
            kind: sweep.kind,
            pair: None,
            contenders: vec![name.to_owned()],
            loads,
        };
        found.extend(
            [unserved(sweep.kind, &cells), broke(&cells), ceiling(manifest, sweep, &cells)]
                .into_iter()
                .flatten()
                .map(about),
        );
    }
    found
}

/// The first load at which the figures are those of survivors.
fn unserved(kind: LoadKind, cells: &[&Cell<'_>]) -> Option<(Statement, Vec<f64>)> {
    if kind != LoadKind::Closed {
        return None;
    }
    let left_out = |cell: &&&Cell<'_>| without_response(cell) > 0 || little_is_off(cell);
    let all: Vec<f64> = cells.iter().filter(left_out).map(|cell| cell.load).collect();
    // Where someone got no answer at all the case is plainest.
    let first = cells
        .iter()
        .find(|cell| without_response(cell) > 0)
        .or_else(|| cells.iter().find(|cell| left_out(cell)))?;
    let statement = Statement::Unserved {
        contender: first.contender.to_owned(),
        load: first.load,
        little_ratio: little(first),
        without_response: without_response(first),
    };
    Some((statement, all))
}

fn without_response(cell: &Cell<'_>) -> u32 {
    cell.points.iter().map(|point| point.connections_without_response).max().unwrap_or(0)
}

fn little(cell: &Cell<'_>) -> Option<f64> {
    median(&cell.points.iter().filter_map(|point| point.little_ratio).collect::<Vec<_>>())
}

fn little_is_off(cell: &Cell<'_>) -> bool {
    little(cell).is_some_and(|ratio| (ratio - 1.0).abs() > LITTLE_SHARE)
}

/// From which load on it collapsed.
fn broke(cells: &[&Cell<'_>]) -> Option<(Statement, Vec<f64>)> {
    let broken: Vec<&&Cell<'_>> =
        cells.iter().filter(|cell| matches!(cell.verdict, Verdict::Overloaded | Verdict::Failed)).collect();
    let first = broken.first()?;
    let statement = Statement::Broke {
        contender: first.contender.to_owned(),
        load: first.load,
        verdict: first.verdict,
        reason: first.reason().to_owned(),
        higher: broken.len() - 1,
    };
    Some((statement, broken.iter().map(|cell| cell.load).collect()))
}

/// The most that a closed loop completed at a VALID point, beside what theory expects: the server's cores, each
/// giving a second of CPU a second, divided by what a request costs where the server is not yet full.
fn ceiling(manifest: &Manifest, sweep: &Sweep<'_>, cells: &[&Cell<'_>]) -> Option<(Statement, Vec<f64>)> {
    if sweep.kind != LoadKind::Closed || sweep.scenario.wait_ms == 0 {
        return None;
    }
    let figure = |cell: &Cell<'_>, metric: Metric| cell.figure(metric).map(|figure| figure.middle);
    let valid: Vec<&&Cell<'_>> = cells.iter().filter(|cell| cell.is_valid()).collect();
    let (per_s, best) = valid
        .iter()
        .filter_map(|cell| Some((figure(cell, Metric::Throughput)?, cell)))
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    let wait_us = f64::from(sweep.scenario.wait_ms) * 1e3;
    let unhurried = |cell: &&&&Cell<'_>| {
        cell.load < best.load
            && figure(cell, Metric::P50).is_some_and(|p50| p50 <= wait_us * UNHURRIED_FACTOR)
    };
    let read = valid.iter().rfind(unhurried)?;
    let cores = manifest.environment.placement.server.len().max(1) as f64;
    let statement = Statement::Ceiling {
        contender: best.contender.to_owned(),
        load: best.load,
        per_s,
        expected_per_s: cores * 1e6 / figure(read, Metric::CpuPerRequest)?,
        read_at: read.load,
    };
    Some((statement, vec![read.load, best.load]))
}
