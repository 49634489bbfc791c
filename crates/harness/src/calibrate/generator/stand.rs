//! What the generator is tried against, and how.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use load::{Expect, Gaps, Load, Observer, Outcome, Phase, Plan, Request, Timing};

use crate::calibrate::bench::Bench;
use crate::process::Child;

/// Enough for every request that is kept waiting.
const CONNECTIONS_MAX: u32 = 2_048;

/// Why nothing can be said where everything shares one core.
pub(super) const SHARED: &str = "server and generator share their cores here";

/// Whether they do.
pub(super) fn is_shared(bench: &Bench) -> bool {
    bench.machine.placement.generator == bench.machine.placement.server
}

/// Starts `load` as a server (`null`, `queue`) on the servers' cores.
pub(super) fn serve(bench: &Bench, args: &[&str]) -> Result<Child> {
    let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
    let program = bench.machine.programs.join("load");
    Child::start(&program, &args, &bench.machine.placement.server).context("the generator's own server")
}

/// An open load on `server` from one loop on the first of the generator's cores.
pub(super) fn open(bench: &Bench, server: &Child, rate_per_s: f64, gaps: Gaps, window: Duration) -> Plan {
    let mut plan = open_at(server.started.address, rate_per_s, bench.options.seed, window);
    plan.load = Load::Open { rate_per_s, gaps, connections_max: CONNECTIONS_MAX };
    plan.cores = bench.machine.placement.generator.iter().take(1).copied().collect();
    plan
}

/// The same for any address, with exponential gaps.
pub(super) fn open_at(address: SocketAddr, rate_per_s: f64, seed: u64, window: Duration) -> Plan {
    let request = Request::get(&address.to_string(), "/", Expect::SameLength);
    let load = Load::Open { rate_per_s, gaps: Gaps::Exponential, connections_max: CONNECTIONS_MAX };
    let timing = Timing { warmup: Duration::from_millis(500), window, ..Timing::default() };
    Plan { timing, seed, ..Plan::new(address, request, load) }
}

/// Remembers when the window opened, and tells whoever waits for it.
pub(super) struct Opening(pub(super) std::sync::mpsc::Sender<Instant>);

impl Observer for Opening {
    fn phase(&mut self, phase: Phase) {
        if phase == Phase::WindowStart {
            // Nobody may wait for it.
            let _ = self.0.send(Instant::now());
        }
    }
}

/// Carries out a plan that nobody watches.
pub(super) fn run(bench: &Bench, plan: &Plan) -> Result<Outcome> {
    let (tell, _) = std::sync::mpsc::channel();
    Ok(load::run(plan, &mut Opening(tell), &bench.stop)?)
}
