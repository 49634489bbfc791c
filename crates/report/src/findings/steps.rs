//! The effect of the model, of the libraries and of a boundary, never in one figure (method rule 19).

use record::{Contender, Manifest};

use super::{Changes, Finding, Statement, Step};
use crate::digest::{Metric, Pair, PairKind, Sweep, compared};

/// The steps of every pair that differs in more than one thing, and the one step of a boundary pair. A pair
/// is left out where a contender in between is missing, or where they are nowhere VALID together.
pub(super) fn steps(manifest: &Manifest, sweep: &Sweep<'_>) -> Vec<Finding> {
    let mixed = sweep.pairs.iter().map(|table| table.pair);
    let mixed = mixed.filter(|pair| matches!(pair.kind, PairKind::Practice | PairKind::Deployed));
    let ways = mixed.filter_map(|pair| Some((Some(pair.kind), way(manifest, pair)?)));
    let boundary = boundary(manifest).map(|way| (None, way));
    ways.chain(boundary).filter_map(|(pair, way)| walked(manifest, sweep, pair, &way)).collect()
}

/// Contenders of which each differs from the one before it in the thing named beside it; of the first, that
/// means nothing.
type Way<'a> = Vec<(Changes, &'a Contender)>;

/// From the async half of a pair to the blocking one: by way of the async contender on the shared codec, and
/// of the blocking one that has this codec and the blocking half's model.
fn way<'a>(manifest: &'a Manifest, pair: Pair<'a>) -> Option<Way<'a>> {
    let plays = |contender: &Contender, pair: &str| contender.pairs.iter().any(|word| word == pair);
    let find = |wanted: &dyn Fn(&Contender) -> bool| manifest.contenders.iter().find(|found| wanted(found));
    let Pair { blocking, asynchronous, .. } = pair;
    let alike = find(&|one| {
        one.colour == asynchronous.colour && one.model == asynchronous.model && plays(one, "matched")
    })?;
    let between =
        find(&|one| one.colour == blocking.colour && one.model == blocking.model && one.http == alike.http)?;
    let mut way = vec![(Changes::Library, asynchronous)];
    if alike.name != asynchronous.name {
        way.push((Changes::Library, alike));
    }
    way.push((Changes::Model, between));
    if between.name != blocking.name {
        way.push((Changes::Library, blocking));
    }
    Some(way)
}

/// From the contender whose handlers stand next to the HTTP library to the one that has something between.
fn boundary(manifest: &Manifest) -> Option<Way<'_>> {
    let plays = |one: &&Contender| one.pairs.iter().any(|word| word == "boundary");
    let (behind, fused): (Vec<_>, Vec<_>) =
        manifest.contenders.iter().filter(plays).partition(|one| one.boundary.is_some());
    Some(vec![(Changes::Boundary, *fused.first()?), (Changes::Boundary, *behind.first()?)])
}

/// Read at the highest load at which all are VALID.
fn walked(
    manifest: &Manifest,
    sweep: &Sweep<'_>,
    pair: Option<PairKind>,
    way: &[(Changes, &Contender)],
) -> Option<Finding> {
    let step = |load: f64, from: &Contender, changes: Changes, to: &Contender| {
        let (cell_from, cell_to) = (sweep.cell(&from.name, load)?, sweep.cell(&to.name, load)?);
        let ratio = compared(Metric::CpuPerRequest, cell_to, cell_from, manifest.seed).ok()?;
        Some(Step { changes, from: from.name.clone(), to: to.name.clone(), ratio })
    };
    let at = |&load: &f64| -> Option<(f64, Vec<Step>)> {
        let steps = way.windows(2).map(|two| step(load, two[0].1, two[1].0, two[1].1));
        Some((load, steps.collect::<Option<_>>()?))
    };
    let (load, steps) = sweep.loads.iter().rev().find_map(at)?;
    Some(Finding {
        statement: Statement::Steps { metric: Metric::CpuPerRequest, load, steps },
        scenario: sweep.scenario.name.clone(),
        kind: sweep.kind,
        pair,
        contenders: way.iter().map(|(_, contender)| contender.name.clone()).collect(),
        loads: vec![load],
    })
}
