//! Carrying out one case: a fresh backend, a fresh server, the load, and what is read beside it.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use load::{Load, Stop, Timing};
use record::Placement;
use scenario::{Contender, LoadPoint, Scenario, Shape};

use crate::asking;
use crate::loading::plan;
use crate::machine::{Sleep, Topology};
use crate::measurement::{Cores, Measurement};
use crate::orphans::orphan_calls;
use crate::parked;
use crate::plan::Step;
use crate::process::MemoryGuard;
use crate::sample::Sampler;
use crate::watch::Watch;

/// Why a case gave nothing at all.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct CaseFailure(pub(crate) String);

/// Carries out cases. The real one is [`Machine`]; a test may put exact times in its place.
pub(crate) trait Executor {
    /// Measures `step`.
    fn execute(&mut self, step: &Step, case: &CaseParts<'_>) -> Result<Measurement, CaseFailure>;

    /// How long this sitting has taken; no time at all without a clock.
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

/// A step's scenario, contender and load, looked up.
#[derive(Clone, Debug)]
pub(crate) struct CaseParts<'a> {
    /// The work.
    pub(crate) scenario: &'a Scenario,
    /// Who does it.
    pub(crate) contender: &'a Contender,
    /// How much of it.
    pub(crate) load: Load,
    /// For how long.
    pub(crate) timing: Timing,
}

/// Real processes on real cores.
#[derive(Debug)]
pub(crate) struct Machine {
    /// Which process runs where.
    pub(crate) placement: Placement,
    /// Where the programs are.
    pub(crate) programs: PathBuf,
    /// How many hardware threads may be used.
    pub(crate) cores: usize,
    /// Which those are.
    pub(crate) topology: Topology,
    /// When this sitting began.
    pub(crate) began: Instant,
    /// What the run's own clock said then: 0, or what it had reached before it was resumed.
    pub(crate) from: Duration,
    /// Requests per second that the generator reaches when nothing holds it up, once that is known.
    pub(crate) ceiling_per_s: Option<f64>,
    /// A server that uses more memory than this is stopped.
    pub(crate) memory_max_bytes: u64,
    /// Ends a case early.
    pub(crate) stop: Stop,
}

impl Executor for Machine {
    fn execute(&mut self, step: &Step, case: &CaseParts<'_>) -> Result<Measurement, CaseFailure> {
        let fail = |error: &dyn std::fmt::Display| CaseFailure(error.to_string());
        let mut backend = self.backend(case.scenario, step.seed).map_err(|error| fail(&error))?;
        let mut server =
            self.server(case.contender, backend.started.address).map_err(|error| fail(&error))?;
        let target = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), server.started.address.port());
        let parked = match step.case.load {
            LoadPoint::Parked { requests } => Some(requests),
            LoadPoint::Closed { .. } | LoadPoint::Open { .. } => None,
        };
        let timing = parked.map_or(case.timing, |requests| parked::timing(requests, case.timing));
        let idle = if parked.is_some() { case.scenario.load.parked_idle_connections } else { 0 };
        let held = parked::idle_connections(target, idle)
            .map_err(|error| CaseFailure(format!("cannot open {idle} idle connections: {error}")))?;
        let used = self.used();
        let watch =
            Watch { used: used.clone(), cores: self.placement.generator.clone(), warmup: timing.warmup };
        let mut sampler = Sampler::new(&mut server, &mut backend, self.began, watch);
        let guard = MemoryGuard::watch(sampler.server_pid(), self.memory_max_bytes);
        let before = Sleep::so_far();
        let outcome = match parked {
            Some(0) => Ok(parked::rest(&timing, &mut sampler)),
            _ => load::run(
                &plan(&self.placement.generator, step, case, (target, timing)),
                &mut sampler,
                &self.stop,
            ),
        };
        let (started, mut readings) = sampler.readings();
        readings.orphan_calls = orphan_calls(case.scenario, &mut backend);
        readings.clients_leave = case.scenario.clients.patience_ms.is_some();
        readings.slept = before.zip(Sleep::so_far()).map(|(before, after)| after.since(before));
        let guarded = guard.end();
        readings.memory_guard = Some(guarded);
        readings.cores = Cores {
            server: self.placement.server.len(),
            generator: self.placement.generator.len(),
            used: self.cores_used(),
            backend_with_generator: self.placement.backend == self.placement.generator,
        };
        readings.ceiling_per_s = self.ceiling_per_s;
        readings.is_shaped = case.scenario.load.open_shape != Shape::Steady;
        drop(held);
        let death = server.death().or_else(|| backend.death());
        let mut notes = Vec::new();
        if death.is_none() {
            notes.extend([server.stop(), backend.stop()].into_iter().filter_map(Result::err));
        }
        // A server that was stopped before it could be connected to has a verdict all the same.
        let outcome = if guarded.is_beyond() { Ok(outcome.unwrap_or_default()) } else { outcome };
        let mut outcome = outcome.map_err(|error| match &death {
            Some(death) => CaseFailure(death.clone()),
            None => fail(&error),
        })?;
        outcome.connections_max += idle;
        notes.extend(outcome.notes.iter().cloned());
        notes.extend(asking::left_behind(case.scenario, &outcome, &readings));
        Ok(Measurement { started: self.from + started, outcome, readings, death, notes, extensions: 0 })
    }

    fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }
}

impl Machine {
    /// The cores that any of the three programs uses, each once; none if nothing is pinned.
    pub(crate) fn used(&self) -> Vec<u32> {
        let Placement { server, generator, backend, .. } = &self.placement;
        [server, generator, backend]
            .into_iter()
            .flatten()
            .copied()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect()
    }

    /// How many cores they use: where nothing is pinned, all that there are.
    pub(crate) fn cores_used(&self) -> usize {
        match self.used().len() {
            0 => self.cores,
            some => some,
        }
    }
}

/// How long a case is given beyond its measured phases before a request counts as lost.
pub(crate) const REQUEST_MAX: Duration = Duration::from_secs(20);
