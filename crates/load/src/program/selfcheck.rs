//! What the generator and its machine can do, measured before they are relied on.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use hdrhistogram::Histogram;
use load::{Expect, Load, Observer, Phase, Plan, Request, Stop, Timing, probe_jitter};

use super::summary::completed_per_s;

const JITTER_FOR: Duration = Duration::from_millis(250);
const CEILING_FOR: Duration = Duration::from_millis(400);
const CEILING_CONNECTIONS: u32 = 64;

/// What was found.
pub(super) struct SelfCheck {
    /// How late sleepers wake, in ns.
    pub(super) jitter: Histogram<u64>,
    /// Answers a second, against a server that answers at once; unless it was not wanted.
    pub(super) ceiling_per_s: Option<f64>,
}

impl SelfCheck {
    pub(super) fn run(plan: &Plan, with_ceiling: bool, stop: &Stop) -> Result<Self, String> {
        let core = plan.cores.first().copied();
        let jitter = probe_jitter(JITTER_FOR, core, stop).map_err(|error| error.to_string())?;
        let ceiling_per_s = if with_ceiling { Some(ceiling(plan, stop)?) } else { None };
        Ok(Self { jitter, ceiling_per_s })
    }
}

/// This very program as `load null`; ended when dropped.
struct Null(Child);

impl Drop for Null {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn ceiling(plan: &Plan, stop: &Stop) -> Result<f64, String> {
    let bad = |error: std::io::Error| format!("cannot start the null responder: {error}");
    let program = std::env::current_exe().map_err(bad)?;
    let mut child = Null(Command::new(program).arg("null").stdout(Stdio::piped()).spawn().map_err(bad)?);
    let mut line = String::new();
    if let Some(stdout) = child.0.stdout.take() {
        BufReader::new(stdout).read_line(&mut line).map_err(bad)?;
    }
    let address = line.split("//").nth(1).and_then(|rest| rest.trim_end_matches(['/', '\n']).parse().ok());
    let address: SocketAddr = address.ok_or("the null responder did not say where it listens")?;
    let timing = Timing { warmup: Duration::from_millis(100), window: CEILING_FOR, ..Timing::default() };
    let request = Request::get(&address.to_string(), "/", Expect::SameLength);
    let connections = CEILING_CONNECTIONS.max(plan.cores.len() as u32);
    let plan = Plan {
        timing,
        cores: plan.cores.clone(),
        ..Plan::new(address, request, Load::Closed { connections })
    };
    let outcome = load::run(&plan, &mut Nobody, stop).map_err(|error| error.to_string())?;
    Ok(completed_per_s(&outcome))
}

struct Nobody;

impl Observer for Nobody {
    fn phase(&mut self, _: Phase) {}
}
