//! A run to write: a manifest, points and histograms.

#![allow(dead_code)]

use std::collections::BTreeMap;

use hdrhistogram::Histogram;
use record::{
    Environment, Gate, Histograms, LoadKind, Manifest, Point, Profile, RecordError, RunWriter,
    SCHEMA_VERSION, SeriesWindow, State, Verdict,
};

pub(crate) fn manifest() -> Manifest {
    Manifest {
        schema_version: SCHEMA_VERSION,
        name: "2026-11-24-tour-0f3a9c1".into(),
        started_at: "2026-11-24T08:00:00Z".into(),
        state: State::Running,
        command: "cargo xtask compare --seed 7".into(),
        seed: 7,
        order: vec!["fetch-10ms tokio closed 64 block 0".into()],
        profile: Profile { name: "quick".into(), blocks: 3, warmup_ms: 500, window_ms: 2000 },
        scenarios: Vec::new(),
        contenders: Vec::new(),
        environment: Environment {
            kernel: "6.18".into(),
            limits: BTreeMap::from([("nofile".into(), "20000".into())]),
            ..Environment::default()
        },
        warnings: vec!["nofile raised".into()],
        protocol: record::Protocol::default(),
    }
}

pub(crate) fn point(order: u32) -> Point {
    Point {
        scenario: "curated/fetch-10ms".into(),
        contender: "thread-per-connection".into(),
        load_kind: LoadKind::Closed,
        connections: 64,
        offered_per_s: None,
        block: order,
        order,
        started_s: 12.5,
        window_s: 2.0,
        planned: 1000,
        sent: 1000,
        completed_per_s: 500.25,
        errors: 0,
        censored: 0,
        samples: 1000,
        response_mean_us: Some(10_321.1),
        response_p50_us: Some(10_100.0),
        response_p90_us: Some(10_900.0),
        response_p99_us: Some(12_000.0),
        response_p999_us: None,
        response_max_us: Some(14_000.0),
        response_p50_design_effect: Some(1.5),
        response_p90_design_effect: Some(1.25),
        response_p99_design_effect: Some(0.75),
        response_p999_design_effect: None,
        service_p50_us: Some(10_100.0),
        service_p99_us: Some(12_000.0),
        lag_p50_us: None,
        lag_p99_us: None,
        cpu_us_per_request: Some(64.125),
        requests_per_cpu_s: Some(15_594.5),
        server_busy_ratio: Some(0.3),
        context_switches_voluntary_per_request: Some(1.97),
        context_switches_involuntary_per_request: Some(0.07),
        threads_max: Some(66),
        memory_pss_bytes_max: Some(4_000_000),
        backend_cpu_us_per_request: Some(5.0),
        backend_in_flight_max: Some(64),
        generator_busy_ratio: Some(0.2),
        steal_ratio: None,
        little_ratio: Some(0.99),
        connections_without_response: 0,
        parked_requests: None,
        extensions: Some(0),
        server_cpu_us_per_s: Some(31_000.5),
        run_queue_wait_us_per_request: None,
        page_faults_minor_per_request: Some(0.25),
        page_faults_major_per_request: Some(0.0),
        memory_kernel_stacks_bytes: Some(1_081_344),
        memory_page_tables_bytes: Some(40_960),
        socket_buffers_bytes: Some(0),
        in_flight_mean: Some(63.5),
        foreign_cpu_ratio: Some(0.01),
        listen_overflows: Some(0),
        tcp_retransmits: None,
        orphan_calls: None,
        verdict: Verdict::Valid,
        verdict_reason: "every gate passed, \"little\" = 0.99, lag = -".into(),
    }
}

/// `count` values from `base_ns` upwards.
pub(crate) fn histogram(base_ns: u64, count: u64) -> Histogram<u64> {
    let mut histogram = Histogram::new_with_bounds(1, 60_000_000_000, 3).unwrap();
    for at in 0..count {
        histogram.record(base_ns + at * 7_919).unwrap();
    }
    histogram
}

pub(crate) fn series(windows: u64) -> Vec<SeriesWindow> {
    (0..windows)
        .map(|at| SeriesWindow {
            start_ms: at as i64 * 250 - 500,
            sent: 120 + at,
            completed: 119,
            errors: at % 2,
            response_p50_us: (at > 0).then_some(10_000.5),
            response_p99_us: None,
            response_mean_us: Some(1.0 / 3.0),
            beyond_p50: Some(59),
            beyond_p90: Some(12),
            beyond_p99: Some(at % 3),
            beyond_p999: Some(0),
        })
        .collect()
}

pub(crate) fn gates() -> Vec<Gate> {
    vec![
        Gate::new("sent", Some(1.0), Some(0.99), Some(1.01), Verdict::GeneratorLimited),
        Gate::new("steal", None, None, Some(0.01), Verdict::Noisy).noted("\"not told\", here"),
        Gate::new("little", Some(1.0 / 3.0), Some(0.95), Some(1.05), Verdict::Starved),
    ]
}

/// Adds a case whose histograms depend on its order.
pub(crate) fn add(writer: &mut RunWriter, order: u32) -> Result<(), RecordError> {
    let (response, service, lag) = (
        histogram(10_000_000 + u64::from(order), 1000),
        histogram(9_000_000, 900 + u64::from(order)),
        histogram(1, 0),
    );
    let histograms = Histograms { response: &response, service: &service, lag: &lag };
    writer.add(&point(order), histograms, &series(20), &gates())
}
