//! From a measurement to its row in `points.csv`.

use hdrhistogram::Histogram;
use load::Outcome;
use record::{ClassFigures, Gate, Histograms, LoadKind, Point, SeriesWindow, Verdict};
use scenario::LoadPoint;

use crate::asking;
use crate::design_effects::design_effects;
use crate::execute::CaseFailure;
use crate::gates::gates;
use crate::measurement::{
    Measurement, Readings, UsageDelta, foreign_cpu_ratio, generator_busy_ratio, little_ratio,
    server_busy_ratio,
};
use crate::plan::Step;
use crate::verdict::judge;

/// Everything that is written down of one case.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    /// The row.
    pub(crate) point: Point,
    /// What the generator recorded.
    outcome: Outcome,
    /// The time series.
    pub(crate) series: Vec<SeriesWindow>,
    /// Every gate that it was held against.
    pub(crate) gates: Vec<Gate>,
    /// For the log and the terminal.
    pub(crate) notes: Vec<String>,
}

impl Recorded {
    /// The three clocks.
    pub(crate) fn histograms(&self) -> Histograms<'_> {
        let Outcome { response, service, lag, .. } = &self.outcome;
        Histograms { response, service, lag }
    }

    /// The classes of a mix.
    pub(crate) fn classes(&self) -> Vec<ClassFigures> {
        asking::figures(&self.outcome.classes)
    }
}

/// What is written down of `step`, which was the `order`th case of the run.
///
/// A case that could not be measured at all is a point too: a server that does not start or dies is
/// a result (method rule 18).
pub(crate) fn recorded(step: &Step, order: u32, measured: Result<Measurement, CaseFailure>) -> Recorded {
    let (measured, failure) = match measured {
        Ok(measured) => (measured, None),
        Err(CaseFailure(reason)) => (nothing(), Some(reason)),
    };
    let mut notes = measured.notes.clone();
    let mut gates = gates(step.case.load, &measured);
    if let Some(reason) = failure {
        // What was never measured passes and fails nothing but this.
        gates = vec![Gate::new("started", Some(0.0), Some(1.0), None, Verdict::Failed).noted(reason.clone())];
        notes.push(reason);
    }
    let (verdict, verdict_reason) = judge(&gates);
    let point = Point { verdict, verdict_reason, ..point(step, order, &measured) };
    let series = measured.outcome.series.iter().map(series_window).collect();
    Recorded { point, outcome: measured.outcome, series, gates, notes }
}

/// The measurement of a case that could not begin.
fn nothing() -> Measurement {
    Measurement {
        started: std::time::Duration::ZERO,
        outcome: Outcome::default(),
        readings: Readings::default(),
        death: None,
        notes: Vec::new(),
        extensions: 0,
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
        beyond_p50: Some(window.beyond[0]),
        beyond_p90: Some(window.beyond[1]),
        beyond_p99: Some(window.beyond[2]),
        beyond_p999: Some(window.beyond[3]),
    }
}

/// The row of `step`, which was the `order`th case of the run.
fn point(step: &Step, order: u32, measured: &Measurement) -> Point {
    let (outcome, readings) = (&measured.outcome, &measured.readings);
    let window_s = outcome.window.as_secs_f64();
    let completed = outcome.completed_in_window;
    let per_request = |us: f64| (completed > 0).then(|| us / completed as f64);
    let micros = |cpu: std::time::Duration| cpu.as_nanos() as f64 / 1e3;
    let cpu_us_per_request = readings.server_cpu.and_then(|cpu| per_request(micros(cpu)));
    // The server counts its requests between its own two answers, and so are these.
    let usage = readings.server_usage.filter(|usage| usage.requests > 0);
    let told = |of: fn(&UsageDelta) -> u64| usage.map(|usage| of(&usage) as f64 / usage.requests as f64);
    let (load_kind, connections, offered_per_s, little) = match step.case.load {
        LoadPoint::Closed { connections } => {
            (LoadKind::Closed, connections, None, little_ratio(connections, outcome))
        }
        LoadPoint::Open { rate_per_s } => (LoadKind::Open, outcome.connections_max, Some(rate_per_s), None),
        LoadPoint::Parked { .. } => (LoadKind::Parked, outcome.connections_max, None, None),
    };
    let effects = design_effects(outcome);
    Point {
        scenario: step.case.scenario.clone(),
        contender: step.case.contender.clone(),
        load_kind,
        connections,
        offered_per_s,
        parked_requests: match step.case.load {
            LoadPoint::Parked { requests } => Some(requests),
            LoadPoint::Closed { .. } | LoadPoint::Open { .. } => None,
        },
        block: step.block,
        order,
        started_s: measured.started.as_secs_f64(),
        window_s,
        extensions: Some(measured.extensions),
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
        response_p50_design_effect: effects[0],
        response_p90_design_effect: effects[1],
        response_p99_design_effect: effects[2],
        response_p999_design_effect: effects[3],
        response_max_us: (!outcome.response.is_empty()).then(|| outcome.response.max() as f64 / 1e3),
        service_p50_us: quantile_us(&outcome.service, 0.5),
        service_p99_us: quantile_us(&outcome.service, 0.99),
        lag_p50_us: quantile_us(&outcome.lag, 0.5),
        lag_p99_us: quantile_us(&outcome.lag, 0.99),
        cpu_us_per_request,
        requests_per_cpu_s: readings
            .server_cpu
            .filter(|cpu| !cpu.is_zero())
            .map(|cpu| completed as f64 / cpu.as_secs_f64()),
        server_busy_ratio: server_busy_ratio(outcome, readings),
        server_cpu_us_per_s: readings.server_cpu.filter(|_| window_s > 0.0).map(|cpu| micros(cpu) / window_s),
        context_switches_voluntary_per_request: told(|usage| usage.switches_voluntary),
        context_switches_involuntary_per_request: told(|usage| usage.switches_involuntary),
        run_queue_wait_us_per_request: readings
            .wait_to_run_ratio
            .zip(cpu_us_per_request)
            .map(|(ratio, cpu_us)| ratio * cpu_us),
        page_faults_minor_per_request: told(|usage| usage.faults_minor),
        page_faults_major_per_request: told(|usage| usage.faults_major),
        threads_max: readings.threads_max,
        memory_pss_bytes_max: readings.memory.pss_bytes,
        memory_kernel_stacks_bytes: readings.memory.kernel_stacks_bytes,
        memory_page_tables_bytes: readings.memory.page_tables_bytes,
        socket_buffers_bytes: readings.memory.socket_buffers_bytes,
        backend_cpu_us_per_request: readings.backend_cpu.and_then(|cpu| per_request(micros(cpu))),
        backend_in_flight_max: readings.backend_in_flight_max,
        orphan_calls: readings.orphan_calls,
        in_flight_mean: (window_s > 0.0).then_some(outcome.in_flight_mean),
        generator_busy_ratio: generator_busy_ratio(outcome, readings),
        steal_ratio: readings.steal_ratio,
        foreign_cpu_ratio: foreign_cpu_ratio(outcome, readings),
        listen_overflows: readings.listen_overflows,
        tcp_retransmits: readings.tcp_retransmits,
        little_ratio: little,
        connections_without_response: outcome.connections_without_response,
        verdict: Verdict::Failed,
        verdict_reason: String::new(),
    }
}

fn quantile_us(histogram: &Histogram<u64>, quantile: f64) -> Option<f64> {
    (!histogram.is_empty()).then(|| histogram.value_at_quantile(quantile) as f64 / 1e3)
}
