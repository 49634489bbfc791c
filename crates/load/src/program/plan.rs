//! From the command line to a plan, within bounds.

use std::time::Duration;

use load::{Gaps, Load, Plan, Settings, Timing};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::args::{Args, GapLaw};
use super::target;

const CONNECTIONS_DEFAULT: u32 = 64;

const RATE_MAX_PER_S: f64 = 100_000.0;
const WINDOW_MAX: Duration = Duration::from_secs(600);
const CONNECTIONS_MAX: u32 = 20_000;

/// How long the first connections may take.
const CONNECT_MAX: Duration = Duration::from_secs(10);

/// The plan that the arguments ask for.
pub(super) fn plan(args: &Args) -> Result<Plan, String> {
    let load = match args.rate {
        Some(rate_per_s) => {
            let gaps = match args.gaps {
                GapLaw::Poisson => Gaps::Exponential,
                GapLaw::Constant => Gaps::Constant,
            };
            Load::Open { rate_per_s, gaps, connections_max: args.connections_max }
        }
        None => Load::Closed { connections: args.connections.unwrap_or(CONNECTIONS_DEFAULT) },
    };
    if !args.beyond_bounds {
        bounded(args, &load)?;
    }
    let target = target::target(args)?;
    let timing = Timing {
        connect_max: CONNECT_MAX,
        warmup: args.warm_up,
        window: args.window,
        afterglow: Duration::ZERO,
        drain_max: args.drain,
        request_max: args.timeout,
    };
    let settings = Settings { spin_max: args.spin, ..Settings::default() };
    Ok(Plan {
        timing,
        settings,
        seed: args.seed,
        cores: args.cores.clone(),
        ..Plan::new(target.address, target.request, load)
    })
}

/// Connections are descriptors: asks for as many as the system lets this process have.
pub(super) fn raise_descriptors() {
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}

fn bounded(args: &Args, load: &Load) -> Result<(), String> {
    let (rate_per_s, connections) = match *load {
        Load::Open { rate_per_s, connections_max, .. } => (rate_per_s, connections_max),
        Load::Closed { connections } => (0.0, connections),
    };
    let beyond = if rate_per_s > RATE_MAX_PER_S {
        format!("{rate_per_s} requests a second are more than {RATE_MAX_PER_S}")
    } else if args.window > WINDOW_MAX || args.warm_up > WINDOW_MAX {
        format!("that is longer than {} minutes", WINDOW_MAX.as_secs() / 60)
    } else if connections > CONNECTIONS_MAX {
        format!("{connections} connections are more than {CONNECTIONS_MAX}")
    } else {
        return Ok(());
    };
    Err(format!("{beyond}; if you mean it, add --beyond-bounds"))
}
