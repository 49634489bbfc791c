//! Both contenders of a pair at the same rates (method rule 21): at shares of the lower of their capacities,
//! in blocks, so that what one more request costs is a slope with an interval.

use anyhow::Result;
use load::Stop;
use record::{MATCHED_SHARES, Point, Probe, RunWriter, Verdict, read_matched, write_matched};
use scenario::{Case, LoadPoint};
use stats::{paired_ratio, slopes_over_blocks, typical_interval};

use super::search::{Next, next};
use super::{MOST_PER_S, Search, first, say, tried};
use crate::execute::{CaseParts, Executor};
use crate::loading::load_of;
use crate::plan::{Step, order};
use crate::point;
use crate::run_plan::RunPlan;

/// Fewer rates than these make no line of a block.
const SLOPE_POINTS_MIN: usize = 3;

/// The cases of a scenario's pair at matched rates; none unless every search found a capacity.
pub(super) fn cases(searches: &[Search<'_>], probes: &[Probe]) -> Vec<Case> {
    let capacity =
        |search: &Search<'_>| match next(&tried(probes, search), first(search.scenario), MOST_PER_S) {
            Next::Done(found) => found.low,
            Next::Probe(_) => None,
        };
    let found: Option<Vec<f64>> = searches.iter().map(capacity).collect();
    let Some(lower) = found.and_then(|found| found.into_iter().reduce(f64::min)) else { return Vec::new() };
    let rates = MATCHED_SHARES.map(|share| (share * lower).round().max(1.0));
    let case = |search: &Search<'_>, rate_per_s| Case {
        scenario: search.scenario.name.clone(),
        contender: search.contender.name.clone(),
        load: LoadPoint::Open { rate_per_s },
    };
    rates.iter().flat_map(|rate| searches.iter().map(|search| case(search, *rate))).collect()
}

/// Measures what is not measured yet of `searches`, the contenders of one scenario: the profile's fewest blocks,
/// as many as the time allows, and one whatever it takes. Whether it came to its end.
pub(super) fn carry_out(
    searches: &[Search<'_>],
    probes: &[Probe],
    plan: &RunPlan,
    executor: &mut dyn Executor,
    writer: &mut RunWriter,
    stop: &Stop,
) -> Result<bool> {
    let cases = cases(searches, probes);
    let steps = order(&cases, 0..plan.profile.blocks, plan.seed);
    let block = plan.open_case_estimate() * u32::try_from(cases.len()).unwrap_or(u32::MAX);
    let mut points = read_matched(writer.path())?;
    for (at, step) in steps.iter().enumerate() {
        if points.iter().any(|point| is_of(point, step)) {
            continue;
        }
        let is_late = plan.time_max.is_some_and(|most| executor.elapsed() + block > most);
        if step.block > 0 && at.is_multiple_of(cases.len()) && is_late {
            say(writer, "the time that was asked for leaves no room for another block at matched rates")?;
            break;
        }
        if stop.is_stopped() {
            return Ok(false);
        }
        let Some(search) = searches.iter().find(|one| one.contender.name == step.case.contender) else {
            continue;
        };
        let parts = CaseParts {
            scenario: search.scenario,
            contender: search.contender,
            load: load_of(search.scenario, step.case.load),
            timing: plan.timing(search.scenario, step.case.load),
        };
        let order = u32::try_from(points.len()).unwrap_or(u32::MAX);
        let recorded = point::recorded(step, order, executor.execute(step, &parts));
        if stop.is_stopped() {
            return Ok(false);
        }
        let (verdict, reason) = (recorded.point.verdict.word(), &recorded.point.verdict_reason);
        say(writer, &format!("matched {} {verdict} {reason}", step.name()))?;
        points.push(recorded.point);
        write_matched(writer.path(), &points)?;
    }
    if !steps.is_empty() {
        for line in told(searches, &points) {
            say(writer, &line)?;
        }
    }
    Ok(true)
}

fn is_of(point: &Point, step: &Step) -> bool {
    let LoadPoint::Open { rate_per_s } = step.case.load else { return false };
    point.scenario == step.case.scenario
        && point.contender == step.case.contender
        && point.block == step.block
        && point.offered_per_s == Some(rate_per_s)
}

/// What one more request costs `search`, in µs of CPU, a figure for each block with three VALID points or
/// more.
pub(super) fn slopes(search: &Search<'_>, points: &[Point]) -> Vec<(u32, f64)> {
    let own = |point: &&Point| {
        point.scenario == search.scenario.name
            && point.contender == search.contender.name
            && point.verdict == Verdict::Valid
    };
    let xy = |point: &Point| Some((point.block, point.completed_per_s, point.cpu_us_per_s()?));
    slopes_over_blocks(&points.iter().filter(own).filter_map(xy).collect::<Vec<_>>(), SLOPE_POINTS_MIN)
}

fn told(searches: &[Search<'_>], points: &[Point]) -> Vec<String> {
    let mut lines = Vec::new();
    let all: Vec<_> = searches.iter().map(|search| (search, slopes(search, points))).collect();
    for (search, slopes) in &all {
        let values: Vec<f64> = slopes.iter().map(|one| one.1).collect();
        let name = &search.contender.name;
        match (stats::geometric_mean(&values), typical_interval(&values)) {
            (Some(typical), Some(interval)) => lines.push(format!(
                "{name}: one more request costs {typical:.1} µs of CPU [{:.1}–{:.1}] ({} blocks)",
                interval.low,
                interval.high,
                values.len()
            )),
            _ => lines.push(format!("{name}: too few VALID points to say what one more request costs")),
        }
    }
    if let [(one, a), (other, b)] = all.as_slice() {
        let of_b = |block: u32| b.iter().find(|found| found.0 == block).map(|found| found.1);
        let pairs: Vec<(f64, f64)> = a.iter().filter_map(|found| Some((of_b(found.0)?, found.1))).collect();
        if let Some((ratio, interval)) =
            paired_ratio(&pairs, 0).and_then(|ratio| Some((ratio, ratio.interval?)))
        {
            lines.push(format!(
                "{} ÷ {}: {:.3} [{:.3}–{:.3}]",
                other.contender.name, one.contender.name, ratio.estimate, interval.low, interval.high
            ));
        }
    }
    lines
}
