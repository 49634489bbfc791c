//! The sides as processes that live side by side.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use load::{Observer, Phase, Plan, Request, Stop, Timing};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;
use scenario::{Contender, LoadPoint, Scenario};

use super::{SIDES, Sides, Stretch, Taken, WASTE_PERCENT};
use crate::execute::Machine;
use crate::gates::foreign_max;
use crate::loading::load_of;
use crate::machine::CpuTimes;
use crate::process::{Child, CpuClock, ThreadClock};

/// A fixed rate is measured for so long at a time. Before it, connections are made and the first answers come.
const OPEN_TIMING: Timing = Timing {
    connect_max: Duration::from_secs(5),
    warmup: Duration::from_millis(40),
    window: Duration::from_millis(80),
    afterglow: Duration::ZERO,
    drain_max: Duration::from_secs(2),
    request_max: Duration::from_secs(10),
};
/// At saturation a round of all connections takes some 10 to 20 ms.
const CLOSED_TIMING: Timing =
    Timing { warmup: Duration::from_millis(60), window: Duration::from_millis(120), ..OPEN_TIMING };

/// The busy loop's thread.
const WASTING: &str = "waste";

/// One backend for all sides, and the sides, alive together.
#[derive(Debug)]
pub(in crate::calibrate) struct Alive<'a> {
    machine: &'a Machine,
    scenario: &'a Scenario,
    server: &'a Contender,
    stop: &'a Stop,
    backend: Option<Child>,
    sides: Vec<Child>,
    used: Vec<u32>,
    before: Option<CpuTimes>,
    began: Instant,
    cpu_before: Duration,
}

impl<'a> Alive<'a> {
    /// Sides that are `server` on `scenario`.
    pub(in crate::calibrate) fn new(
        machine: &'a Machine,
        scenario: &'a Scenario,
        server: &'a Contender,
        stop: &'a Stop,
    ) -> Result<Self> {
        let used = machine.used();
        Ok(Self {
            machine,
            scenario,
            server,
            stop,
            backend: None,
            sides: Vec::new(),
            before: CpuTimes::of(&used),
            used,
            began: Instant::now(),
            cpu_before: own_cpu()?,
        })
    }
}

impl Sides for Alive<'_> {
    fn begin(&mut self, block: u32) -> Result<()> {
        self.stop_all()?;
        let backend = self.machine.backend(self.scenario, u64::from(block))?;
        let address = backend.started.address;
        self.backend = Some(backend);
        for name in SIDES {
            let mut side = Contender { name: name.to_owned(), ..self.server.clone() };
            if name == SIDES[2] {
                side.limits.insert("waste-percent".into(), WASTE_PERCENT);
            }
            self.sides.push(self.machine.server(&side, address)?);
        }
        Ok(())
    }

    fn stretch(&mut self, side: usize, load: LoadPoint, seed: u64) -> Result<Stretch> {
        let server = &self.sides[side];
        let target = SocketAddr::new(Ipv4Addr::LOCALHOST.into(), server.started.address.port());
        let request = Request::ask(&target.to_string(), self.scenario.request);
        let plan = Plan {
            timing: if matches!(load, LoadPoint::Open { .. }) { OPEN_TIMING } else { CLOSED_TIMING },
            seed,
            cores: self.machine.placement.generator.clone(),
            ..Plan::new(target, request, load_of(self.scenario, load))
        };
        let clock = CpuClock::of(server.pid()).context("this system has no clock of a process's CPU")?;
        let loops = if side == 2 {
            // A difference that nobody made proves nothing.
            Some(ThreadClock::named(server.pid(), WASTING).context("the busy loop is not there")?)
        } else {
            None
        };
        let mut edges = Edges { clock, loops, at: [None; 2] };
        let outcome = load::run(&plan, &mut edges, self.stop)?;
        let errors = outcome.errors.total();
        ensure!(errors == 0 || self.stop.is_stopped(), "{errors} wrong answers: {:?}", outcome.errors);
        let [from, to] = edges.at;
        let (cpu, wasted) = from
            .zip(to)
            .and_then(|(from, to)| Some((to.0.checked_sub(from.0)?, to.1.checked_sub(from.1)?)))
            .context("the server's CPU clock could not be read")?;
        let (window, completed) = (outcome.window, outcome.completed_in_window);
        Ok(Stretch { cpu, wasted, window, completed, response: outcome.response })
    }

    fn end(&mut self) -> Result<Option<Taken>> {
        self.stop_all()?;
        let (time, cores) = (self.began.elapsed(), self.machine.cores_used());
        let time_s = time.as_secs_f64() * cores as f64;
        let ours = own_cpu()?.saturating_sub(self.cpu_before).as_secs_f64() / time_s;
        let foreign_max = foreign_max(time, cores);
        let taken = |from: CpuTimes| {
            let to = CpuTimes::of(&self.used)?;
            // The kernel counts in ticks, so it may come out a little below 0.
            let foreign_ratio = (to.busy_since(from)? - ours).max(0.0);
            Some(Taken { steal_ratio: to.steal_since(from)?, foreign_ratio, foreign_max })
        };
        Ok(self.before.and_then(taken))
    }
}

impl Alive<'_> {
    fn stop_all(&mut self) -> Result<()> {
        for child in self.sides.drain(..).chain(self.backend.take()) {
            child.stop().map_err(anyhow::Error::msg)?;
        }
        Ok(())
    }
}

/// The server's CPU, and its busy loop's, at the window's edges.
struct Edges {
    clock: CpuClock,
    loops: Option<ThreadClock>,
    at: [Option<(Duration, Duration)>; 2],
}

impl Observer for Edges {
    fn phase(&mut self, phase: Phase) {
        let edge = match phase {
            Phase::WindowStart => 0,
            Phase::WindowEnd => 1,
            Phase::Warmup | Phase::Drain => return,
        };
        let wasted = self.loops.as_ref().map_or(Some(Duration::ZERO), ThreadClock::read);
        self.at[edge] = self.clock.read().zip(wasted);
    }
}

/// CPU of this process and of all its children that have ended.
fn own_cpu() -> Result<Duration> {
    let mut us = 0;
    for who in [UsageWho::RUSAGE_SELF, UsageWho::RUSAGE_CHILDREN] {
        let usage = getrusage(who)?;
        let whole = |time: TimeVal| time.tv_sec() * 1_000_000 + time.tv_usec();
        us += whole(usage.user_time()) + whole(usage.system_time());
    }
    Ok(Duration::from_micros(u64::try_from(us)?))
}
