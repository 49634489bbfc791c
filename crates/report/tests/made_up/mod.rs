//! A run that nobody measured. Its figures are made up by simple formulas, near enough to real ones to see
//! what a report of a real run looks like; nothing may be concluded from them.
#![allow(dead_code)]

use std::collections::BTreeMap;

use record::{
    Backend, Contender, Environment, LoadKind, Manifest, Placement, Point, Profile, SCHEMA_VERSION, Scenario,
    State, Verdict, Version,
};

/// A made-up run, as a run directory would hold it.
pub(crate) struct MadeUp {
    pub(crate) manifest: Manifest,
    pub(crate) points: Vec<Point>,
}

const BLOCKS: u32 = 3;
const WINDOW_S: f64 = 2.0;
const WAIT_US: f64 = 10_000.0;
const CLOSED: [u32; 8] = [1, 4, 16, 64, 256, 1024, 2048, 4096];
const OPEN: [f64; 4] = [1_000.0, 4_000.0, 8_000.0, 16_000.0];

/// What the formulas know of a contender.
struct Character {
    name: &'static str,
    title: &'static str,
    model: &'static str,
    colour: &'static str,
    http: &'static str,
    pairs: &'static [&'static str],
    cpu_us: f64,
    tail: f64,
    memory_base: f64,
    memory_each: f64,
}

const CHARACTERS: [Character; 4] = [
    Character {
        name: "tokio",
        title: "hyper on tokio tasks",
        model: "tasks on an executor",
        colour: "async",
        http: "hyper",
        pairs: &["matched", "practice"],
        cpu_us: 44.0,
        tail: 1.3,
        memory_base: 4.1e6,
        memory_each: 2.3e4,
    },
    Character {
        name: "thread-per-connection",
        title: "hyper's codec, one thread a connection",
        model: "a thread for each connection",
        colour: "blocking",
        http: "hyper",
        pairs: &["matched"],
        cpu_us: 62.0,
        tail: 1.5,
        memory_base: 3.2e6,
        memory_each: 5.2e4,
    },
    Character {
        name: "thread-per-request",
        title: "hyper's codec, a fresh thread a request",
        model: "a thread for each request",
        colour: "blocking",
        http: "hyper",
        pairs: &[],
        cpu_us: 104.0,
        tail: 1.9,
        memory_base: 3.3e6,
        memory_each: 6.0e4,
    },
    Character {
        name: "tiny-http",
        title: "tiny_http, a thread spawned a request",
        model: "a thread for each request",
        colour: "blocking",
        http: "tiny_http",
        pairs: &["practice"],
        cpu_us: 93.0,
        tail: 2.1,
        memory_base: 2.9e6,
        memory_each: 6.4e4,
    },
];

/// All of it: two scenarios, four contenders, both kinds of load, three blocks, with every verdict somewhere.
pub(crate) fn run() -> MadeUp {
    let mut points = Vec::new();
    for block in 0..BLOCKS {
        for (who, character) in CHARACTERS.iter().enumerate() {
            for connections in CLOSED {
                points.push(closed("fetch/ten-ms", character, who, connections, block, WAIT_US));
                if connections <= 256 {
                    points.push(closed("plaintext", character, who, connections, block, 0.0));
                }
            }
            for rate in OPEN {
                points.push(open("fetch/ten-ms", character, who, rate, block));
            }
        }
    }
    for (order, point) in points.iter_mut().enumerate() {
        point.order = order as u32;
        point.started_s = order as f64 * 3.1;
    }
    trouble(&mut points);
    let order =
        points.iter().map(|p| format!("{} {} {} {}", p.scenario, p.contender, p.load(), p.block)).collect();
    MadeUp { manifest: manifest(order), points }
}

/// What goes wrong in it, so that the report has something to be honest about.
fn trouble(points: &mut [Point]) {
    for point in points {
        let threads = point.contender != "tokio";
        if point.load_kind == LoadKind::Closed
            && point.connections == 4096
            && threads
            && point.scenario.starts_with("fetch")
        {
            point.verdict = Verdict::Starved;
            point.verdict_reason =
                "Little's law 0.31 (bound 0.95); 2,980 of 4,096 connections got no answer".into();
            point.little_ratio = Some(0.31);
            point.connections_without_response = 2_980;
        }
        if point.load_kind == LoadKind::Closed
            && point.connections == 16
            && point.block == 1
            && point.contender == "tokio"
        {
            point.verdict = Verdict::Noisy;
            point.verdict_reason = "steal 3.4 % (bound 1 %)".into();
            point.steal_ratio = Some(0.034);
            point.cpu_us_per_request = point.cpu_us_per_request.map(|cpu| cpu * 1.6);
        }
        if point.load_kind == LoadKind::Open && point.offered_per_s == Some(16_000.0) && threads {
            point.verdict = Verdict::Overloaded;
            point.verdict_reason = "goodput 0.71 of offered (bound 0.99); backlog grew by 9,200".into();
            point.censored = point.samples / 5;
        }
    }
}

fn closed(
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

fn open(scenario: &str, who: &Character, index: usize, rate: f64, block: u32) -> Point {
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

fn manifest(order: Vec<String>) -> Manifest {
    Manifest {
        schema_version: SCHEMA_VERSION,
        name: "2026-11-24-made-up-0000000".into(),
        started_at: "2026-11-24T09:30:00Z".into(),
        state: State::Complete,
        command: "cargo xtask compare --profile quick --seed 7".into(),
        seed: 7,
        order,
        profile: Profile { name: "quick".into(), blocks: BLOCKS, warmup_ms: 500, window_ms: 2_000 },
        scenarios: vec![fetch(), plaintext()],
        contenders: CHARACTERS.iter().map(contender).collect(),
        environment: environment(),
        warnings: vec!["nofile was raised from 1024 to 524288, its hard limit".into()],
        protocol: record::Protocol::default(),
    }
}

fn fetch() -> Scenario {
    Scenario {
        name: "fetch/ten-ms".into(),
        title: "One call of 10 ms to a backend".into(),
        question: "When each request waits 10 ms for a backend, what do threads cost and what does async buy?".into(),
        expect: "No difference in speed until a core is full; then the cheaper model carries more.".into(),
        analysis: "Read CPU per request where both are equally fast; then look for where a tail or the throughput parts."
            .into(),
        target: "/fetch?ms=10&bytes=128".into(),
        wait_ms: 10,
        backend: Backend::Fixed,
        objective_p99_ms: Some(50.0),
        contenders: CHARACTERS.iter().map(|c| c.name.to_owned()).collect(),
    }
}

fn plaintext() -> Scenario {
    Scenario {
        name: "plaintext".into(),
        title: "Control: no waiting at all".into(),
        question: "What does the model cost when nothing waits?".into(),
        expect: "The smallest request shows the model's own cost, and nothing of its use.".into(),
        analysis: "A ranking here says little about work that waits; it is here as a control.".into(),
        target: "/plaintext".into(),
        wait_ms: 0,
        backend: Backend::Fixed,
        objective_p99_ms: None,
        contenders: CHARACTERS.iter().map(|c| c.name.to_owned()).collect(),
    }
}

fn contender(who: &Character) -> Contender {
    Contender {
        name: who.name.into(),
        title: who.title.into(),
        model: who.model.into(),
        colour: who.colour.into(),
        http: who.http.into(),
        pairs: who.pairs.iter().map(|&pair| pair.to_owned()).collect(),
        limits: BTreeMap::from([("connections".into(), "20000".into()), ("threads".into(), "20000".into())]),
        command: format!("server {} --port 0", who.name),
        version: Version { program: "server 0.1.0".into(), libraries: format!("{} 1.0", who.http) },
    }
}

fn environment() -> Environment {
    Environment {
        kernel: "6.1.0".into(),
        cpu_model: Some("A made-up CPU".into()),
        cores: 2,
        threads_per_core: Some(1),
        governor: None,
        hypervisor: Some("KVM".into()),
        memory_bytes: Some(8 << 30),
        compiler: "rustc 1.91.0".into(),
        git_revision: Some("0000000".into()),
        limits: BTreeMap::from([
            ("nofile".into(), "524288".into()),
            ("max_map_count".into(), "65530".into()),
        ]),
        generator_ceiling_per_s: None,
        not_available: BTreeMap::new(),
        placement: Placement {
            server: vec![0],
            generator: vec![1],
            backend: vec![1],
            caveats: vec!["two cores only: generator and backend share core 1".into()],
        },
    }
}
