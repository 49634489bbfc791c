//! Case by case: what both runs hold, and what cannot be compared.

use record::Scenario;

use super::change::change;
use super::column::{Column, USUAL};
use super::comparison::{Case, Change, Comparison, NotCompared};
use super::condition::Condition;
use super::{NothingShared, Side, likeness};
use crate::digest::{Cell, Digest, Sweep};
use crate::render::kind_in_words;

pub(super) fn compare(
    old: Side<'_>,
    new: Side<'_>,
    conditions: &[Condition],
) -> Result<Comparison, NothingShared> {
    let mut columns: Vec<Column> = USUAL.iter().filter_map(|name| Column::named(name)).collect();
    for condition in conditions {
        if !columns.contains(&condition.column) {
            columns.push(condition.column);
        }
    }
    let is_paired = likeness::is_paired(old.manifest, new.manifest);
    let (before, after) = (Digest::new(old.manifest, old.points), Digest::new(new.manifest, new.points));
    let mut comparison = Comparison {
        names: [old.manifest.name.clone(), new.manifest.name.clone()],
        notes: likeness::notes(old.manifest, new.manifest),
        is_paired,
        changes: Vec::new(),
        not_compared: Vec::new(),
        conditions: conditions.to_vec(),
    };
    let mut shared = 0;
    for sweep in sweeps(&before) {
        let Some(twin) = sweeps(&after).find(|twin| is_same(sweep, twin)) else {
            comparison.leave_out(whole(sweep), "not measured in NEW");
            continue;
        };
        if let Some(why) = changed_meaning(sweep.scenario, twin.scenario) {
            comparison.leave_out(whole(sweep), why);
            continue;
        }
        for cell in &sweep.cells {
            let case = case(sweep, cell);
            match twin.cell(cell.contender, cell.load) {
                None => comparison.leave_out(case.to_string(), "not measured in NEW"),
                Some(other) => {
                    shared += 1;
                    comparison.case(&case, cell, other, &columns, new.manifest.seed);
                }
            }
        }
        for cell in twin.cells.iter().filter(|cell| sweep.cell(cell.contender, cell.load).is_none()) {
            comparison.leave_out(case(twin, cell).to_string(), "not measured in OLD");
        }
    }
    for sweep in sweeps(&after).filter(|sweep| !sweeps(&before).any(|twin| is_same(sweep, twin))) {
        comparison.leave_out(whole(sweep), "not measured in OLD");
    }
    if shared == 0 {
        return Err(NothingShared { old: measured(&before), new: measured(&after) });
    }
    Ok(comparison)
}

impl Comparison {
    fn leave_out(&mut self, what: String, why: impl Into<String>) {
        self.not_compared.push(NotCompared { what, metric: None, why: why.into() });
    }

    fn case(&mut self, case: &Case, old: &Cell<'_>, new: &Cell<'_>, columns: &[Column], seed: u64) {
        if !old.is_valid() || !new.is_valid() {
            let (old, new) = (old.verdict_in_words(), new.verdict_in_words());
            self.leave_out(case.to_string(), format!("{old} in OLD, {new} in NEW"));
            return;
        }
        for &column in columns {
            let metric = column.name;
            match change(column, old, new, self.is_paired, seed) {
                Ok((old, new, ratio)) => {
                    self.changes.push(Change { case: case.clone(), metric, old, new, ratio });
                }
                Err(why) => {
                    self.not_compared.push(NotCompared { what: case.to_string(), metric: Some(metric), why });
                }
            }
        }
    }
}

fn sweeps<'d, 'a>(digest: &'d Digest<'a>) -> impl Iterator<Item = &'d Sweep<'a>> {
    digest.scenarios.iter().flat_map(|scenario| &scenario.sweeps)
}

fn is_same(a: &Sweep<'_>, b: &Sweep<'_>) -> bool {
    a.scenario.name == b.scenario.name && a.kind == b.kind
}

/// A name never gets a new meaning, but files can be edited.
fn changed_meaning(old: &Scenario, new: &Scenario) -> Option<String> {
    let work = |scenario: &Scenario| (scenario.target.clone(), scenario.wait_ms, scenario.backend.clone());
    (work(old) != work(new)).then(|| {
        format!(
            "the scenario was changed between the runs (OLD asks `{}`, NEW asks `{}`)",
            old.target, new.target
        )
    })
}

fn case(sweep: &Sweep<'_>, cell: &Cell<'_>) -> Case {
    Case {
        scenario: sweep.scenario.name.clone(),
        contender: cell.contender.to_owned(),
        load_kind: sweep.kind,
        load: cell.load,
    }
}

fn whole(sweep: &Sweep<'_>) -> String {
    format!("{}, {}, every load", sweep.scenario.name, kind_in_words(sweep.kind))
}

fn measured(digest: &Digest<'_>) -> Vec<String> {
    let measured = digest.scenarios.iter().filter(|scenario| !scenario.sweeps.is_empty());
    measured
        .map(|scenario| {
            let mut contenders: Vec<&str> =
                scenario.sweeps.iter().flat_map(|sweep| &sweep.cells).map(|cell| cell.contender).collect();
            contenders.sort_unstable();
            contenders.dedup();
            format!("{} ({})", scenario.scenario.name, contenders.join(", "))
        })
        .collect()
}
