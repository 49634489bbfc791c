//! From a load to a point.

use record::{LoadKind, Point, Verdict};

use super::characters::Character;

const WINDOW_S: f64 = 2.0;
/// What a call to the made-up backend takes.
pub(super) const WAIT_US: f64 = 10_000.0;

/// A point of a closed loop.
pub(super) fn closed(
    scenario: &str,
    who: &Character,
    index: usize,
    connections: u32,
    block: u32,
    wait_us: f64,
) -> Point {
    let n = f64::from(connections);
    let jitter = jitter(index, connections as usize, block);
    let base_us = if wait_us > 0.0 { who.cpu_us } else { who.cpu_us * 0.42 };
    let cpu_us = base_us * (1.0 + 0.05 * n.log2().max(0.0) / 6.0) * jitter + 28.0 / (1.0 + n / 4.0);
    let unloaded_us = wait_us + 350.0 + cpu_us * 1.4;
    let ceiling_per_s = 0.95e6 / cpu_us;
    let mean_us = unloaded_us.max(n / ceiling_per_s * 1e6);
    let per_s = n / mean_us * 1e6;
    let strain = (n / ceiling_per_s * 1e6 / unloaded_us).min(8.0);
    let p99_us = mean_us * (1.08 + 0.25 * who.tail * (1.0 + strain * who.tail));
    point(
        scenario,
        who,
        block,
        per_s,
        mean_us,
        p99_us,
        cpu_us,
        n,
        jitter,
        LoadKind::Closed,
        connections,
        None,
    )
}

/// A point of an open loop.
pub(super) fn open(scenario: &str, who: &Character, index: usize, rate: f64, block: u32) -> Point {
    let jitter = jitter(index, rate as usize, block);
    let cpu_us = who.cpu_us * 1.04 * jitter;
    let busy = (rate * cpu_us / 1e6).min(0.98);
    let mean_us = WAIT_US + 400.0 + cpu_us / (1.0 - busy);
    let p99_us = mean_us * (1.1 + 0.3 * busy * who.tail);
    let in_flight = rate * mean_us / 1e6;
    let per_s = rate.min(0.97e6 / cpu_us);
    let connections = in_flight as u32 * 2 + 8;
    point(
        scenario,
        who,
        block,
        per_s,
        mean_us,
        p99_us,
        cpu_us,
        in_flight,
        jitter,
        LoadKind::Open,
        connections,
        Some(rate),
    )
}

#[allow(clippy::too_many_arguments)]
fn point(
    scenario: &str,
    who: &Character,
    block: u32,
    per_s: f64,
    mean_us: f64,
    p99_us: f64,
    cpu_us: f64,
    in_flight: f64,
    jitter: f64,
    load_kind: LoadKind,
    connections: u32,
    offered_per_s: Option<f64>,
) -> Point {
    let samples = (per_s * WINDOW_S) as u64;
    let is_async = who.colour == "async";
    let open = load_kind == LoadKind::Open;
    Point {
        scenario: scenario.into(),
        contender: who.name.into(),
        load_kind,
        connections,
        offered_per_s,
        block,
        order: 0,
        started_s: 0.0,
        window_s: WINDOW_S,
        planned: samples,
        sent: samples,
        completed_per_s: per_s,
        errors: 0,
        censored: 0,
        samples,
        response_mean_us: Some(mean_us),
        response_p50_us: Some(mean_us * 0.99 * (1.0 + (jitter - 1.0) / 4.0)),
        response_p90_us: Some(mean_us * 0.6 + p99_us * 0.4),
        response_p99_us: Some(p99_us * jitter),
        response_p999_us: Some(p99_us * 1.7),
        response_max_us: Some(p99_us * 2.4),
        response_p50_design_effect: Some(1.0),
        response_p90_design_effect: Some(1.0),
        response_p99_design_effect: Some(1.0),
        response_p999_design_effect: Some(1.0),
        service_p50_us: Some(mean_us * 0.98),
        service_p99_us: Some(p99_us * 0.97),
        lag_p50_us: open.then_some(22.0),
        lag_p99_us: open.then_some(81.0),
        cpu_us_per_request: Some(cpu_us),
        requests_per_cpu_s: Some(1e6 / cpu_us),
        server_busy_ratio: Some((per_s * cpu_us / 1e6).min(1.0)),
        context_switches_voluntary_per_request: Some(if is_async { 0.12 } else { 2.04 }),
        context_switches_involuntary_per_request: Some(if is_async { 0.01 } else { 0.07 }),
        threads_max: Some(if is_async { 2 } else { in_flight as u32 + 2 }),
        memory_pss_bytes_max: Some((who.memory_base + who.memory_each * in_flight) as u64),
        backend_cpu_us_per_request: Some(9.2),
        backend_in_flight_max: Some(in_flight as u64),
        generator_busy_ratio: Some(0.41),
        steal_ratio: Some(0.003),
        little_ratio: (!open).then_some(0.998),
        connections_without_response: 0,
        parked_requests: None,
        extensions: Some(0),
        server_cpu_us_per_s: Some(per_s * cpu_us),
        run_queue_wait_us_per_request: None,
        page_faults_minor_per_request: None,
        page_faults_major_per_request: None,
        memory_kernel_stacks_bytes: None,
        memory_page_tables_bytes: None,
        socket_buffers_bytes: None,
        in_flight_mean: Some(in_flight),
        foreign_cpu_ratio: None,
        listen_overflows: None,
        tcp_retransmits: None,
        orphan_calls: None,
        verdict: Verdict::Valid,
        verdict_reason: String::new(),
    }
}

/// A few percent, the same for the same case: what a block's contenders have in common, and what they have not.
fn jitter(who: usize, load: usize, block: u32) -> f64 {
    let block = block as usize;
    1.0 + 0.06 * scatter(block * 31 + load) + 0.04 * scatter(who * 131 + load * 17 + block * 577)
}

/// From −0.5 to 0.5, without a pattern that one could see.
fn scatter(n: usize) -> f64 {
    let mixed = (n as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed >> 40) as f64 / (1u64 << 24) as f64 - 0.5
}
