//! `capacity`: the highest rate at which a contender keeps the scenario's objective (method rule 22), searched
//! for the matched pair of a run and recorded in its directory, a row a probe. Then both of the pair are
//! measured at shares of the lower capacity, for what one more request costs ([`matched`]).

mod judge;
mod matched;
mod search;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use clap::Args;
use load::{Stop, Timing};
use record::{MATCHED_SHARES, Manifest, Probe, RunWriter, read_probes, write_probes};
use scenario::{Case, Contender, Library, LoadPoint, Pair, Scenario};

use crate::execute::{CaseParts, Executor, Machine, REQUEST_MAX, load_of};
use crate::interrupt::{INTERRUPTED, on_interrupt};
use crate::machine::{environment, raise_descriptors};
use crate::plan::Step;
use crate::point;
use search::{Capacity, Ending, Next, Tried, next};

/// What to search.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The run directory whose matched pairs are searched; a search that was stopped goes on
    #[arg(value_name = "DIR")]
    pub(crate) run: PathBuf,
}

/// No rate above this is tried.
const MOST_PER_S: f64 = 1_000_000.0;
/// Where a search begins if the scenario names no rate.
const FIRST_PER_S: f64 = 1_000.0;

/// Searches the capacity of the matched pair in every scenario of a run that has an objective.
pub(crate) fn capacity(root: &Path, options: &Options) -> Result<ExitCode> {
    raise_descriptors();
    let library = Library::open(&root.join("scenarios"))?;
    let stop = Stop::default();
    on_interrupt(&stop).context("cannot listen for Ctrl-C")?;
    let mut machine = Machine::here(&stop)?;
    let (writer, run) = RunWriter::reopen(&options.run)?;
    let manifest = &run.manifest;
    let here = environment(&machine.topology, &machine.placement);
    let there = &manifest.environment;
    ensure!(
        (&here.git_revision, &here.cpu_model, &here.kernel, &here.placement)
            == (&there.git_revision, &there.cpu_model, &there.kernel, &there.placement),
        "`{}` was measured with other code or on another machine: its capacities would not belong to it",
        options.run.display()
    );
    let searches = searches(&library, manifest)?;
    if searches.is_empty() {
        println!(
            "no scenario of this run has an objective and a matched pair: there is no capacity to search"
        );
        return Ok(ExitCode::SUCCESS);
    }
    let minutes = estimate(searches.len(), manifest).as_secs().div_ceil(60);
    println!("searching {} capacities, then matched rates: about {minutes} min", searches.len());
    for search in &searches {
        crate::verify::introduce(&machine, &search.contender)?;
    }
    let say = |line: &str| println!("{line}");
    let to = (options.run.as_path(), manifest);
    let mut ended = carry_out(&searches, &mut machine, to, &stop, &say)?;
    let probes = read_probes(&options.run)?;
    for scenario in &manifest.scenarios {
        let of: Vec<&Search> = searches.iter().filter(|one| one.scenario.name == scenario.name).collect();
        ended = ended && matched::carry_out(&of, &probes, &mut machine, to, (&stop, &say))?;
    }
    writer.finish(manifest.state)?;
    Ok(if ended { ExitCode::SUCCESS } else { ExitCode::from(INTERRUPTED) })
}

/// About how many probes a search takes: two or three to double, six to halve, three to confirm.
const PROBES: u32 = 13;
/// What a case costs beside its phases: starting and draining.
const AROUND: Duration = Duration::from_millis(350);

/// About how long `searches` searches take from the beginning, matched rates included.
fn estimate(searches: usize, manifest: &Manifest) -> Duration {
    let timing = timing(manifest);
    let cases = PROBES + MATCHED_SHARES.len() as u32 * manifest.profile.blocks;
    (timing.warmup + timing.window + AROUND) * cases * u32::try_from(searches).unwrap_or(u32::MAX)
}

/// One contender on one scenario.
#[derive(Clone, Debug)]
struct Search {
    scenario: Scenario,
    contender: Contender,
    objective_p99_us: f64,
}

/// Every search of a run: the contenders of its matched pairs, on scenarios with an objective.
fn searches(library: &Library, manifest: &Manifest) -> Result<Vec<Search>> {
    let mut searches = Vec::new();
    for asked in &manifest.scenarios {
        let scenario = library.select(std::slice::from_ref(&asked.name))?[0];
        let Some(objective) = scenario.objective else { continue };
        for contender in library.contenders_named(&asked.contenders)? {
            if contender.pairs.contains(&Pair::Matched) {
                searches.push(Search {
                    scenario: scenario.clone(),
                    contender: contender.clone(),
                    objective_p99_us: objective.p99_ms * 1e3,
                });
            }
        }
    }
    Ok(searches)
}

/// Goes on with `searches` in turn, a probe each, so that what is compared is measured in the same minutes.
/// Whether all came to their end.
fn carry_out(
    searches: &[Search],
    executor: &mut dyn Executor,
    (folder, manifest): (&Path, &Manifest),
    stop: &Stop,
    say: &dyn Fn(&str),
) -> Result<bool> {
    let mut probes = read_probes(folder)?;
    let mut open: Vec<&Search> = searches.iter().collect();
    while !open.is_empty() {
        let mut still_open = Vec::new();
        for search in open {
            let tried = tried(&probes, search);
            let rate_per_s = match next(&tried, first(&search.scenario), MOST_PER_S) {
                Next::Done(found) => {
                    say(&told(search, &found, tried.len()));
                    continue;
                }
                Next::Probe(rate_per_s) => rate_per_s,
            };
            let probe = search.probe(executor, rate_per_s, &tried, manifest);
            if stop.is_stopped() {
                // A probe that was cut short shows nothing.
                return Ok(false);
            }
            let Probe { contender, probe: number, reason, .. } = &probe;
            say(&format!("{contender} probe {number}: {rate_per_s}/s {:?}: {reason}", probe.carried));
            probes.push(probe);
            write_probes(folder, &probes)?;
            still_open.push(search);
        }
        open = still_open;
    }
    Ok(true)
}

impl Search {
    fn probe(
        &self,
        executor: &mut dyn Executor,
        rate_per_s: f64,
        tried: &[Tried],
        manifest: &Manifest,
    ) -> Probe {
        // The same arrivals for all contenders at a rate; others when it is tried again.
        let again = tried.iter().filter(|one| one.0 == rate_per_s).count() as u64;
        let seed = manifest.seed ^ rate_per_s.to_bits() ^ (again << 56);
        let load = LoadPoint::Open { rate_per_s };
        let case =
            Case { scenario: self.scenario.name.clone(), contender: self.contender.name.clone(), load };
        let step = Step { case, block: 0, seed };
        let mut scenario = self.scenario.clone();
        // Twice what the objective lets wait: the generator must not be the one that holds back.
        let waiting = (2.0 * rate_per_s * self.objective_p99_us / 1e6) as u32;
        scenario.load.open_connections_max = scenario.load.open_connections_max.max(waiting).min(10_000);
        let parts = CaseParts {
            scenario: &scenario,
            contender: &self.contender,
            load: load_of(&scenario, load),
            timing: timing(manifest),
        };
        let recorded = point::recorded(&step, 0, executor.execute(&step, &parts));
        let judged = judge::judge(&recorded.point, &recorded.gates, &recorded.series, self.objective_p99_us);
        let goodput = recorded.gates.iter().find(|gate| gate.gate == "goodput_ratio");
        Probe {
            scenario: step.case.scenario,
            contender: step.case.contender,
            probe: u32::try_from(tried.len()).unwrap_or(u32::MAX),
            offered_per_s: rate_per_s,
            carried: judged.carried,
            goodput_ratio: goodput.and_then(|gate| gate.value),
            response_p99_us: recorded.point.response_p99_us,
            objective_p99_us: self.objective_p99_us,
            response_growth_us: judged.growth_us,
            cpu_us_per_request: recorded.point.cpu_us_per_request,
            verdict: recorded.point.verdict,
            reason: judged.reason,
        }
    }
}

/// The phases of the run's own cases.
fn timing(manifest: &Manifest) -> Timing {
    Timing {
        connect_max: Duration::from_secs(5),
        warmup: Duration::from_millis(manifest.profile.warmup_ms),
        window: Duration::from_millis(manifest.profile.window_ms),
        afterglow: Duration::ZERO,
        drain_max: Duration::from_secs(2),
        request_max: REQUEST_MAX,
    }
}

/// The scenario's lowest rate, which every contender should carry.
fn first(scenario: &Scenario) -> f64 {
    scenario.load.open_rates_per_s.iter().copied().reduce(f64::min).unwrap_or(FIRST_PER_S)
}

fn tried(probes: &[Probe], search: &Search) -> Vec<Tried> {
    let own =
        |probe: &&Probe| probe.scenario == search.scenario.name && probe.contender == search.contender.name;
    probes.iter().filter(own).map(|probe| (probe.offered_per_s, probe.carried)).collect()
}

/// "curated/fetch-10ms tokio: 14200 to 14400 requests/s keep p99 ≤ 50 ms (13 probes)".
fn told(search: &Search, found: &Capacity, probes: usize) -> String {
    let objective = format!("p99 ≤ {} ms", search.objective_p99_us / 1e3);
    let rate = |rate: Option<f64>| rate.map_or_else(|| "none".to_owned(), |rate| format!("{rate:.0}"));
    let (low, high) = (rate(found.low), rate(found.high));
    let what = match found.ending {
        Ending::Confirmed => {
            format!("between {low} (kept 4 times of 4) and {high} (missed) requests/s keep {objective}")
        }
        Ending::Nothing => format!("not even 1 request/s keeps {objective}"),
        Ending::Ceiling => format!("at least {low} requests/s, the most that is tried, keep {objective}"),
        Ending::Unjudged if found.low.is_none() => "no rate could be judged here".to_owned(),
        Ending::Unjudged => format!(
            "at least {low} requests/s keep {objective}; above it no rate could be judged in three tries"
        ),
        Ending::Unsettled => format!("{low} requests/s kept {objective} when tried, and the rest is noise"),
    };
    format!("{} {}: {what} ({probes} probes)", search.scenario.name, search.contender.name)
}

#[cfg(test)]
mod tests;
