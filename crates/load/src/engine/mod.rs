//! Carries out a plan: one loop per core, each with its own sockets and its own share of the load.

mod closed;
mod connect;
mod connection;
mod drive;
mod kind;
mod open;
mod phases;
mod sockets;
mod start;
mod turn;
mod wires;

use std::num::NonZeroU32;
use std::sync::Arc;

use crate::clock::{Clock, ThreadSettings, duration_ns};
use crate::schedule::{Mix, Random, plan_ns, stream};
use crate::tally::{Tally, merge};
use crate::{Load, LoadError, MAIN_CLASS, Observer, Outcome, Plan, Stop};
use closed::{Closed, Habits};
use drive::Drive;
use kind::{Kind, kinds};
use open::Open;
pub(crate) use phases::LoopEnd;
use sockets::Sockets;
use start::Start;
use turn::Loop;
use wires::{Limits, Wires};

/// Carries out `plan`, telling `observer` of each phase as it begins, until its end or until `stop`.
///
/// The first loop runs on the calling thread; its affinity and timer slack are put back afterwards.
///
/// # Errors
/// Only if nothing could be measured at all. Everything that a server does wrong is in the outcome.
pub fn run(plan: &Plan, observer: &mut dyn Observer, stop: &Stop) -> Result<Outcome, LoadError> {
    check(plan)?;
    let loops = plan.cores.len().max(1);
    let arrivals = plan_ns(plan)?;
    let mut mix = Mix::of(&plan.settings.mix, plan.seed)?;
    let is_mixed = !plan.settings.mix.is_empty();
    let shared = Shared {
        plan,
        stop,
        clock: Clock::start(),
        start: Start::of(loops),
        kinds: kinds(plan).into(),
        classes: if is_mixed { arrivals.iter().map(|_| mix.draw()).collect() } else { Vec::new() },
        arrivals,
        mix,
        loops,
    };
    let ends = std::thread::scope(|scope| {
        let shared = &shared;
        let others: Vec<_> =
            (1..loops).map(|index| scope.spawn(move || shared.run_loop(index, None))).collect();
        let mut ends = vec![shared.run_loop(0, Some(observer))];
        for other in others {
            ends.push(other.join().unwrap_or_else(|_| Err(LoadError::Setup("a loop panicked".into()))));
        }
        ends.into_iter().collect::<Result<Vec<_>, _>>()
    })?;
    let others = plan.settings.mix.iter().map(|class| class.label.clone());
    let labels = is_mixed.then(|| [MAIN_CLASS.to_owned()].into_iter().chain(others).collect());
    Ok(merge(ends, labels.unwrap_or_default(), &plan.cores))
}

fn check(plan: &Plan) -> Result<(), LoadError> {
    let connections = match plan.load {
        Load::Closed { connections } => connections,
        Load::Open { connections_max, .. } => connections_max,
    };
    if (connections as usize) < plan.cores.len().max(1) {
        let loops = plan.cores.len().max(1);
        return Err(LoadError::Setup(format!(
            "{connections} connections cannot be shared by {loops} loops: give at least one to each"
        )));
    }
    if plan.timing.window.is_zero() {
        return Err(LoadError::Setup("the window is empty: give it some time".into()));
    }
    let settings = &plan.settings;
    let mut requests = [&plan.request].into_iter().chain(settings.mix.iter().map(|class| &class.request));
    if requests.any(|request| request.bytes.is_empty()) {
        return Err(LoadError::Setup("a request is empty".into()));
    }
    let manners = settings.mix.iter().map(|class| class.manner).chain([settings.manner]);
    if manners.flat_map(|manner| [manner.reads, manner.writes]).flatten().any(|pace| pace.bytes == 0) {
        return Err(LoadError::Setup(
            "a client that takes no bytes at a time never ends: give it some".into(),
        ));
    }
    let depth = settings.pipeline.map_or(1, NonZeroU32::get);
    if settings.requests_per_connection.is_some_and(|most| most.get() < depth) {
        return Err(LoadError::Setup(format!(
            "{depth} requests in flight do not fit on connections of fewer requests: allow at least as many"
        )));
    }
    Ok(())
}

/// What all loops share.
struct Shared<'a> {
    plan: &'a Plan,
    stop: &'a Stop,
    clock: Clock,
    start: Start,
    kinds: Arc<[Kind]>,
    arrivals: Vec<u64>,
    /// The arrivals' classes; empty if there is one class only.
    classes: Vec<u16>,
    mix: Mix,
    loops: usize,
}

impl Shared<'_> {
    fn run_loop<'a>(
        &'a self,
        index: usize,
        observer: Option<&'a mut dyn Observer>,
    ) -> Result<LoopEnd, LoadError> {
        let core = self.plan.cores.get(index).copied();
        let settings = ThreadSettings::apply(core).map_err(LoadError::Setup);
        let (_settings, wires) = settings
            .and_then(|settings| Ok((settings, self.wires()?)))
            .map_err(|error| self.start.give_up(error))?;
        match self.plan.load {
            Load::Closed { connections } => {
                let drive = Closed::new(self.part(connections, index), self.habits(index));
                self.carry(wires, drive, observer)
            }
            Load::Open { rate_per_s, connections_max, .. } => {
                let share = open::Share {
                    // Every n-th arrival: the loops' sum is the planned process, whatever its law.
                    arrivals: self.arrivals.iter().skip(index).step_by(self.loops).copied().collect(),
                    classes: self.classes.iter().skip(index).step_by(self.loops).copied().collect(),
                    rate_per_s: rate_per_s / self.loops as f64,
                    connections_max: self.part(connections_max, index),
                    deadline_ns: self.plan.settings.deadline.map_or(u64::MAX, duration_ns),
                    opens_ahead: self.plan.settings.requests_per_connection.is_none(),
                };
                self.carry(wires, Open::new(share), observer)
            }
        }
    }

    fn habits(&self, index: usize) -> Habits {
        let settings = &self.plan.settings;
        // Each loop draws for itself; which draw meets which request is up to the server's order anyway.
        let seed = self.plan.seed.wrapping_add(index as u64);
        let random = Random::seeded(seed, stream::THINK);
        Habits {
            depth: settings.pipeline.map_or(1, NonZeroU32::get) as usize,
            think: settings.think.map(|think| (think, random)),
            mix: self.mix.clone().reseeded(seed),
        }
    }

    fn carry<'a, D: Drive>(
        &'a self,
        wires: Wires,
        drive: D,
        observer: Option<&'a mut dyn Observer>,
    ) -> Result<LoopEnd, LoadError> {
        let mut one = Loop::new(wires, drive, observer, self.stop);
        one.spin_max_ns = duration_ns(self.plan.settings.spin_max);
        one.progress.clone_from(&self.plan.settings.progress);
        one.connect_over_ns = self.plan.settings.connect_over.map(duration_ns);
        one.run(&self.plan.timing, &self.start)
    }

    fn wires(&self) -> Result<Wires, LoadError> {
        let settings = &self.plan.settings;
        let classes = if settings.mix.is_empty() { 0 } else { self.kinds.len() };
        let limits = Limits {
            request_max_ns: duration_ns(self.plan.timing.request_max),
            per_connection: settings.requests_per_connection.map_or(u32::MAX, NonZeroU32::get),
        };
        Wires::new(
            self.clock,
            Tally::new(matches!(self.plan.load, Load::Open { .. }), classes),
            Sockets::to(
                self.plan.target,
                self.kinds.iter().filter_map(|kind| kind.manner.reads).max_by_key(|pace| pace.bytes),
            ),
            Arc::clone(&self.kinds),
            limits,
        )
    }

    /// This loop's part of a number of connections.
    fn part(&self, connections: u32, index: usize) -> u32 {
        let (loops, index) = (self.loops as u32, index as u32);
        connections / loops + u32::from(index < connections % loops)
    }
}
