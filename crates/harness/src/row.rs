//! From a measurement to its row in `points.csv`.

use std::time::Duration;

use hdrhistogram::Histogram;
use load::Outcome;
use record::{LoadKind, Point, Verdict};
use scenario::LoadPoint;

use crate::design_effects::design_effects;
use crate::measurement::{
    Measurement, Readings, UsageDelta, foreign_cpu_ratio, generator_busy_ratio, little_ratio,
    server_busy_ratio,
};
use crate::plan::Step;

/// The row of `step`, which was the `order`th case of the run.
pub(crate) fn row(step: &Step, order: u32, measured: &Measurement) -> Point {
    let (outcome, readings) = (&measured.outcome, &measured.readings);
    let window_s = outcome.window.as_secs_f64();
    let each = Each { outcome, readings };
    let asked = Asked::of(step.case.load, outcome);
    let effects = design_effects(outcome);
    Point {
        scenario: step.case.scenario.clone(),
        contender: step.case.contender.clone(),
        load_kind: asked.load_kind,
        connections: asked.connections,
        offered_per_s: asked.offered_per_s,
        parked_requests: asked.parked_requests,
        block: step.block,
        order,
        started_s: measured.started.as_secs_f64(),
        window_s,
        extensions: Some(measured.extensions),
        planned: outcome.planned,
        sent: outcome.sent,
        completed_per_s: if window_s > 0.0 { outcome.completed_in_window as f64 / window_s } else { 0.0 },
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
        cpu_us_per_request: each.server_cpu_us(),
        requests_per_cpu_s: each.per_cpu_s(),
        server_busy_ratio: server_busy_ratio(outcome, readings),
        server_cpu_us_per_s: readings.server_cpu.filter(|_| window_s > 0.0).map(|cpu| micros(cpu) / window_s),
        context_switches_voluntary_per_request: each.told(|usage| usage.switches_voluntary),
        context_switches_involuntary_per_request: each.told(|usage| usage.switches_involuntary),
        run_queue_wait_us_per_request: each.run_queue_wait_us(),
        page_faults_minor_per_request: each.told(|usage| usage.faults_minor),
        page_faults_major_per_request: each.told(|usage| usage.faults_major),
        threads_max: readings.threads_max,
        memory_pss_bytes_max: readings.memory.pss_bytes,
        memory_kernel_stacks_bytes: readings.memory.kernel_stacks_bytes,
        memory_page_tables_bytes: readings.memory.page_tables_bytes,
        socket_buffers_bytes: readings.memory.socket_buffers_bytes,
        backend_cpu_us_per_request: readings.backend_cpu.and_then(|cpu| each.of(micros(cpu))),
        backend_in_flight_max: readings.backend_in_flight_max,
        orphan_calls: readings.orphan_calls,
        in_flight_mean: (window_s > 0.0).then_some(outcome.in_flight_mean),
        generator_busy_ratio: generator_busy_ratio(outcome, readings),
        steal_ratio: readings.steal_ratio,
        foreign_cpu_ratio: foreign_cpu_ratio(outcome, readings),
        listen_overflows: readings.listen_overflows,
        tcp_retransmits: readings.tcp_retransmits,
        little_ratio: asked.little_ratio,
        connections_without_response: outcome.connections_without_response,
        verdict: Verdict::Failed,
        verdict_reason: String::new(),
    }
}

/// What a load point asked for, in the row's columns.
struct Asked {
    load_kind: LoadKind,
    connections: u32,
    offered_per_s: Option<f64>,
    parked_requests: Option<u32>,
    little_ratio: Option<f64>,
}

impl Asked {
    fn of(load: LoadPoint, outcome: &Outcome) -> Self {
        let plain = Self {
            load_kind: LoadKind::Parked,
            connections: outcome.connections_max,
            offered_per_s: None,
            parked_requests: None,
            little_ratio: None,
        };
        match load {
            LoadPoint::Closed { connections } => Self {
                load_kind: LoadKind::Closed,
                connections,
                little_ratio: little_ratio(connections, outcome),
                ..plain
            },
            LoadPoint::Open { rate_per_s } => {
                Self { load_kind: LoadKind::Open, offered_per_s: Some(rate_per_s), ..plain }
            }
            LoadPoint::Parked { requests } => Self { parked_requests: Some(requests), ..plain },
        }
    }
}

/// What each request took.
struct Each<'a> {
    outcome: &'a Outcome,
    readings: &'a Readings,
}

impl Each<'_> {
    fn of(&self, us: f64) -> Option<f64> {
        let completed = self.outcome.completed_in_window;
        (completed > 0).then(|| us / completed as f64)
    }

    fn server_cpu_us(&self) -> Option<f64> {
        self.readings.server_cpu.and_then(|cpu| self.of(micros(cpu)))
    }

    fn per_cpu_s(&self) -> Option<f64> {
        let cpu = self.readings.server_cpu.filter(|cpu| !cpu.is_zero())?;
        Some(self.outcome.completed_in_window as f64 / cpu.as_secs_f64())
    }

    fn run_queue_wait_us(&self) -> Option<f64> {
        Some(self.readings.wait_to_run_ratio? * self.server_cpu_us()?)
    }

    /// The server counts its requests between its own two answers, and so are these.
    fn told(&self, of: fn(&UsageDelta) -> u64) -> Option<f64> {
        let usage = self.readings.server_usage.filter(|usage| usage.requests > 0)?;
        Some(of(&usage) as f64 / usage.requests as f64)
    }
}

fn micros(cpu: Duration) -> f64 {
    cpu.as_nanos() as f64 / 1e3
}

fn quantile_us(histogram: &Histogram<u64>, quantile: f64) -> Option<f64> {
    (!histogram.is_empty()).then(|| histogram.value_at_quantile(quantile) as f64 / 1e3)
}
