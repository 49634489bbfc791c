//! What one case gave, before anybody judges it.

use std::time::Duration;

use load::Outcome;

use crate::process::MemoryGuarded;

/// What was read of the server, the backend and the machine at the window's edges.
#[derive(Clone, Debug, Default)]
pub(crate) struct Readings {
    /// Server CPU in the window, exited threads included.
    pub(crate) server_cpu: Option<Duration>,
    /// Backend CPU in the window.
    pub(crate) backend_cpu: Option<Duration>,
    /// What the server told of itself between the two edges.
    pub(crate) server_usage: Option<UsageDelta>,
    /// The most calls that the backend saw in flight in the window.
    pub(crate) backend_in_flight_max: Option<u64>,
    /// Calls that the backend saw given up in the window: their caller closed the connection.
    pub(crate) backend_abandoned: Option<u64>,
    /// Calls that the backend still carried out a second after the last client had gone.
    pub(crate) orphan_calls: Option<u64>,
    /// Whether clients leave by their plan, so that those who do are no errors of the server.
    pub(crate) clients_leave: bool,
    /// The most threads that the server was seen with.
    pub(crate) threads_max: Option<u32>,
    /// The server's memory under load.
    pub(crate) memory: Memory,
    /// Ready but without a core ÷ running, over the server's threads.
    pub(crate) wait_to_run_ratio: Option<f64>,
    /// Share of the machine's CPU time that the hypervisor took.
    pub(crate) steal_ratio: Option<f64>,
    /// Share of the used cores' CPU time in which anything ran.
    pub(crate) busy_ratio: Option<f64>,
    /// What one tick of the kernel's counters is of the machine's CPU time.
    pub(crate) tick_ratio: Option<f64>,
    /// Connections that a full listening queue turned away.
    pub(crate) listen_overflows: Option<u64>,
    /// TCP segments that were sent again.
    pub(crate) tcp_retransmits: Option<u64>,
    /// What the generator reached against a responder that does nothing.
    pub(crate) ceiling_per_s: Option<f64>,
    /// How long the machine slept while the case ran.
    pub(crate) slept: Option<Duration>,
    /// What the guard on the server's memory saw.
    pub(crate) memory_guard: Option<MemoryGuarded>,
    /// Whether the load changes over the window by its plan, so that it cannot be steady.
    pub(crate) is_shaped: bool,
    /// How many cores each part was given.
    pub(crate) cores: Cores,
}

/// The server's memory, read once right after the window while the load goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Memory {
    /// Proportional set size: user memory, shared pages by their share.
    pub(crate) pss_bytes: Option<u64>,
    /// Kernel stacks, one a thread.
    pub(crate) kernel_stacks_bytes: Option<u64>,
    /// Page tables.
    pub(crate) page_tables_bytes: Option<u64>,
    /// What waits in TCP sockets of this network namespace, both ends.
    pub(crate) socket_buffers_bytes: Option<u64>,
}

/// How many cores each part was given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cores {
    /// The server's.
    pub(crate) server: usize,
    /// The generator's.
    pub(crate) generator: usize,
    /// All that any of the three uses.
    pub(crate) used: usize,
    /// Whether backend and generator share theirs.
    pub(crate) backend_with_generator: bool,
}

/// How far a server's own counters went between two answers to `usage`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct UsageDelta {
    /// Requests that it answered.
    pub(crate) requests: u64,
    /// Voluntary context switches, exited threads included.
    pub(crate) switches_voluntary: u64,
    /// Involuntary ones.
    pub(crate) switches_involuntary: u64,
    /// Page faults that needed no disk, exited threads included.
    pub(crate) faults_minor: u64,
    /// Page faults that needed one.
    pub(crate) faults_major: u64,
    /// Connections that it refused since its start.
    pub(crate) refused: u64,
    /// Requests in flight at the two edges, the fewer of both.
    pub(crate) in_flight_min: Option<u64>,
}

/// One case, measured.
#[derive(Clone, Debug)]
pub(crate) struct Measurement {
    /// When the window opened, after the start of the run.
    pub(crate) started: Duration,
    /// What the generator recorded.
    pub(crate) outcome: Outcome,
    /// What was read beside it.
    pub(crate) readings: Readings,
    /// How the server or the backend died, if one did.
    pub(crate) death: Option<String>,
    /// What the reader should know: a server that had to be killed, a limit that was met.
    pub(crate) notes: Vec<String>,
    /// How often it was measured anew, for longer, since it was not steady.
    pub(crate) extensions: u32,
}

/// Requests whose client left, where clients do so by their plan.
pub(crate) fn left_by_plan(outcome: &Outcome, readings: &Readings) -> u64 {
    if readings.clients_leave { outcome.errors.timeout } else { 0 }
}

/// Closed loop: throughput × mean response ÷ connections; 1 when every connection is served.
pub(crate) fn little_ratio(connections: u32, outcome: &Outcome) -> Option<f64> {
    let rate_per_s = outcome.completed_in_window as f64 / outcome.window.as_secs_f64();
    let response_s = outcome.response.mean() / 1e9;
    (outcome.completed_in_window > 0).then(|| rate_per_s * response_s / f64::from(connections))
}

/// The share of their cores that the generator, and the backend if it sits there too, were busy.
/// `None` if there was no window.
pub(crate) fn generator_busy_ratio(outcome: &Outcome, readings: &Readings) -> Option<f64> {
    let backend = readings.backend_cpu.filter(|_| readings.cores.backend_with_generator);
    Some(outcome.busy_ratio + share(backend.unwrap_or_default(), outcome, readings.cores.generator)?)
}

/// The share of its cores that the server was busy.
pub(crate) fn server_busy_ratio(outcome: &Outcome, readings: &Readings) -> Option<f64> {
    share(readings.server_cpu?, outcome, readings.cores.server)
}

/// The share of the used cores in which something else ran than server, backend and generator. The
/// kernel counts all CPU time in ticks, so it may come out a little below 0.
pub(crate) fn foreign_cpu_ratio(outcome: &Outcome, readings: &Readings) -> Option<f64> {
    let ours = readings.server_cpu? + readings.backend_cpu.unwrap_or_default() + outcome.cpu;
    Some(readings.busy_ratio? - share(ours, outcome, readings.cores.used)?)
}

/// `cpu` as a share of what `cores` cores could do in the window; `None` if there was no window.
fn share(cpu: Duration, outcome: &Outcome, cores: usize) -> Option<f64> {
    let capacity_s = outcome.window.as_secs_f64() * cores.max(1) as f64;
    (capacity_s > 0.0).then(|| cpu.as_secs_f64() / capacity_s)
}
