//! What a contender costs and carries (method rules 8, 21 and 22): at rest, for one more request, for one more request
//! that is held, and how much of it keeps the objective.

use record::{Bracket, Carried, LoadKind, Point, Probe, Verdict};
use stats::{Interval, geometric_mean, mean, mean_interval, slopes_over_blocks, typical_interval};

use super::{Cell, ScenarioDigest};

/// A block needs so many rates for a line, and so many numbers of held requests.
const RATES_MIN: usize = 3;
const HELD_MIN: usize = 2;

/// One contender of one scenario.
pub(crate) struct Cost<'a> {
    pub(crate) contender: &'a str,
    /// Server CPU at rest, in µs a second.
    pub(crate) standing_us_per_s: Option<Spread>,
    /// Server CPU of one more request, in µs: the slope over the matched rates.
    pub(crate) marginal_us: Option<Spread>,
    /// User memory of one more request held, in bytes: the slope over the parked requests.
    pub(crate) held_user_bytes: Option<Spread>,
    /// The same of kernel stacks and page tables.
    pub(crate) held_kernel_bytes: Option<Spread>,
    /// Between which rates its capacity lies, after how many tries.
    pub(crate) capacity: Option<(Bracket, usize)>,
}

/// A figure of blocks with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) value: f64,
    /// `None` with one block.
    pub(crate) interval: Option<Interval>,
    pub(crate) blocks: usize,
}

/// All contenders of a scenario of which any of it is known.
pub(crate) fn costs<'a>(part: &ScenarioDigest<'a>, probes: &[Probe], matched: &[Point]) -> Vec<Cost<'a>> {
    let scenario = part.scenario;
    let cost = |contender: &'a String| {
        let of = |point: &&Point| point.scenario == scenario.name && point.contender == *contender;
        let own: Vec<&Probe> = probes
            .iter()
            .filter(|probe| probe.scenario == scenario.name && probe.contender == *contender)
            .collect();
        let tried: Vec<(f64, Carried)> =
            own.iter().map(|probe| (probe.offered_per_s, probe.carried)).collect();
        let matched: Vec<&Point> =
            matched.iter().filter(of).filter(|point| point.verdict == Verdict::Valid).collect();
        let rates = matched
            .iter()
            .filter_map(|point| Some((point.block, point.completed_per_s, point.cpu_us_per_s()?)));
        let cost = Cost {
            contender,
            standing_us_per_s: typical(
                &held(part, contender)
                    .filter(|(load, _)| *load == 0.0)
                    .filter_map(|(_, point)| point.server_cpu_us_per_s)
                    .collect::<Vec<f64>>(),
            ),
            marginal_us: typical(&slopes(&rates.collect::<Vec<_>>(), RATES_MIN)),
            held_user_bytes: each_held(part, contender, |point| Some(point.memory_pss_bytes_max? as f64)),
            held_kernel_bytes: each_held(part, contender, |point| {
                Some((point.memory_kernel_stacks_bytes? + point.memory_page_tables_bytes?) as f64)
            }),
            capacity: (!tried.is_empty()).then(|| (Bracket::of(&tried), tried.len())),
        };
        let is_known = cost.standing_us_per_s.is_some()
            || cost.marginal_us.is_some()
            || cost.held_user_bytes.is_some()
            || cost.capacity.is_some();
        is_known.then_some(cost)
    };
    scenario.contenders.iter().filter_map(cost).collect()
}

/// The believed points of a contender's parked loads that are VALID, each with how many requests it held.
fn held<'a>(part: &ScenarioDigest<'a>, contender: &str) -> impl Iterator<Item = (f64, &'a Point)> {
    let parked = part.sweeps.iter().filter(|sweep| sweep.kind == LoadKind::Parked);
    let own = |cell: &&Cell<'a>| cell.contender == contender && cell.is_valid();
    let points = parked
        .flat_map(|sweep| &sweep.cells)
        .filter(own)
        .flat_map(|cell| cell.believed().map(|point| (cell.load, point)));
    points.collect::<Vec<_>>().into_iter()
}

fn each_held(part: &ScenarioDigest<'_>, contender: &str, of: fn(&Point) -> Option<f64>) -> Option<Spread> {
    let points: Vec<_> =
        held(part, contender).filter_map(|(load, point)| Some((point.block, load, of(point)?))).collect();
    let slopes = slopes(&points, HELD_MIN);
    Some(Spread { value: mean(&slopes)?, interval: mean_interval(&slopes), blocks: slopes.len() })
}

fn slopes(points: &[(u32, f64, f64)], points_min: usize) -> Vec<f64> {
    slopes_over_blocks(points, points_min).into_iter().map(|(_, slope)| slope).collect()
}

/// Costs vary by factors.
fn typical(blocks: &[f64]) -> Option<Spread> {
    let value = geometric_mean(blocks)?;
    Some(Spread { value, interval: typical_interval(blocks), blocks: blocks.len() })
}
