//! How precise the comparisons are, and whether another block would help (method rule 12).

use record::{LoadKind, Point, Precision, Verdict};
use scenario::{Case, Colour, Contender, LoadPoint, Scenario};
use stats::{is_percentile_resolved, paired_ratio};

use crate::plan::load_name;
use crate::run_plan::RunPlan;

/// What is compared, and half of how wide its interval may be, as a share of the ratio.
#[derive(Clone, Copy)]
struct Wanted {
    /// The column of `points.csv`.
    metric: &'static str,
    half_width_ratio: f64,
    value: fn(&Point) -> Option<f64>,
}

const CPU: Wanted =
    Wanted { metric: "cpu_us_per_request", half_width_ratio: 0.02, value: |point| point.cpu_us_per_request };
const THROUGHPUT: Wanted =
    Wanted { metric: "completed_per_s", half_width_ratio: 0.05, value: |point| Some(point.completed_per_s) };
const P99: Wanted =
    Wanted { metric: "response_p99_us", half_width_ratio: 0.10, value: |point| point.response_p99_us };

/// Every comparison that `plan` wants to be precise in, with how precise `points` make it.
///
/// Wanted is, for each pair and load: CPU per request; in a closed loop, throughput while the scenario's
/// objective is kept; p99 once enough responses lie beyond it (method rule 14). A load at which a side was
/// starved, overloaded or failed is a result and no comparison.
pub(crate) fn precision(plan: &RunPlan, points: &[Point]) -> Vec<Precision> {
    let mut found = Vec::new();
    for scenario in &plan.scenarios {
        for (blocking, asynchronous) in pairs(&plan.contenders) {
            // What is parked does no work whose price could be waited for.
            let works = |load: &LoadPoint| !matches!(load, LoadPoint::Parked { .. });
            for load in scenario.load.points().filter(works) {
                let of = |contender: &Contender| side(points, scenario, contender, load);
                let sides = Sides { scenario, load, blocking: of(blocking), asynchronous: of(asynchronous) };
                let measured = |contender: &Contender| plan.cases.contains(&case(scenario, contender, load));
                if measured(blocking) && measured(asynchronous) && !sides.is_result() {
                    let names = (blocking.name.as_str(), asynchronous.name.as_str());
                    found.extend(sides.wanted().map(|wanted| sides.precision(names, wanted, plan.seed)));
                }
            }
        }
    }
    found
}

/// Whether another block may make a comparison as precise as was wanted. One that no block could make so far
/// is not waited for: what keeps it from being VALID will be there in the next block too.
pub(crate) fn another_block_helps(precision: &[Precision]) -> bool {
    precision.iter().any(|one| one.blocks > 0 && !one.is_reached())
}

/// Two sides of a comparison, each with its points.
struct Sides<'a> {
    scenario: &'a Scenario,
    load: LoadPoint,
    blocking: Vec<&'a Point>,
    asynchronous: Vec<&'a Point>,
}

impl Sides<'_> {
    fn is_result(&self) -> bool {
        let is_result = |point: &&Point| {
            matches!(point.verdict, Verdict::Starved | Verdict::Overloaded | Verdict::Failed)
        };
        self.blocking.iter().chain(&self.asynchronous).any(is_result)
    }

    /// Async and blocking of each block in which both are VALID.
    fn valid(&self) -> Vec<(&Point, &Point)> {
        let valid = |point: &&&Point| point.verdict == Verdict::Valid;
        let other = |point: &Point| {
            self.blocking.iter().filter(valid).find(|other| other.block == point.block).copied()
        };
        self.asynchronous.iter().filter(valid).filter_map(|&point| Some((point, other(point)?))).collect()
    }

    fn wanted(&self) -> impl Iterator<Item = Wanted> {
        let valid = self.valid();
        let both = |holds: &dyn Fn(&Point) -> bool| valid.iter().all(|(a, b)| holds(a) && holds(b));
        let objective_us = self.scenario.objective.p99_ms * 1e3;
        let keeps = |point: &Point| point.response_p99_us.is_some_and(|p99| p99 <= objective_us);
        let is_closed = matches!(self.load, LoadPoint::Closed { .. });
        let (asynchronous, blocking): (Vec<&Point>, Vec<&Point>) = valid.iter().copied().unzip();
        let resolved = is_resolved(&asynchronous) && is_resolved(&blocking);
        let throughput = (is_closed && both(&keeps)).then_some(THROUGHPUT);
        [Some(CPU), throughput, resolved.then_some(P99)].into_iter().flatten()
    }

    fn precision(&self, (blocking, asynchronous): (&str, &str), wanted: Wanted, seed: u64) -> Precision {
        let value = |(a, b): &(&Point, &Point)| Some(((wanted.value)(a)?, (wanted.value)(b)?));
        let pairs: Vec<(f64, f64)> = self.valid().iter().filter_map(value).collect();
        let interval = paired_ratio(&pairs, seed).and_then(|ratio| ratio.interval);
        Precision {
            scenario: self.scenario.name.clone(),
            blocking: blocking.to_owned(),
            asynchronous: asynchronous.to_owned(),
            load: load_name(self.load),
            metric: wanted.metric.to_owned(),
            blocks: u32::try_from(pairs.len()).unwrap_or(u32::MAX),
            half_width_ratio: interval.map(|interval| (interval.high / interval.low).sqrt() - 1.0),
            wanted_ratio: wanted.half_width_ratio,
        }
    }
}

/// Whether enough responses lie beyond these blocks' p99 to speak of it. How far they clump shows between the blocks,
/// and so in the interval that is waited for.
fn is_resolved(points: &[&Point]) -> bool {
    is_percentile_resolved(points.iter().map(|point| point.samples).sum(), 0.99)
}

/// Every blocking and async contender that play the two parts of one pair.
fn pairs(contenders: &[Contender]) -> impl Iterator<Item = (&Contender, &Contender)> {
    let of = |colour: Colour| contenders.iter().filter(move |contender| contender.colour == colour);
    let plays = |a: &Contender, b: &Contender| a.pairs.iter().any(|pair| b.pairs.contains(pair));
    of(Colour::Blocking)
        .flat_map(move |blocking| of(Colour::Async).map(move |asynchronous| (blocking, asynchronous)))
        .filter(move |(blocking, asynchronous)| plays(blocking, asynchronous))
}

fn side<'a>(
    points: &'a [Point],
    scenario: &Scenario,
    contender: &Contender,
    load: LoadPoint,
) -> Vec<&'a Point> {
    let at_load = |point: &&Point| match load {
        LoadPoint::Closed { connections } => {
            point.load_kind == LoadKind::Closed && point.connections == connections
        }
        LoadPoint::Open { rate_per_s } => {
            point.load_kind == LoadKind::Open && point.offered_per_s == Some(rate_per_s)
        }
        LoadPoint::Parked { requests } => point.parked_requests == Some(requests),
    };
    let of = |point: &&Point| point.scenario == scenario.name && point.contender == contender.name;
    points.iter().filter(of).filter(at_load).collect()
}

fn case(scenario: &Scenario, contender: &Contender, load: LoadPoint) -> Case {
    Case { scenario: scenario.name.clone(), contender: contender.name.clone(), load }
}
