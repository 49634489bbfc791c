//! Case by case: ratios with their intervals, or why there are none.

use std::fmt;

use record::{LoadKind, Point, Scenario};
use stats::{Ratio, median, paired_ratio, unpaired_ratio};

use super::column::{Column, USUAL};
use super::condition::Condition;
use super::{NothingShared, Side, likeness};
use crate::digest::{Cell, Digest, Sweep};
use crate::findings::load_in_words;
use crate::render::kind_word;

/// Two runs, side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The names of both runs.
    pub(super) names: [String; 2],
    /// What differs besides the figures.
    pub(super) notes: Vec<String>,
    /// Whether blocks were paired.
    pub(super) is_paired: bool,
    /// What could be compared, in the order of the runs.
    pub changes: Vec<Change>,
    /// What could not.
    pub not_compared: Vec<NotCompared>,
    pub(super) conditions: Vec<Condition>,
}

/// One metric of one case in both runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The case.
    pub case: Case,
    /// Its column in `points.csv`.
    pub metric: &'static str,
    /// The middle VALID block of the old run, in the column's unit.
    pub old: f64,
    /// The middle VALID block of the new run.
    pub new: f64,
    /// New ÷ old.
    pub ratio: Ratio,
}

/// A scenario's work at one load point, done by one contender.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The scenario's name.
    pub scenario: String,
    /// The contender's name.
    pub contender: String,
    /// Closed or open loop.
    pub load_kind: LoadKind,
    /// Connections or requests per second.
    pub load: f64,
}

/// What cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotCompared {
    /// A case, or all cases of a scenario and a kind of load.
    pub what: String,
    /// The one metric that is meant, where the others are compared.
    pub metric: Option<&'static str>,
    /// Why.
    pub why: String,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}, {}", self.scenario, self.contender, load_in_words(self.load_kind, self.load))
    }
}

impl Comparison {
    /// The conditions that hold, each with the changes that make it hold.
    #[must_use]
    pub fn exceeded(&self) -> Vec<(Condition, Vec<&Change>)> {
        let exceeds = |condition: &Condition, change: &&Change| {
            change.metric == condition.column.name
                && condition.is_exceeded(change.ratio.estimate)
                && change.ratio.is_resolved()
                && change.ratio.interval.is_some_and(|interval| condition.is_sure(interval))
        };
        let holding = |&condition: &Condition| {
            let changes: Vec<&Change> =
                self.changes.iter().filter(|change| exceeds(&condition, change)).collect();
            (!changes.is_empty()).then_some((condition, changes))
        };
        self.conditions.iter().filter_map(holding).collect()
    }

    /// The conditions that nothing speaks for or against: no case has an interval of their metric. A check that
    /// takes them for passed would pass whatever happened.
    #[must_use]
    pub fn unjudged(&self) -> Vec<Condition> {
        let is_judged = |condition: &Condition| {
            let on =
                |change: &Change| change.metric == condition.column.name && change.ratio.interval.is_some();
            self.changes.iter().any(on)
        };
        self.conditions.iter().filter(|condition| !is_judged(condition)).copied().collect()
    }
}

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

/// The middle of the old run, of the new one, and the ratio between them.
fn change(
    column: Column,
    old: &Cell<'_>,
    new: &Cell<'_>,
    is_paired: bool,
    seed: u64,
) -> Result<(f64, f64, Ratio), String> {
    if let Some(percentile) = column.percentile() {
        for (name, cell) in [("OLD", old), ("NEW", new)] {
            let sum = |of: fn(&Point) -> u64| cell.believed().map(of).sum::<u64>();
            let (samples, censored) = (sum(|point| point.samples), sum(|point| point.censored));
            if !cell.is_counted(percentile) {
                return Err(format!("fewer than 100 responses beyond it in {name}"));
            }
            if censored as f64 > (1.0 - percentile) * samples as f64 {
                return Err(format!("only known to be at least so much in {name}"));
            }
        }
    }
    let values = |cell: &Cell<'_>| -> Vec<(u32, f64)> {
        cell.believed().filter_map(|point| Some((point.block, column.of(point)?))).collect()
    };
    let (before, after) = (values(old), values(new));
    let plain = |values: &[(u32, f64)]| values.iter().map(|&(_, value)| value).collect::<Vec<f64>>();
    let (Some(middle_old), Some(middle_new)) = (median(&plain(&before)), median(&plain(&after))) else {
        return Err("not measured in both runs".to_owned());
    };
    let ratio = if is_paired {
        let twin = |block: u32| before.iter().find(|(of, _)| *of == block).map(|&(_, value)| value);
        let pairs: Vec<(f64, f64)> =
            after.iter().filter_map(|&(block, value)| Some((value, twin(block)?))).collect();
        if pairs.is_empty() {
            return Err("no block in which both are VALID".to_owned());
        }
        paired_ratio(&pairs, seed)
    } else {
        unpaired_ratio(&plain(&after), &plain(&before))
    };
    let ratio = ratio.ok_or("it is 0 in some block, and nothing is a multiple of 0")?;
    Ok((middle_old, middle_new, ratio))
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
    format!("{}, all of its {} loop", sweep.scenario.name, kind_word(sweep.kind))
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
