//! The highest rate at which a contender keeps the scenario's objective (method rule 22), searched for the matched
//! pairs of a run and recorded in its directory, a row a probe. Then both of a pair are measured at shares of the
//! lower capacity, for what one more request costs ([`matched`]).

mod judge;
mod matched;
mod probe;
mod search;
mod words;

use std::time::Duration;

use anyhow::Result;
use load::Stop;
use record::{MATCHED_SHARES, Probe, RunWriter, read_probes, write_probes};
use scenario::{Case, Contender, Load, Pair, Scenario, Shape};

use crate::execute::Executor;
use crate::run_plan::RunPlan;
use search::{Next, Tried, next};

/// No rate above this is tried.
const MOST_PER_S: f64 = 1_000_000.0;
/// Where a search begins if the scenario names no rate.
const FIRST_PER_S: f64 = 1_000.0;
/// About how many probes a search takes: two to double, six to halve, three to confirm, and as many again for rates
/// that are torn or cannot be judged at once.
const PROBES: u32 = 20;

/// One contender on one scenario.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Search<'a> {
    /// What is asked.
    pub(crate) scenario: &'a Scenario,
    /// Who is searched.
    pub(crate) contender: &'a Contender,
    /// What it has to keep.
    objective_p99_us: f64,
}

/// Every search of a plan: the contenders of its matched pairs, on scenarios with a steady open loop. None where
/// capacities were not asked for.
pub(crate) fn searches(plan: &RunPlan) -> Vec<Search<'_>> {
    let mut searches = Vec::new();
    // Capacity is a rate, and one that does not change by a plan of its own.
    let is_steady = |load: &Load| !load.open_rates_per_s.is_empty() && load.open_shape == Shape::Steady;
    let asked = plan.scenarios.iter().filter(|one| plan.asked.capacity && is_steady(&one.load));
    for scenario in asked {
        let objective_p99_us = scenario.objective.p99_ms * 1e3;
        let plays = |contender: &&Contender| {
            let of = |case: &Case| case.scenario == scenario.name && case.contender == contender.name;
            contender.pairs.contains(&Pair::Matched) && plan.cases.iter().any(of)
        };
        let search = |contender| Search { scenario, contender, objective_p99_us };
        searches.extend(plan.contenders.iter().filter(plays).map(search));
    }
    searches
}

/// About how long the searches of a plan take from the beginning, matched rates included.
pub(crate) fn estimate(plan: &RunPlan) -> Duration {
    let cases = PROBES + MATCHED_SHARES.len() as u32 * plan.profile.blocks;
    plan.open_case_estimate() * cases * u32::try_from(searches(plan).len()).unwrap_or(u32::MAX)
}

/// Searches what `plan` asks for and measures at matched rates, from where it was left off. Whether all of it came
/// to its end.
///
/// # Errors
/// Something could not be recorded; what was recorded before is whole.
pub(crate) fn carry_out(
    plan: &RunPlan,
    executor: &mut dyn Executor,
    writer: &mut RunWriter,
    stop: &Stop,
) -> Result<bool> {
    let searches = searches(plan);
    if !search_all(&searches, plan, executor, writer, stop)? {
        return Ok(false);
    }
    let probes = read_probes(writer.path())?;
    for scenario in &plan.scenarios {
        let of: Vec<Search<'_>> =
            searches.iter().copied().filter(|one| one.scenario.name == scenario.name).collect();
        if !matched::carry_out(&of, &probes, plan, executor, writer, stop)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Goes on with `searches` in turn, a probe each, so that what is compared is measured in the same minutes.
fn search_all(
    searches: &[Search<'_>],
    plan: &RunPlan,
    executor: &mut dyn Executor,
    writer: &mut RunWriter,
    stop: &Stop,
) -> Result<bool> {
    let mut probes = read_probes(writer.path())?;
    let mut open: Vec<&Search<'_>> = searches.iter().collect();
    while !open.is_empty() {
        let mut still_open = Vec::new();
        for search in open {
            let tried = tried(&probes, search);
            let rate_per_s = match next(&tried, first(search.scenario), MOST_PER_S) {
                Next::Done(found) => {
                    say(writer, &words::found(search, &found, &tried))?;
                    continue;
                }
                Next::Probe(rate_per_s) => rate_per_s,
            };
            if stop.is_stopped() {
                return Ok(false);
            }
            let probe = search.probe(executor, rate_per_s, &tried, plan);
            if stop.is_stopped() {
                // A probe that was cut short shows nothing.
                return Ok(false);
            }
            let Probe { contender, probe: number, reason, .. } = &probe;
            say(
                writer,
                &format!("{contender} probe {number}: {rate_per_s}/s {:?}: {reason}", probe.carried),
            )?;
            probes.push(probe);
            write_probes(writer.path(), &probes)?;
            still_open.push(search);
        }
        open = still_open;
    }
    Ok(true)
}

/// To the terminal and into the log.
fn say(writer: &mut RunWriter, line: &str) -> Result<()> {
    eprintln!("{line}");
    Ok(writer.log(line)?)
}

/// The scenario's highest rate, which is meant to be near what the cheapest contender carries.
fn first(scenario: &Scenario) -> f64 {
    scenario.load.open_rates_per_s.iter().copied().reduce(f64::max).unwrap_or(FIRST_PER_S)
}

fn tried(probes: &[Probe], search: &Search<'_>) -> Vec<Tried> {
    let own =
        |probe: &&Probe| probe.scenario == search.scenario.name && probe.contender == search.contender.name;
    probes.iter().filter(own).map(|probe| (probe.offered_per_s, probe.carried)).collect()
}

#[cfg(test)]
mod tests;
