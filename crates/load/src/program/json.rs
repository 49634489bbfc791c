//! The outcome for programs.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hdrhistogram::Histogram;
use hdrhistogram::serialization::{Serializer, V2Serializer};
use load::{Load, Outcome, Plan};
use serde::Serialize;

use super::summary::{Clock, completed_per_s, cpu_us_per_request, little_ratio};
use super::verdict::Verdict;

#[derive(Serialize)]
struct Document<'a> {
    url: &'a str,
    load: &'static str,
    rate_per_s: Option<f64>,
    connections: u32,
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
    completed_per_s: f64,
    in_flight_mean: f64,
    little_ratio: Option<f64>,
    connections_without_response: u32,
    busy_ratio: f64,
    cpu_us_per_request: Option<f64>,
    verdict: &'static str,
    reasons: &'a [String],
    notes: &'a [String],
    response_us: Option<ClockFigures>,
    service_us: Option<ClockFigures>,
    lag_us: Option<ClockFigures>,
    lateness_us: Option<ClockFigures>,
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
pub(super) fn document(url: &str, plan: &Plan, outcome: &Outcome, verdict: &Verdict) -> String {
    let unsent = outcome.planned - outcome.sent;
    let (load, rate_per_s) = match plan.load {
        Load::Closed { .. } => ("closed", None),
        Load::Open { rate_per_s, .. } => ("open", Some(rate_per_s)),
    };
    let errors = &outcome.errors;
    let document = Document {
        url,
        load,
        rate_per_s,
        connections: outcome.connections_max,
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
        completed_per_s: completed_per_s(outcome),
        in_flight_mean: outcome.in_flight_mean,
        little_ratio: little_ratio(&plan.load, outcome),
        connections_without_response: outcome.connections_without_response,
        busy_ratio: outcome.busy_ratio,
        cpu_us_per_request: cpu_us_per_request(outcome),
        verdict: verdict.word,
        reasons: &verdict.reasons,
        notes: &outcome.notes,
        response_us: figures(&outcome.response, outcome.censored),
        service_us: figures(&outcome.service, outcome.censored.saturating_sub(unsent)),
        lag_us: figures(&outcome.lag, unsent.min(outcome.censored)),
        lateness_us: figures(&outcome.lateness, 0),
    };
    let text = serde_json::to_string_pretty(&document);
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
