//! From a measurement to its row in `points.csv`.

use hdrhistogram::Histogram;
use load::{Load, Outcome};
use record::{Histograms, LoadKind, Point, SeriesWindow, Verdict};

use crate::execute::{CaseFailure, CaseParts};
use crate::measurement::{Measurement, Readings};
use crate::plan::Step;
use crate::verdict::{generator_busy_ratio, judge, little_ratio, server_busy_ratio};

/// Everything that is written down of one case.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    /// The row.
    pub(crate) point: Point,
    /// What the generator recorded.
    outcome: Outcome,
    /// The time series.
    pub(crate) series: Vec<SeriesWindow>,
    /// For the log and the terminal.
    pub(crate) notes: Vec<String>,
}

impl Recorded {
    /// The three clocks.
    pub(crate) fn histograms(&self) -> Histograms<'_> {
        let Outcome { response, service, lag, .. } = &self.outcome;
        Histograms { response, service, lag }
    }
}

/// What is written down of `step`, which was the `order`th case of the run.
///
/// A case that could not be measured at all is a point too: a server that does not start or dies is
/// a result (method rule 18).
pub(crate) fn recorded(
    step: &Step,
    order: u32,
    parts: &CaseParts<'_>,
    measured: Result<Measurement, CaseFailure>,
) -> Recorded {
    let (measured, failure) = match measured {
        Ok(measured) => (measured, None),
        Err(CaseFailure(reason)) => (nothing(), Some(reason)),
    };
    let mut point = point(step, order, &parts.load, &measured);
    let mut notes = measured.notes;
    if let Some(reason) = failure {
        point.verdict = Verdict::Failed;
        point.verdict_reason = reason.clone();
        notes.push(reason);
    }
    let series = measured.outcome.series.iter().map(series_window).collect();
    Recorded { point, outcome: measured.outcome, series, notes }
}

/// The measurement of a case that could not begin.
fn nothing() -> Measurement {
    Measurement {
        started: std::time::Duration::ZERO,
        outcome: Outcome::default(),
        readings: Readings::default(),
        death: None,
        notes: Vec::new(),
    }
}

fn series_window(window: &load::Window) -> SeriesWindow {
    SeriesWindow {
        start_ms: window.start_ms,
        sent: window.sent,
        completed: window.completed,
        errors: window.errors,
        response_p50_us: window.response_p50_us,
        response_p99_us: window.response_p99_us,
        response_mean_us: window.response_mean_us,
    }
}

/// The row of `step`, which was the `order`th case of the run.
fn point(step: &Step, order: u32, load: &Load, measured: &Measurement) -> Point {
    let (outcome, readings) = (&measured.outcome, &measured.readings);
    let (verdict, verdict_reason) = judge(load, measured);
    let window_s = outcome.window.as_secs_f64();
    let completed = outcome.completed_in_window;
    let per_request = |us: f64| (completed > 0).then(|| us / completed as f64);
    let micros = |cpu: std::time::Duration| cpu.as_nanos() as f64 / 1e3;
    let switches = readings.server_usage.filter(|usage| usage.requests > 0);
    let (load_kind, offered_per_s) = match load {
        Load::Closed { .. } => (LoadKind::Closed, None),
        Load::Open { rate_per_s, .. } => (LoadKind::Open, Some(*rate_per_s)),
    };
    let connections = match load {
        Load::Closed { connections } => *connections,
        Load::Open { .. } => outcome.connections_max,
    };
    Point {
        scenario: step.case.scenario.clone(),
        contender: step.case.contender.clone(),
        load_kind,
        connections,
        offered_per_s,
        block: step.block,
        order,
        started_s: measured.started.as_secs_f64(),
        window_s,
        planned: outcome.planned,
        sent: outcome.sent,
        completed_per_s: if window_s > 0.0 { completed as f64 / window_s } else { 0.0 },
        errors: outcome.errors.total(),
        censored: outcome.censored,
        samples: outcome.response.len(),
        response_mean_us: (!outcome.response.is_empty()).then(|| outcome.response.mean() / 1e3),
        response_p50_us: quantile_us(&outcome.response, 0.5),
        response_p90_us: quantile_us(&outcome.response, 0.9),
        response_p99_us: quantile_us(&outcome.response, 0.99),
        response_p999_us: quantile_us(&outcome.response, 0.999),
        response_max_us: (!outcome.response.is_empty()).then(|| outcome.response.max() as f64 / 1e3),
        service_p50_us: quantile_us(&outcome.service, 0.5),
        service_p99_us: quantile_us(&outcome.service, 0.99),
        lag_p50_us: quantile_us(&outcome.lag, 0.5),
        lag_p99_us: quantile_us(&outcome.lag, 0.99),
        cpu_us_per_request: readings.server_cpu.and_then(|cpu| per_request(micros(cpu))),
        requests_per_cpu_s: readings
            .server_cpu
            .filter(|cpu| !cpu.is_zero())
            .map(|cpu| completed as f64 / cpu.as_secs_f64()),
        server_busy_ratio: server_busy_ratio(outcome, readings),
        context_switches_voluntary_per_request: switches
            .map(|usage| usage.switches_voluntary as f64 / usage.requests as f64),
        context_switches_involuntary_per_request: switches
            .map(|usage| usage.switches_involuntary as f64 / usage.requests as f64),
        threads_max: readings.threads_max,
        memory_pss_bytes_max: readings.pss_bytes,
        backend_cpu_us_per_request: readings.backend_cpu.and_then(|cpu| per_request(micros(cpu))),
        backend_in_flight_max: readings.backend_in_flight_max,
        generator_busy_ratio: Some(generator_busy_ratio(outcome, readings)),
        steal_ratio: readings.steal_ratio,
        little_ratio: little_ratio(load, outcome),
        connections_without_response: outcome.connections_without_response,
        verdict,
        verdict_reason,
    }
}

fn quantile_us(histogram: &Histogram<u64>, quantile: f64) -> Option<f64> {
    (!histogram.is_empty()).then(|| histogram.value_at_quantile(quantile) as f64 / 1e3)
}
