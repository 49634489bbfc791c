//! A run, put in order: scenario by scenario, load by load, contender by contender.

mod cell;
mod costs;
mod metric;
mod outcome;
mod pair;

use record::{LoadKind, Manifest, Point, Scenario};

pub(crate) use cell::{Cell, Figure};
pub(crate) use costs::{Cost, Spread, costs};
pub(crate) use metric::{Better, Metric};
pub(crate) use outcome::{Outcome, SAME_SHARE, Side, is_beyond};
pub(crate) use pair::{Pair, PairKind, PairTable, Row, compared};

/// A run in order.
pub(crate) struct Digest<'a> {
    pub(crate) manifest: &'a Manifest,
    pub(crate) points: &'a [Point],
    pub(crate) scenarios: Vec<ScenarioDigest<'a>>,
}

/// One scenario's part of a run.
pub(crate) struct ScenarioDigest<'a> {
    pub(crate) scenario: &'a Scenario,
    /// Closed loop, then open loop, where it has any points: never in one plot (method rule 4).
    pub(crate) sweeps: Vec<Sweep<'a>>,
}

/// All points of one scenario and one kind of load.
pub(crate) struct Sweep<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) kind: LoadKind,
    /// Connections or requests per second, rising.
    pub(crate) loads: Vec<f64>,
    /// By load, then by contender.
    pub(crate) cells: Vec<Cell<'a>>,
    /// The pairs that were measured, matched first.
    pub(crate) pairs: Vec<PairTable<'a>>,
}

impl<'a> Digest<'a> {
    pub(crate) fn new(manifest: &'a Manifest, points: &'a [Point]) -> Self {
        let scenarios = manifest.scenarios.iter().map(|s| ScenarioDigest::new(manifest, s, points)).collect();
        Self { manifest, points, scenarios }
    }

    /// The scenario that the first screen is about: of those that call the backend the one that was measured at the
    /// most loads, since the answer is a curve, and the first among equals; else the first that waits at all, else
    /// the first.
    pub(crate) fn headline(&self) -> Option<&ScenarioDigest<'a>> {
        let measured = || self.scenarios.iter().filter(|s| !s.sweeps.is_empty());
        let calling = measured().filter(|s| s.scenario.target.starts_with("/fetch"));
        let loads = |s: &&ScenarioDigest<'a>| s.sweeps.iter().map(|sweep| sweep.loads.len()).sum::<usize>();
        // Backwards, since of equals `max_by_key` takes the last.
        calling
            .rev()
            .max_by_key(loads)
            .or_else(|| measured().find(|s| s.scenario.wait_ms > 0))
            .or_else(|| measured().next())
            .or_else(|| self.scenarios.first())
    }

    pub(crate) fn cells(&self) -> impl Iterator<Item = &Cell<'a>> {
        self.scenarios.iter().flat_map(|s| &s.sweeps).flat_map(|sweep| &sweep.cells)
    }
}

impl<'a> ScenarioDigest<'a> {
    fn new(manifest: &'a Manifest, scenario: &'a Scenario, points: &'a [Point]) -> Self {
        let points: Vec<&Point> = points.iter().filter(|point| point.scenario == scenario.name).collect();
        let mut contenders: Vec<&str> = scenario.contenders.iter().map(String::as_str).collect();
        for point in &points {
            if !contenders.contains(&point.contender.as_str()) {
                contenders.push(&point.contender);
            }
        }
        let sweeps = [LoadKind::Closed, LoadKind::Open, LoadKind::Parked]
            .into_iter()
            .map(|kind| Sweep::new(manifest, scenario, kind, &contenders, &points))
            .filter(|sweep| !sweep.cells.is_empty())
            .collect();
        Self { scenario, sweeps }
    }
}

impl<'a> Sweep<'a> {
    fn new(
        manifest: &'a Manifest,
        scenario: &'a Scenario,
        kind: LoadKind,
        contenders: &[&'a str],
        points: &[&'a Point],
    ) -> Self {
        let points: Vec<&Point> = points.iter().copied().filter(|point| point.load_kind == kind).collect();
        let mut loads: Vec<f64> = points.iter().map(|point| load_of(point)).collect();
        loads.sort_by(f64::total_cmp);
        loads.dedup();
        let mut cells = Vec::new();
        for &load in &loads {
            for &contender in contenders {
                let of_cell = |point: &&&Point| point.contender == contender && load_of(point) == load;
                let blocks: Vec<&Point> = points.iter().filter(of_cell).copied().collect();
                cells.extend(Cell::new(contender, load, blocks));
            }
        }
        let mut sweep = Self { scenario, kind, loads, cells, pairs: Vec::new() };
        sweep.pairs = Pair::all(manifest, contenders)
            .into_iter()
            .map(|pair| PairTable::new(pair, &sweep, manifest.seed))
            .filter(|table| !table.rows.is_empty())
            .collect();
        sweep
    }

    pub(crate) fn cell(&self, contender: &str, load: f64) -> Option<&Cell<'a>> {
        self.cells.iter().find(|cell| cell.contender == contender && cell.load == load)
    }

    /// Those that were measured, in the order of the scenario.
    pub(crate) fn contenders(&self) -> Vec<&'a str> {
        let mut names = Vec::new();
        for cell in &self.cells {
            if !names.contains(&cell.contender) {
                names.push(cell.contender);
            }
        }
        names
    }

    /// The pair to speak of first.
    pub(crate) fn headline_pair(&self) -> Option<&PairTable<'a>> {
        self.pairs.iter().find(|table| table.pair.kind == PairKind::Matched).or(self.pairs.first())
    }
}

/// Connections in a closed loop, planned requests per second in an open one, requests that are parked.
fn load_of(point: &Point) -> f64 {
    match point.load_kind {
        LoadKind::Closed => f64::from(point.connections),
        LoadKind::Open => point.offered_per_s.unwrap_or(0.0),
        LoadKind::Parked => f64::from(point.parked_requests.unwrap_or(0)),
    }
}
