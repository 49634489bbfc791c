//! The outcome for programs.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hdrhistogram::Histogram;
use hdrhistogram::serialization::{Serializer, V2Serializer};
use load::{ClassOutcome, Load, LoopFigures, Plan};
use serde::Serialize;

use super::summary::{
    Clock, Measured, censored_by_sent, completed_per_s, cpu_us_per_request, little_ratio, nothing_right,
};

#[derive(Serialize)]
struct Document<'a> {
    url: &'a str,
    load: &'static str,
    rate_per_s: Option<f64>,
    connections: u32,
    /// The most that an open loop might have opened.
    connections_max: Option<u32>,
    seed: u64,
    window_s: f64,
    /// Stopped before its end.
    partial: bool,
    planned: u64,
    sent: u64,
    completed: u64,
    completed_in_window: u64,
    errors: u64,
    errors_by_kind: ErrorKinds<'a>,
    censored: u64,
    /// Of the censored, those never sent since they were older than the deadline.
    shed: u64,
    completed_per_s: f64,
    in_flight_mean: f64,
    little_ratio: Option<f64>,
    connections_without_response: u32,
    busy_ratio: f64,
    loops: Vec<LoopJson>,
    cpu_us_per_request: Option<f64>,
    verdict: &'static str,
    reasons: &'a [String],
    notes: &'a [String],
    /// As all clocks of requests: null where not one answer was right.
    response_us: Option<ClockFigures>,
    service_us: Option<ClockFigures>,
    lag_us: Option<ClockFigures>,
    lateness_us: Option<ClockFigures>,
    classes: Vec<ClassFigures<'a>>,
    pacing: Option<PacingFigures>,
    /// How late the machine wakes a sleeper.
    jitter_us: Option<ClockFigures>,
    /// Answers a second, against a server that answers at once.
    ceiling_per_s: Option<f64>,
}

#[derive(Serialize)]
struct LoopJson {
    core: Option<u32>,
    busy_ratio: f64,
    cpu_s: f64,
}

#[derive(Serialize)]
struct ClassFigures<'a> {
    label: &'a str,
    planned: u64,
    completed: u64,
    errors: u64,
    censored: u64,
    response_us: Option<ClockFigures>,
    service_us: Option<ClockFigures>,
}

#[derive(Serialize)]
struct PacingFigures {
    /// Share of gaps under 5 µs, as planned and as sent.
    bursts_planned: f64,
    bursts_sent: f64,
    /// The largest difference between the two distributions of gaps.
    distance: f64,
}

#[derive(Serialize)]
struct ErrorKinds<'a> {
    connect: u64,
    closed: u64,
    malformed: u64,
    status: u64,
    body: u64,
    timeout: u64,
    excerpt: Option<&'a str>,
}

#[derive(Serialize)]
struct ClockFigures {
    mean: f64,
    p50: f64,
    p90: f64,
    p99: f64,
    p999: f64,
    max: f64,
    /// How many of the values are lower bounds only.
    censored: u64,
    /// The whole histogram in ns: `HdrHistogram` V2, Base64.
    hdr_v2: String,
}

/// The document, with a line break at its end.
pub(super) fn document(url: &str, plan: &Plan, measured: &Measured<'_>) -> String {
    let Measured { outcome, verdict, checked } = measured;
    let (censored_sent, censored_unsent) = censored_by_sent(outcome);
    let (load, rate_per_s, connections_max) = match plan.load {
        Load::Closed { .. } => ("closed", None, None),
        Load::Open { rate_per_s, connections_max, .. } => ("open", Some(rate_per_s), Some(connections_max)),
    };
    let is_timed = !nothing_right(outcome);
    let timed = |histogram, censored| is_timed.then(|| figures(histogram, censored)).flatten();
    let errors = &outcome.errors;
    let document = Document {
        url,
        load,
        rate_per_s,
        connections: outcome.connections_max,
        connections_max,
        seed: plan.seed,
        window_s: outcome.window.as_secs_f64(),
        partial: outcome.stopped_early,
        planned: outcome.planned,
        sent: outcome.sent,
        completed: outcome.completed,
        completed_in_window: outcome.completed_in_window,
        errors: errors.total(),
        errors_by_kind: ErrorKinds {
            connect: errors.connect,
            closed: errors.closed,
            malformed: errors.malformed,
            status: errors.status,
            body: errors.body,
            timeout: errors.timeout,
            excerpt: errors.excerpt.as_deref(),
        },
        censored: outcome.censored,
        shed: outcome.shed,
        completed_per_s: completed_per_s(outcome),
        in_flight_mean: outcome.in_flight_mean,
        little_ratio: little_ratio(&plan.load, outcome),
        connections_without_response: outcome.connections_without_response,
        busy_ratio: outcome.busy_ratio,
        loops: outcome.loops.iter().map(one_loop).collect(),
        cpu_us_per_request: cpu_us_per_request(outcome),
        verdict: verdict.word,
        reasons: &verdict.reasons,
        notes: &outcome.notes,
        response_us: timed(&outcome.response, outcome.censored),
        service_us: timed(&outcome.service, censored_sent),
        lag_us: timed(&outcome.lag, censored_unsent),
        lateness_us: figures(&outcome.lateness, 0),
        classes: outcome.classes.iter().map(class).collect(),
        pacing: outcome.pacing().map(|pacing| PacingFigures {
            bursts_planned: pacing.bursts_planned,
            bursts_sent: pacing.bursts_sent,
            distance: pacing.distance,
        }),
        jitter_us: figures(&checked.jitter, 0),
        ceiling_per_s: checked.ceiling_per_s,
    };
    let text = serde_json::to_string_pretty(&document);
    text.expect("numbers and strings are always JSON") + "\n"
}

fn one_loop(one: &LoopFigures) -> LoopJson {
    LoopJson { core: one.core, busy_ratio: one.busy_ratio, cpu_s: one.cpu.as_secs_f64() }
}

fn class(class: &ClassOutcome) -> ClassFigures<'_> {
    let timed = |histogram, censored| (class.completed > 0).then(|| figures(histogram, censored)).flatten();
    ClassFigures {
        label: &class.label,
        planned: class.planned,
        completed: class.completed,
        errors: class.errors,
        censored: class.censored,
        response_us: timed(&class.response, class.censored),
        service_us: timed(&class.service, class.censored.min(class.service.len())),
    }
}

/// One clock alone.
pub(super) fn clock_json(histogram: &Histogram<u64>) -> String {
    let text = serde_json::to_string_pretty(&figures(histogram, 0));
    text.expect("numbers and strings are always JSON") + "\n"
}

fn figures(histogram: &Histogram<u64>, censored: u64) -> Option<ClockFigures> {
    let clock = Clock::of(histogram, censored)?;
    let [p50, p90, p99, p999] = clock.percentiles.map(|percentile| percentile.us);
    let mut bytes = Vec::new();
    V2Serializer::new().serialize(histogram, &mut bytes).expect("a vector takes all bytes");
    let hdr_v2 = STANDARD.encode(bytes);
    Some(ClockFigures { mean: clock.mean_us, p50, p90, p99, p999, max: clock.max.us, censored, hdr_v2 })
}
