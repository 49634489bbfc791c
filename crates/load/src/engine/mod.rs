//! Carries out a plan: one loop per core, each with its own sockets and its own share of the load.

mod closed;
mod connection;
mod drive;
mod open;
mod sockets;
mod start;
mod turn;
mod wires;

use std::sync::Arc;

use crate::answer::Expected;
use crate::clock::{Clock, ThreadSettings, duration_ns};
use crate::tally::{Tally, merge};
use crate::{Load, LoadError, Observer, Outcome, Plan, Stop, schedule};
use closed::Closed;
use drive::Drive;
use open::Open;
use sockets::Sockets;
use start::Start;
use turn::Loop;
pub(crate) use turn::LoopEnd;
use wires::Wires;

/// Carries out `plan`, telling `observer` of each phase as it begins, until its end or until `stop`.
///
/// The first loop runs on the calling thread; its affinity and timer slack are put back afterwards.
///
/// # Errors
/// Only if nothing could be measured at all. Everything that a server does wrong is in the outcome.
pub fn run(plan: &Plan, observer: &mut dyn Observer, stop: &Stop) -> Result<Outcome, LoadError> {
    let loops = plan.cores.len().max(1);
    let shared = Shared {
        plan,
        stop,
        clock: Clock::start(),
        start: Start::of(loops),
        expected: Arc::new(Expected::of(&plan.request)),
        arrivals: plan_arrivals(plan)?,
        loops,
    };
    check(plan)?;
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
    Ok(merge(ends))
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
    if plan.request.bytes.is_empty() {
        return Err(LoadError::Setup("the request is empty".into()));
    }
    Ok(())
}

fn plan_arrivals(plan: &Plan) -> Result<Vec<u64>, LoadError> {
    let Load::Open { rate_per_s, gaps, .. } = plan.load else { return Ok(Vec::new()) };
    let timing = &plan.timing;
    let length = timing.warmup + timing.window + timing.afterglow;
    schedule::arrivals(rate_per_s, gaps, duration_ns(length), plan.seed)
}

/// What all loops share.
struct Shared<'a> {
    plan: &'a Plan,
    stop: &'a Stop,
    clock: Clock,
    start: Start,
    expected: Arc<Expected>,
    arrivals: Vec<u64>,
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
                self.carry(wires, Closed::new(self.share(connections, index)), observer)
            }
            Load::Open { rate_per_s, connections_max, .. } => {
                // Every n-th arrival: the loops' sum is the planned process, whatever its law.
                let mine = self.arrivals.iter().skip(index).step_by(self.loops).copied().collect();
                let rate = rate_per_s / self.loops as f64;
                self.carry(wires, Open::new(mine, rate, self.share(connections_max, index)), observer)
            }
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
        one.run(&self.plan.timing, &self.start)
    }

    fn wires(&self) -> Result<Wires, LoadError> {
        Wires::new(
            self.clock,
            Tally::new(matches!(self.plan.load, Load::Open { .. })),
            Sockets::to(self.plan.target),
            self.plan.request.bytes.clone(),
            Arc::clone(&self.expected),
            duration_ns(self.plan.timing.request_max),
        )
    }

    /// This loop's part of a number of connections.
    fn share(&self, connections: u32, index: usize) -> u32 {
        let (loops, index) = (self.loops as u32, index as u32);
        connections / loops + u32::from(index < connections % loops)
    }
}
