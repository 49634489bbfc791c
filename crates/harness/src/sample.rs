//! What is read beside the load: CPU at the window's very edges, the rest by a thread of its own (`watch.rs`).

use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use load::{Observer, Phase};
use serde::Deserialize;

use crate::machine::on_cores;
use crate::measurement::{Readings, UsageDelta};
use crate::process::{Child, CpuClock};
use crate::watch::{Watch, Watched};

/// How long a saturated server may take to tell its usage.
const ANSWER_MAX: Duration = Duration::from_secs(5);

/// Reads server, backend and machine while the load runs.
#[derive(Debug)]
pub(crate) struct Sampler<'a> {
    server: &'a mut Child,
    backend: &'a mut Child,
    clocks: [Option<CpuClock>; 2],
    began: Instant,
    started: Duration,
    edges: [Option<[Option<Duration>; 2]>; 2],
    edge: Sender<Phase>,
    watch: JoinHandle<Watched>,
}

/// A program's answer to `usage`; what it does not tell is 0 and not used.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
struct Usage {
    requests: u64,
    switches_voluntary: u64,
    switches_involuntary: u64,
    faults_minor: u64,
    faults_major: u64,
    refused: u64,
    in_flight: Option<u64>,
    in_flight_max: Option<u64>,
    abandoned: Option<u64>,
}

impl Observer for Sampler<'_> {
    fn phase(&mut self, phase: Phase) {
        let edge = match phase {
            Phase::WindowStart => 0,
            Phase::WindowEnd => 1,
            Phase::Warmup => {
                let _ = self.edge.send(phase);
                return;
            }
            Phase::Drain => return,
        };
        self.edges[edge] = Some(self.clocks.map(|clock| clock.and_then(CpuClock::read)));
        if edge == 0 {
            self.started = self.began.elapsed();
        }
        // The question is a few bytes into a pipe; the answer is collected after the load.
        self.server.ask("usage");
        // The most in flight is counted anew from here on.
        self.backend.ask(if edge == 0 { "reset" } else { "usage" });
        let _ = self.edge.send(phase);
    }
}

impl<'a> Sampler<'a> {
    /// Watches `server` and `backend` from now on.
    pub(crate) fn new(server: &'a mut Child, backend: &'a mut Child, began: Instant, watch: Watch) -> Self {
        let clocks = [CpuClock::of(server.pid()), CpuClock::of(backend.pid())];
        let (edge, edges) = channel();
        let pid = server.pid();
        let watch = on_cores(&watch.cores.clone(), || thread::spawn(move || watch.run(pid, &edges)));
        Self { server, backend, clocks, began, started: began.elapsed(), edges: [None; 2], edge, watch }
    }

    /// The server's number.
    pub(crate) fn server_pid(&self) -> u32 {
        self.server.pid()
    }

    /// When the window opened, and everything that was read.
    pub(crate) fn readings(self) -> (Duration, Readings) {
        drop(self.edge);
        let watched = self.watch.join().unwrap_or_default();
        let used = |which: usize| {
            let [before, after] = self.edges.map(|edge| edge.and_then(|clocks| clocks[which]));
            after?.checked_sub(before?)
        };
        let asked = self.edges.iter().flatten().count();
        let server = answers(self.server, asked);
        let backend = answers(self.backend, asked);
        let times = watched.times[0].zip(watched.times[1]);
        let tcp = watched.tcp[0].zip(watched.tcp[1]);
        let [queued, queued_later] = &watched.run_queue;
        let readings = Readings {
            server_cpu: used(0),
            backend_cpu: used(1),
            server_usage: server.map(|[before, after]| UsageDelta {
                requests: after.requests.saturating_sub(before.requests),
                switches_voluntary: after.switches_voluntary.saturating_sub(before.switches_voluntary),
                switches_involuntary: after.switches_involuntary.saturating_sub(before.switches_involuntary),
                faults_minor: after.faults_minor.saturating_sub(before.faults_minor),
                faults_major: after.faults_major.saturating_sub(before.faults_major),
                refused: after.refused,
                in_flight_min: before.in_flight.zip(after.in_flight).map(|(before, after)| before.min(after)),
            }),
            backend_in_flight_max: backend.and_then(|[_, after]| after.in_flight_max),
            // Counted anew from the window's start on, as the most in flight is.
            backend_abandoned: backend.and_then(|[_, after]| after.abandoned),
            threads_max: watched.threads_max,
            memory: watched.memory,
            wait_to_run_ratio: queued
                .as_ref()
                .zip(queued_later.as_ref())
                .and_then(|(before, after)| after.wait_to_run_since(before)),
            steal_ratio: times.and_then(|(from, to)| to.steal_since(from)),
            busy_ratio: times.and_then(|(from, to)| to.busy_since(from)),
            tick_ratio: times.and_then(|(from, to)| to.tick_since(from)),
            listen_overflows: tcp.map(|(from, to)| to.listen_overflows.saturating_sub(from.listen_overflows)),
            tcp_retransmits: tcp.map(|(from, to)| to.retransmits.saturating_sub(from.retransmits)),
            ..Readings::default()
        };
        (self.started, readings)
    }
}

/// The answers to the questions asked at both edges; `None` where one is missing.
fn answers(child: &Child, asked: usize) -> Option<[Usage; 2]> {
    if asked < 2 {
        return None;
    }
    let next = || serde_json::from_str(&child.answer(ANSWER_MAX)?).ok();
    Some([next()?, next()?])
}
