//! A server that is stopped for half a second shows in every response that it kept waiting.

use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use anyhow::Result;
use load::{Gaps, Outcome, Plan};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::{stand, theory};
use crate::calibrate::bench::Bench;
use crate::calibrate::check::{Check, Found};
use crate::process::Child;

pub(super) const CHECK: Check = Check {
    name: "stopped-server",
    proves: "a server stopped for 500 ms once in 5 s gives the percentiles that arithmetic gives",
    takes: Duration::from_secs(8),
    needs_pairs: false,
    run,
};

pub(super) const RATE_PER_S: f64 = 1_000.0;
pub(super) const WINDOW: Duration = Duration::from_secs(5);
/// Each request is answered after this, however many there are, so that no percentile is next to nothing.
const SERVICE_MS: f64 = 100.0;
pub(super) const SERVER: [&str; 6] = ["queue", "--unlimited", "--law", "constant", "--mean", "100ms"];
pub(super) const STOPPED_AFTER: Duration = Duration::from_secs(2);
pub(super) const STOPPED_FOR: Duration = Duration::from_millis(500);
const WITHIN: f64 = 0.02;

/// The percentiles that the program prints.
const SHARES: [f64; 5] = [0.5, 0.9, 0.99, 0.999, 1.0];

fn run(bench: &mut Bench) -> Result<Found> {
    let server = stand::serve(bench, &SERVER)?;
    let plan = stand::open(bench, &server, RATE_PER_S, Gaps::Constant, WINDOW);
    let (outcome, stopped_ms) = measure(bench, &server, &plan)?;
    let warmup_ms = plan.timing.warmup.as_secs_f64() * 1e3;
    let arrivals_ms = load::arrivals(&plan)?.into_iter().map(|at| at.as_secs_f64() * 1e3 - warmup_ms);
    let expected_ms = expected(arrivals_ms.filter(|at_ms| *at_ms >= 0.0), stopped_ms);
    let mut worst = 0.0_f64;
    let mut found = Found::judged(true, "");
    for share in SHARES {
        let measured_ms = outcome.response.value_at_quantile(share) as f64 / 1e6;
        let right_ms = theory::quantile(&expected_ms, share);
        let off = measured_ms / right_ms - 1.0;
        worst = worst.max(off.abs());
        let name = format!("p{}", share * 100.0);
        found = found
            .line(format!(
                "{name}: {measured_ms:.1} ms, by arithmetic {right_ms:.1} ms ({:+.2} %)",
                off * 100.0
            ))
            .figure(format!("{name}_off_ratio"), off);
    }
    let reason = format!("every percentile within {:.2} % (bound: {} %)", worst * 100.0, WITHIN * 100.0);
    let judged = Found::judged(worst <= WITHIN, reason);
    Ok(Found { outcome: judged.outcome, reason: judged.reason, ..found })
}

/// Loads the server and stops it once; from when to when it stood still, in ms of the window.
fn measure(bench: &Bench, server: &Child, plan: &Plan) -> Result<(Outcome, (f64, f64))> {
    let (tell, opened) = channel();
    let pid = server.pid();
    std::thread::scope(|scope| {
        let stopper = scope.spawn(move || -> Result<(f64, f64)> {
            let opened: Instant = opened.recv()?;
            let (stopped, went_on) = stop(pid)?;
            let ms = |at: Instant| (at - opened).as_secs_f64() * 1e3;
            Ok((ms(stopped), ms(went_on)))
        });
        let outcome = load::run(plan, &mut stand::Opening(tell), &bench.stop)?;
        let stopped_ms = stopper.join().map_err(|_| anyhow::anyhow!("the stopper panicked"))??;
        Ok((outcome, stopped_ms))
    })
}

/// Waits, stops the process, and lets it go on.
pub(super) fn stop(pid: u32) -> Result<(Instant, Instant)> {
    let pid = Pid::from_raw(i32::try_from(pid)?);
    std::thread::sleep(STOPPED_AFTER);
    let stopped = Instant::now();
    kill(pid, Signal::SIGSTOP)?;
    std::thread::sleep(STOPPED_FOR);
    let went_on = Instant::now();
    kill(pid, Signal::SIGCONT)?;
    Ok((stopped, went_on))
}

/// The sorted responses of arrivals at these times: whoever arrives while the server stands still is read
/// when it goes on and answered a service time later; whoever would be answered meanwhile, when it goes on.
pub(super) fn expected(arrivals_ms: impl Iterator<Item = f64>, (from_ms, to_ms): (f64, f64)) -> Vec<f64> {
    let response = |at_ms: f64| {
        let ends_ms = if (from_ms..to_ms).contains(&at_ms) { to_ms } else { at_ms } + SERVICE_MS;
        let held = at_ms < from_ms && (from_ms..to_ms).contains(&ends_ms);
        if held { to_ms - at_ms } else { ends_ms - at_ms }
    };
    let mut responses: Vec<f64> = arrivals_ms.map(response).collect();
    responses.sort_by(f64::total_cmp);
    responses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_by_hand() {
        let responses = expected([0.0, 950.0, 1_000.0, 1_400.0, 2_000.0].into_iter(), (1_000.0, 1_500.0));
        assert_eq!(responses, [100.0, 100.0, 200.0, 550.0, 600.0]);
    }
}
