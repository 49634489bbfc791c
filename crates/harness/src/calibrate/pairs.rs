//! A server measured against itself on the very path that `compare` takes: its order, its cases, its verdicts,
//! its paired ratios.

use std::time::Duration;

use anyhow::Result;
use load::{Stop, Timing};
use record::{Point, Verdict};
use scenario::{Case, Contender, Gaps, LoadPoint, Scenario};
use stats::{Ratio, paired_ratio};

use super::metric::Metric;
use crate::execute::{CaseParts, Executor};
use crate::loading::load_of;
use crate::plan::{Step, order};
use crate::point;

/// The server, and the same again.
pub(super) const SIDES: [&str; 2] = ["itself", "itself-again"];
/// How many blocks: three quick runs, or a thorough one.
pub(super) const BLOCKS: u32 = 9;
/// A quarter of what the server can do: CPU per request and latency are compared where all is well.
pub(super) const OPEN: LoadPoint = LoadPoint::Open { rate_per_s: 4_000.0 };
/// As many as saturate it: throughput is compared where it is the server's to decide.
pub(super) const CLOSED: LoadPoint = LoadPoint::Closed { connections: 256 };

pub(super) const TIMING: Timing = Timing {
    connect_max: Duration::from_secs(5),
    warmup: Duration::from_millis(300),
    window: Duration::from_millis(1_000),
    afterglow: Duration::from_millis(100),
    drain_max: Duration::from_secs(2),
    request_max: Duration::from_secs(10),
};

/// About how long one case takes, starting and draining included.
const CASE: Duration = Duration::from_millis(1_700);
/// The cases of a block.
const CASES: u32 = 4;

/// About how long all of it takes.
pub(super) const TAKES: Duration = CASE.saturating_mul(CASES * BLOCKS);

/// Every case of every block, judged.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairs {
    points: Vec<Point>,
}

impl Pairs {
    /// Measures `server` on `scenario`; `at` is told how far it is.
    ///
    /// It ends early when asked to stop.
    pub(super) fn measure(
        executor: &mut dyn Executor,
        (scenario, server): (&Scenario, &Contender),
        (seed, stop): (u64, &Stop),
        at: &mut dyn FnMut(f64, &str),
    ) -> Result<Self> {
        let scenario = asked(scenario);
        let steps = order(&cases(&scenario), 0..BLOCKS, seed);
        let mut points = Vec::new();
        for (done, step) in steps.iter().enumerate() {
            at(done as f64 / steps.len() as f64, &format!("block {} of {BLOCKS}", step.block + 1));
            let contender = Contender { name: step.case.contender.clone(), ..server.clone() };
            let load = load_of(&scenario, step.case.load);
            let parts = CaseParts { scenario: &scenario, contender: &contender, load, timing: TIMING };
            points.push(judged(executor, step, done, &parts));
            if stop.is_stopped() {
                break;
            }
        }
        Ok(Self { points })
    }

    /// How `side` compares with the server itself in `metric` at `load`, over the blocks of `blocks` in
    /// which both are VALID: what `compare` would say of such a run.
    pub(super) fn ratio(
        &self,
        side: &str,
        load: LoadPoint,
        metric: Metric,
        blocks: std::ops::Range<u32>,
    ) -> Option<Ratio> {
        let pairs = self.pairs(side, load, metric, blocks);
        paired_ratio(&pairs, 0).filter(|ratio| ratio.interval.is_some())
    }

    /// The pairs themselves: `side`, then the server itself.
    pub(super) fn pairs(
        &self,
        side: &str,
        load: LoadPoint,
        metric: Metric,
        blocks: std::ops::Range<u32>,
    ) -> Vec<(f64, f64)> {
        let value = |side: &str, block: u32| metric.of(self.valid(side, load, block)?);
        blocks.filter_map(|block| Some((value(side, block)?, value(SIDES[0], block)?))).collect()
    }

    /// How many of the cases are VALID, of how many, and why the first that is not.
    pub(super) fn validity(&self) -> (usize, usize, Option<String>) {
        let bad = |point: &&Point| point.verdict != Verdict::Valid;
        let reason = |point: &Point| format!("{} ({})", point.verdict.word(), point.verdict_reason);
        let valid = self.points.iter().filter(|point| !bad(point)).count();
        (valid, self.points.len(), self.points.iter().find(bad).map(reason))
    }

    fn valid(&self, side: &str, load: LoadPoint, block: u32) -> Option<&Point> {
        let closed = matches!(load, LoadPoint::Closed { .. });
        self.points.iter().find(|point| {
            point.contender == side
                && point.block == block
                && point.offered_per_s.is_none() == closed
                && point.verdict == Verdict::Valid
        })
    }
}

fn judged(executor: &mut dyn Executor, step: &Step, order: usize, parts: &CaseParts<'_>) -> Point {
    let measured = executor.execute(step, parts);
    point::recorded(step, u32::try_from(order).unwrap_or(u32::MAX), measured).point
}

/// The scenario's work with the loads that are compared here.
pub(super) fn asked(scenario: &Scenario) -> Scenario {
    let mut asked = scenario.clone();
    asked.load.open_gaps = Gaps::Exponential;
    asked.load.open_connections_max = 1_024;
    asked
}

fn cases(scenario: &Scenario) -> Vec<Case> {
    let case = |load, side: &str| Case { scenario: scenario.name.clone(), contender: side.to_owned(), load };
    [OPEN, CLOSED].into_iter().flat_map(|load| SIDES.map(|side| case(load, side))).collect()
}
