//! How fast the generator goes when nothing holds it up: an open loop is trusted up to half of that
//! (method rule 16).

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use load::{Load, Observer, Phase, Plan, Request, Stop, Timing};
use record::Placement;

use crate::process::Child;

/// Enough to keep every loop busy.
const CONNECTIONS_FOR_EACH_CORE: u32 = 32;
/// As long as a body of the curated scenarios.
const BODY_BYTES: usize = 256;

/// The requests per second that the generator reaches on its cores, the responder, `load null`, on the
/// server's.
///
/// # Errors
/// The responder does not start, or nothing can be connected.
pub(crate) fn ceiling_per_s(programs: &Path, placement: &Placement, stop: &Stop) -> Result<f64> {
    let args = ["null", "--until-eof", "--bytes", &BODY_BYTES.to_string()].map(str::to_owned);
    let responder = Child::start(&programs.join("load"), &args, &placement.server)?;
    let target = responder.started.address;
    let request = Request::get(&target.to_string(), "/", vec![b'.'; BODY_BYTES]);
    let connections = CONNECTIONS_FOR_EACH_CORE * placement.generator.len().max(1) as u32;
    let timing = Timing {
        warmup: Duration::from_millis(200),
        window: Duration::from_millis(500),
        drain_max: Duration::from_millis(500),
        ..Timing::default()
    };
    let plan = Plan {
        timing,
        cores: placement.generator.clone(),
        ..Plan::new(target, request, Load::Closed { connections })
    };
    let outcome = load::run(&plan, &mut Nobody, stop)?;
    Ok(outcome.completed_in_window as f64 / outcome.window.as_secs_f64())
}

struct Nobody;

impl Observer for Nobody {
    fn phase(&mut self, _: Phase) {}
}
