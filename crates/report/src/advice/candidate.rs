//! One contender, held against what is wanted.

use record::{Bracket, LoadKind, Point};
use stats::median;

use crate::digest::{Cell, Cost, Figure, Metric, Sweep};

/// Whether an objective is kept.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Keeps {
    /// In every VALID block.
    Yes,
    /// In no VALID block.
    No,
    /// In some of the VALID blocks.
    Split,
    /// There is no VALID point to tell it from, for this reason.
    Unknown(String),
}

/// A contender at the load that is wanted, and beyond it.
pub(crate) struct Candidate<'a> {
    pub(crate) contender: &'a str,
    pub(crate) keeps: Keeps,
    pub(crate) p99_us: Option<Figure>,
    pub(crate) cpu_us: Option<Figure>,
    /// Cores that its CPU time fills: seconds of CPU in a second.
    pub(crate) cores: Option<f64>,
    pub(crate) memory_bytes: Option<Figure>,
    /// How far the load may rise.
    pub(crate) reach: Reach,
    /// The wanted load.
    pub(crate) wanted: f64,
}

/// The loads between which a contender ceases to keep the objective.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Reach {
    /// Kept here, and at every lower load that could be judged.
    pub(crate) kept: Option<f64>,
    /// Missed here.
    pub(crate) missed: Option<f64>,
}

impl<'a> Candidate<'a> {
    /// `None` where it was not measured at the wanted load.
    pub(super) fn new(
        sweep: &Sweep<'a>,
        name: &str,
        load: f64,
        objective_us: f64,
        costs: &[Cost<'_>],
    ) -> Option<Self> {
        let cell = sweep.cell(name, load)?;
        // Figures of a point that is not VALID are not used.
        let figure = |metric: Metric| cell.is_valid().then(|| cell.figure(metric)).flatten();
        let cores: Vec<f64> = cell.believed().filter_map(|point| Some(point.cpu_us_per_s()? / 1e6)).collect();
        let searched = costs.iter().find(|cost| cost.contender == name).and_then(|cost| cost.capacity);
        let measured = Reach::over(sweep, name, objective_us);
        let reach = match searched {
            Some((bracket, _)) if sweep.kind == LoadKind::Open => measured.narrowed(bracket),
            _ => measured,
        };
        Some(Self {
            contender: cell.contender,
            keeps: keeps(cell, objective_us),
            p99_us: figure(Metric::P99),
            cpu_us: figure(Metric::CpuPerRequest),
            cores: cell.is_valid().then(|| median(&cores)).flatten(),
            memory_bytes: figure(Metric::Memory),
            reach,
            wanted: load,
        })
    }

    /// The highest load that was kept ÷ the wanted one.
    pub(crate) fn headroom(&self) -> Option<f64> {
        self.reach.kept.map(|kept| kept / self.wanted).filter(|_| self.keeps == Keeps::Yes)
    }
}

impl Reach {
    /// From the measured load points alone.
    pub(super) fn over(sweep: &Sweep<'_>, name: &str, objective_us: f64) -> Self {
        let mut reach = Self::default();
        for cell in sweep.cells.iter().filter(|cell| cell.contender == name) {
            match keeps(cell, objective_us) {
                Keeps::Yes => reach.kept = Some(cell.load),
                Keeps::No => return Self { missed: Some(cell.load), ..reach },
                Keeps::Split | Keeps::Unknown(_) => {}
            }
        }
        reach
    }

    /// With what a search for the highest rate found. It is the finer of the two, and it may have tried lower rates
    /// than those that were planned.
    fn narrowed(self, bracket: Bracket) -> Self {
        match bracket.low {
            Some(low) => Self { kept: Some(low), missed: bracket.missed },
            None => Self { kept: None, missed: bracket.missed.or(self.missed) },
        }
    }
}

/// Held against the p99 of each block, worst and best.
pub(super) fn keeps(cell: &Cell<'_>, objective_us: f64) -> Keeps {
    if !cell.is_valid() {
        return Keeps::Unknown(format!("{}: {}", cell.verdict_in_words(), cell.reason()));
    }
    match cell.figure(Metric::P99) {
        Some(p99) if p99.is_at_least && p99.low > objective_us => Keeps::No,
        Some(p99) if !p99.is_comparable && nobody_is_beyond(cell, objective_us) => Keeps::Yes,
        Some(p99) if !p99.is_comparable => Keeps::Unknown("too few responses for a p99".into()),
        Some(p99) if p99.high <= objective_us => Keeps::Yes,
        Some(p99) if p99.low > objective_us => Keeps::No,
        Some(_) => Keeps::Split,
        None => Keeps::Unknown("it has no p99".into()),
    }
}

/// Where too few responses lie beyond a p99 to say what it is, it can still be known to keep an objective: of n
/// responses none took longer, so with 95 % confidence fewer than 3 in n ever do (Hanley & Lippman-Hand, "If nothing goes
/// wrong, is everything all right?", JAMA 249 (1983)). Slow ones that come together count as fewer.
fn nobody_is_beyond(cell: &Cell<'_>, objective_us: f64) -> bool {
    let keeps =
        |point: &Point| point.censored == 0 && point.response_max_us.is_some_and(|us| us <= objective_us);
    cell.believed().all(keeps) && 3.0 / cell.effective_samples(0.99) <= 0.01
}
