//! The verdict of a point: gates, each with its value and its bound (method rule 16).

use load::{Load, Outcome};
use record::Verdict;

use crate::measurement::{Measurement, Readings};

/// Sent ÷ planned must be this near to 1.
const SENT_WITHIN: f64 = 0.01;
/// Lag p99 may be this many µs, or this share of the median response, whichever is more.
const LAG_US: f64 = 100.0;
const LAG_SHARE: f64 = 0.10;
/// A generator's cores may be this busy.
const GENERATOR_BUSY: f64 = 0.80;
/// The hypervisor may take this share of CPU time.
const STEAL: f64 = 0.01;
/// Other processes may take this share of CPU time.
const FOREIGN: f64 = 0.10;
/// Little's law must hold this well.
const LITTLE: f64 = 0.05;
/// This share of requests may end wrongly.
const ERRORS: f64 = 0.01;
/// Open loop: this share of what was planned must be answered within the window, give or take
/// twice the random spread of a count.
const GOODPUT: f64 = 0.99;

/// Judges a case: the verdict and, in words, the gates that decided.
pub(crate) fn judge(load: &Load, measurement: &Measurement) -> (Verdict, String) {
    let failed = gates(load, measurement);
    match failed.first() {
        None => (Verdict::Valid, "every gate passed".into()),
        Some((verdict, _)) => {
            let reasons: Vec<_> = failed.iter().map(|(_, reason)| reason.as_str()).collect();
            (*verdict, reasons.join("; "))
        }
    }
}

/// Closed loop: throughput × mean response ÷ connections; 1 when every connection is served.
pub(crate) fn little_ratio(load: &Load, outcome: &Outcome) -> Option<f64> {
    let Load::Closed { connections } = load else { return None };
    let rate_per_s = outcome.completed_in_window as f64 / outcome.window.as_secs_f64();
    let response_s = outcome.response.mean() / 1e9;
    (outcome.completed_in_window > 0).then(|| rate_per_s * response_s / f64::from(*connections))
}

/// The share of their cores that the generator, and the backend if it sits there too, were busy.
pub(crate) fn generator_busy_ratio(outcome: &Outcome, readings: &Readings) -> f64 {
    // A case that never began has no window, and nothing was busy in it.
    let window_s = outcome.window.as_secs_f64().max(f64::MIN_POSITIVE);
    let cores = readings.cores.generator.max(1) as f64;
    let backend = match readings.backend_cpu {
        Some(cpu) if readings.cores.backend_with_generator => cpu.as_secs_f64() / window_s / cores,
        _ => 0.0,
    };
    outcome.busy_ratio + backend
}

/// The share of its cores that the server was busy.
pub(crate) fn server_busy_ratio(outcome: &Outcome, readings: &Readings) -> Option<f64> {
    let capacity_s = outcome.window.as_secs_f64() * readings.cores.server.max(1) as f64;
    readings.server_cpu.filter(|_| capacity_s > 0.0).map(|cpu| cpu.as_secs_f64() / capacity_s)
}

/// The gates that did not pass, gravest first.
fn gates(load: &Load, measurement: &Measurement) -> Vec<(Verdict, String)> {
    let mut failed = Vec::new();
    failure(measurement, &mut failed);
    noise(&measurement.outcome, &measurement.readings, &mut failed);
    match load {
        Load::Closed { .. } => closed(load, measurement, &mut failed),
        Load::Open { .. } => open(measurement, &mut failed),
    }
    steadiness(load, &measurement.outcome, &mut failed);
    failed
}

type Failed = Vec<(Verdict, String)>;

fn failure(measurement: &Measurement, failed: &mut Failed) {
    let outcome = &measurement.outcome;
    if let Some(death) = &measurement.death {
        failed.push((Verdict::Failed, death.clone()));
    }
    if outcome.completed == 0 {
        failed.push((Verdict::Failed, "not one right answer".into()));
    }
    let errors = outcome.errors.total();
    if errors as f64 > ERRORS * outcome.planned as f64 {
        let refused = measurement.readings.server_usage.is_some_and(|usage| usage.refused > 0);
        let verdict = if refused { Verdict::Overloaded } else { Verdict::Failed };
        let excerpt = outcome.errors.excerpt.as_deref().unwrap_or("no answer to quote");
        let refused = if refused { ", the server refused connections" } else { "" };
        let planned = outcome.planned;
        failed.push((
            verdict,
            format!("{errors} of {planned} requests ended wrongly (at most {ERRORS}){refused}: {excerpt}"),
        ));
    }
}

fn noise(outcome: &Outcome, readings: &Readings, failed: &mut Failed) {
    if let Some(steal) = readings.steal_ratio.filter(|steal| *steal > STEAL) {
        failed.push((Verdict::Noisy, format!("steal {steal:.3} (at most {STEAL})")));
    }
    let (Some(busy), Some(server)) = (readings.machine_busy_ratio, readings.server_cpu) else { return };
    let ours = server + readings.backend_cpu.unwrap_or_default() + outcome.cpu;
    let capacity_s = outcome.window.as_secs_f64() * readings.cores.machine.max(1) as f64;
    let foreign = busy - ours.as_secs_f64() / capacity_s;
    if foreign > FOREIGN {
        failed.push((
            Verdict::Noisy,
            format!("other processes used {foreign:.2} of the CPU (at most {FOREIGN})"),
        ));
    }
}

fn closed(load: &Load, measurement: &Measurement, failed: &mut Failed) {
    let (outcome, readings) = (&measurement.outcome, &measurement.readings);
    let generator = generator_busy_ratio(outcome, readings);
    let server = server_busy_ratio(outcome, readings).unwrap_or(0.0);
    if generator > GENERATOR_BUSY && server <= generator {
        let reason =
            format!("generator's cores {generator:.2} busy (at most {GENERATOR_BUSY}), server's {server:.2}");
        failed.push((Verdict::GeneratorLimited, reason));
    }
    let silent = outcome.connections_without_response;
    if silent > 0 {
        failed.push((
            Verdict::Starved,
            format!("{silent} connections got no answer in the window (at most 0)"),
        ));
    }
    if let Some(little) = little_ratio(load, outcome).filter(|ratio| (ratio - 1.0).abs() > LITTLE) {
        let reason = format!("throughput × response ÷ connections = {little:.3} (1 within {LITTLE})");
        failed.push((Verdict::Starved, reason));
    }
}

fn open(measurement: &Measurement, failed: &mut Failed) {
    let (outcome, readings) = (&measurement.outcome, &measurement.readings);
    let planned = outcome.planned.max(1) as f64;
    let generator = generator_busy_ratio(outcome, readings);
    let generator_limited = generator > GENERATOR_BUSY;
    let goodput = outcome.completed_in_window as f64 / planned;
    let bound = GOODPUT - 2.0 / planned.sqrt();
    if goodput < bound && !generator_limited {
        let reason = format!("{goodput:.3} of the offered load answered in the window (at least {bound:.3})");
        failed.push((Verdict::Overloaded, reason));
    }
    if generator_limited {
        let reason = format!("generator's cores {generator:.2} busy (at most {GENERATOR_BUSY})");
        failed.push((Verdict::GeneratorLimited, reason));
    }
    let sent = outcome.sent as f64 / planned;
    if (sent - 1.0).abs() > SENT_WITHIN {
        failed.push((
            Verdict::GeneratorLimited,
            format!("sent ÷ planned = {sent:.3} (1 within {SENT_WITHIN})"),
        ));
    }
    let lag_us = outcome.lag.value_at_quantile(0.99) as f64 / 1e3;
    let bound_us = LAG_US.max(LAG_SHARE * outcome.response.value_at_quantile(0.5) as f64 / 1e3);
    if lag_us > bound_us {
        failed.push((Verdict::GeneratorLimited, format!("lag p99 {lag_us:.0} µs (at most {bound_us:.0})")));
    }
}

/// Throughput of the window's two halves; a trend means that it is no steady state.
fn steadiness(load: &Load, outcome: &Outcome, failed: &mut Failed) {
    const DRIFT: f64 = 0.15;
    let window_ms = outcome.window.as_millis() as i64;
    let inside: Vec<u64> = outcome
        .series
        .iter()
        .filter(|part| part.start_ms >= 0 && part.start_ms + 250 <= window_ms)
        .map(|part| part.completed)
        .collect();
    let half = inside.len() / 2;
    if half == 0 || matches!(load, Load::Open { .. }) {
        return;
    }
    let first: u64 = inside[..half].iter().sum();
    let last: u64 = inside[inside.len() - half..].iter().sum();
    let drift = last as f64 / first.max(1) as f64 - 1.0;
    // Twice the random spread of two counts is no trend.
    let bound = DRIFT.max(2.0 * (2.0 / first.max(1) as f64).sqrt());
    if drift.abs() > bound {
        let reason =
            format!("throughput changed by {drift:+.2} between the window's halves (at most {bound:.2})");
        failed.push((Verdict::Unsteady, reason));
    }
}
