//! What is read beside the load: CPU at the window's very edges, the rest by a thread of its own.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use load::{Observer, Phase};
use serde::Deserialize;

use crate::machine::CpuTimes;
use crate::measurement::{Readings, UsageDelta};
use crate::process::{Child, CpuClock, pss_bytes, threads};

/// How often the threads are counted.
const EVERY: Duration = Duration::from_millis(50);
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

/// What the watching thread saw.
#[derive(Clone, Copy, Debug, Default)]
struct Watched {
    threads_max: Option<u32>,
    pss_bytes: Option<u64>,
    times: [Option<CpuTimes>; 2],
}

/// A program's answer to `usage`; what it does not tell is 0 and not used.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
struct Usage {
    requests: u64,
    switches_voluntary: u64,
    switches_involuntary: u64,
    refused: u64,
    in_flight_max: Option<u64>,
}

impl Observer for Sampler<'_> {
    fn phase(&mut self, phase: Phase) {
        let edge = match phase {
            Phase::WindowStart => 0,
            Phase::WindowEnd => 1,
            Phase::Warmup | Phase::Drain => return,
        };
        self.edges[edge] = Some(self.clocks.map(|clock| clock.and_then(CpuClock::read)));
        if edge == 0 {
            self.started = self.began.elapsed();
        }
        // The question is a few bytes into a pipe; the answer is collected after the load.
        self.server.ask("usage");
        self.backend.ask("usage");
        let _ = self.edge.send(phase);
    }
}

impl<'a> Sampler<'a> {
    /// Watches `server` and `backend` from now on.
    pub(crate) fn new(server: &'a mut Child, backend: &'a mut Child, began: Instant) -> Self {
        let clocks = [CpuClock::of(server.pid()), CpuClock::of(backend.pid())];
        let (edge, edges) = channel();
        let pid = server.pid();
        let watch = thread::spawn(move || watch(pid, &edges));
        Self { server, backend, clocks, began, started: began.elapsed(), edges: [None; 2], edge, watch }
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
        let [from, to] = watched.times;
        let readings = Readings {
            server_cpu: used(0),
            backend_cpu: used(1),
            server_usage: server.map(|[before, after]| UsageDelta {
                requests: after.requests.saturating_sub(before.requests),
                switches_voluntary: after.switches_voluntary.saturating_sub(before.switches_voluntary),
                switches_involuntary: after.switches_involuntary.saturating_sub(before.switches_involuntary),
                refused: after.refused,
            }),
            backend_in_flight_max: backend.and_then(|[_, after]| after.in_flight_max),
            threads_max: watched.threads_max,
            pss_bytes: watched.pss_bytes,
            steal_ratio: from.zip(to).and_then(|(from, to)| to.steal_since(from)),
            machine_busy_ratio: from.zip(to).and_then(|(from, to)| to.busy_since(from)),
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

/// Counts threads while the load runs; at the window's end, while the load still goes on, reads the
/// memory once: walking thousands of stacks takes long enough to disturb what is measured.
fn watch(pid: u32, edges: &Receiver<Phase>) -> Watched {
    let mut watched = Watched::default();
    loop {
        match edges.recv_timeout(EVERY) {
            Ok(Phase::WindowStart) => watched.times[0] = CpuTimes::now(),
            Ok(Phase::WindowEnd) => {
                watched.times[1] = CpuTimes::now();
                watched.pss_bytes = pss_bytes(pid);
            }
            Ok(_) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return watched,
        }
        watched.threads_max = watched.threads_max.max(threads(pid));
    }
}
