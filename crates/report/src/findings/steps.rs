//! The effect of the model and the effect of the library, never in one figure (method rule 19).

use record::{Contender, Manifest};

use super::{Finding, Statement, Step};
use crate::digest::{Metric, PairKind, Sweep, compared};

/// Between the two halves of a practice pair, by way of the contender that has the model of the one and the
/// library of the other. Empty where there is none, or where the three are nowhere VALID together. It is read at
/// the highest load at which they are.
pub(super) fn steps(manifest: &Manifest, sweep: &Sweep<'_>) -> Vec<Finding> {
    let practice = sweep.pairs.iter().filter(|table| table.pair.kind == PairKind::Practice);
    practice
        .filter_map(|table| {
            let (blocking, asynchronous) = (table.pair.blocking, table.pair.asynchronous);
            let is_between = |c: &&Contender| {
                c.name != blocking.name
                    && c.model == blocking.model
                    && c.http == asynchronous.http
                    && c.http != blocking.http
            };
            let between = manifest.contenders.iter().find(is_between)?;
            let at = |&load: &f64| {
                let step = |from: &Contender, to: &Contender| {
                    let (cell_from, cell_to) = (sweep.cell(&from.name, load)?, sweep.cell(&to.name, load)?);
                    let ratio = compared(Metric::CpuPerRequest, cell_to, cell_from, manifest.seed).ok()?;
                    Some(Step { from: from.name.clone(), to: to.name.clone(), ratio })
                };
                Some((load, step(asynchronous, between)?, step(between, blocking)?))
            };
            let (load, model, library) = sweep.loads.iter().rev().find_map(at)?;
            Some(Finding {
                statement: Statement::Steps { metric: Metric::CpuPerRequest, load, model, library },
                scenario: sweep.scenario.name.clone(),
                kind: sweep.kind,
                pair: Some(PairKind::Practice),
                contenders: vec![asynchronous.name.clone(), between.name.clone(), blocking.name.clone()],
                loads: vec![load],
            })
        })
        .collect()
}
