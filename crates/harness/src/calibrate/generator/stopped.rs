//! A server that is stopped for half a second shows in every response that it kept waiting.

use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use load::{Gaps, Outcome, Plan};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use record::CheckOutcome;

use super::{stand, theory};
use crate::calibrate::bench::Bench;
use crate::calibrate::check::{Check, Found};
use crate::machine::TcpCounts;
use crate::process::Child;

pub(super) const CHECK: Check = Check {
    name: "stopped-server",
    proves: "a server stopped for 500 ms once in 5 s gives the percentiles that arithmetic gives",
    takes: Duration::from_secs(8),
    needs: &[],
    run,
};

pub(super) const RATE_PER_S: f64 = 1_000.0;
pub(super) const WINDOW: Duration = Duration::from_secs(5);
/// Each request is answered after this, however many there are, so that no percentile is next to nothing. The p90 then
/// is 400 ms, the answer to somebody who came in the middle of the stop: 500 answers are due at one and the same
/// moment, and whoever writes one after the other, 3 to 5 ms for all of them, is not as quick as arithmetic.
const SERVICE_MS: f64 = 200.0;
pub(super) const SERVER: [&str; 6] = ["queue", "--unlimited", "--law", "constant", "--mean", "200ms"];
pub(super) const STOPPED_AFTER: Duration = Duration::from_secs(2);
pub(super) const STOPPED_FOR: Duration = Duration::from_millis(500);
const WITHIN: f64 = 0.02;
/// A server that stood still longer than this beside the stop, or longer than the stop, was held up by the machine
/// by more than the bound allows for the p90: what it answered is no truth to judge by.
const HELD_UP_MAX_MS: f64 = WITHIN * 400.0;
/// A busy machine is given so many chances to leave the server alone.
const TRIES: usize = 3;

/// The percentiles that the program prints.
const SHARES: [f64; 5] = [0.5, 0.9, 0.99, 0.999, 1.0];

fn run(bench: &mut Bench) -> Result<Found> {
    let mut found = once(bench)?;
    for _ in 1..TRIES {
        // Whether to look again is decided by the server's own word, never by what was measured.
        if found.outcome != CheckOutcome::NotAvailable || bench.stop.is_stopped() {
            break;
        }
        found = once(bench)?;
    }
    Ok(found)
}

fn once(bench: &Bench) -> Result<Found> {
    let server = stand::serve(bench, &SERVER)?;
    let plan = stand::open(bench, &server, RATE_PER_S, Gaps::Constant, WINDOW);
    let tcp = TcpCounts::now();
    let (outcome, stopped_ms) = measure(bench, &server, &plan)?;
    let tcp = tcp.zip(TcpCounts::now());
    let still_ms = stood_still(&server).context("the server did not say how long it stood still")?;
    let warmup_ms = plan.timing.warmup.as_secs_f64() * 1e3;
    let arrivals_ms = load::arrivals(&plan)?.into_iter().map(|at| at.as_secs_f64() * 1e3 - warmup_ms);
    let expected_ms = expected(arrivals_ms.filter(|at_ms| *at_ms >= 0.0), stopped_ms);
    let measured_ms = |share| outcome.response.value_at_quantile(share) as f64 / 1e6;
    let found = judge(&measured_ms, &expected_ms, held_up_ms(stopped_ms, still_ms));
    Ok(match tcp {
        None => found,
        Some((from, to)) => found.line(format!(
            "meanwhile the system sent {} segments again and turned {} connections away",
            to.retransmits.saturating_sub(from.retransmits),
            to.listen_overflows.saturating_sub(from.listen_overflows)
        )),
    })
}

/// Holds the percentiles against arithmetic, if the server was held up by no more than it may.
fn judge(measured_ms: &dyn Fn(f64) -> f64, expected_ms: &[f64], held_up_ms: f64) -> Found {
    let held_up = format!("beside the stop the server stood still for {held_up_ms:.1} ms at most");
    if held_up_ms > HELD_UP_MAX_MS {
        let reason = format!("{held_up} (bound: {HELD_UP_MAX_MS:.0}): the machine was not its own");
        return Found::not_available(reason);
    }
    let mut worst = 0.0_f64;
    let mut found = Found::judged(true, "");
    for share in SHARES {
        let (measured_ms, right_ms) = (measured_ms(share), theory::quantile(expected_ms, share));
        let off = measured_ms / right_ms - 1.0;
        worst = if off.is_nan() { f64::INFINITY } else { worst.max(off.abs()) };
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
    Found { outcome: judged.outcome, reason: judged.reason, ..found.line(held_up) }
        .figure("held_up_ms", held_up_ms)
}

/// Ends the server; the two longest times for which it stood still, in ms.
fn stood_still(server: &Child) -> Option<(f64, f64)> {
    kill(Pid::from_raw(i32::try_from(server.pid()).ok()?), Signal::SIGTERM).ok()?;
    two_numbers(&server.answer(Duration::from_secs(2))?).map(|(most, next)| (most / 1e3, next / 1e3))
}

fn two_numbers(text: &str) -> Option<(f64, f64)> {
    let mut numbers = text.split_whitespace().filter_map(|word| word.parse().ok());
    Some((numbers.next()?, numbers.next()?))
}

/// How long the server was held up beside the stop, in ms: the longest time that was not the stop, or what the
/// longest had beyond it.
fn held_up_ms((from_ms, to_ms): (f64, f64), (most_ms, next_ms): (f64, f64)) -> f64 {
    next_ms.max(most_ms - (to_ms - from_ms))
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
        assert_eq!(responses, [200.0, 200.0, 300.0, 550.0, 700.0]);
    }

    #[test]
    fn a_percentile_that_is_off_fails_and_one_server_that_was_held_up_shows_nothing() {
        let expected_ms = expected((0..5_000).map(f64::from), (2_000.0, 2_500.0));
        let with = |wrong: f64, factor: f64, held_up_ms: f64| {
            let measured =
                |share| theory::quantile(&expected_ms, share) * if share == wrong { factor } else { 1.01 };
            judge(&measured, &expected_ms, held_up_ms).outcome
        };
        assert_eq!(with(0.0, 1.0, 4.0), CheckOutcome::Passed);
        for share in SHARES {
            for factor in [1.03, 0.97, f64::NAN] {
                assert_eq!(with(share, factor, 4.0), CheckOutcome::Failed, "{share} {factor}");
            }
        }
        assert_eq!(with(0.0, 1.0, 60.0), CheckOutcome::NotAvailable);
        assert_eq!(with(0.9, 1.27, 60.0), CheckOutcome::NotAvailable, "decided before the figures are seen");
        assert!((theory::quantile(&expected_ms, 0.9) - 400.0).abs() <= 1.0, "as the comment says");
    }

    #[test]
    fn what_a_server_says_of_its_standing_still_is_read() {
        let said = two_numbers("stood still for 499800 and 3120 us at most");
        assert_eq!(said, Some((499_800.0, 3_120.0)));
        assert_eq!(two_numbers("stood still"), None);
        assert_eq!(held_up_ms((2_000.0, 2_500.0), (499.8, 3.1)), 3.1);
        assert!((held_up_ms((2_000.0, 2_500.0), (560.0, 3.1)) - 60.0).abs() < 1e-9, "it went on late");
    }
}
