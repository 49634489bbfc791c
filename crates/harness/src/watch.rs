//! The thread that watches while the load runs: threads, memory, the run queue, the machine's counters.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use load::Phase;

use crate::machine::{CpuTimes, TcpCounts, socket_buffers_bytes};
use crate::measurement::Memory;
use crate::process::{RunQueue, memory, threads};

/// How often the threads are counted.
const EVERY: Duration = Duration::from_millis(50);
/// About what it takes to read one thread's time on the run queue.
const RUN_QUEUE_EACH: Duration = Duration::from_micros(20);

/// What the watching thread is told.
#[derive(Clone, Debug)]
pub(crate) struct Watch {
    /// The cores of server, generator and backend together: what runs there and is not ours is foreign.
    pub(crate) used: Vec<u32>,
    /// Where it runs itself: not on the server's cores.
    pub(crate) cores: Vec<u32>,
    /// How long the warm-up lasts; half of it over, the run queue is read for the first time.
    pub(crate) warmup: Duration,
}

/// What the watching thread saw.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watched {
    pub(crate) threads_max: Option<u32>,
    pub(crate) memory: Memory,
    pub(crate) times: [Option<CpuTimes>; 2],
    pub(crate) tcp: [Option<TcpCounts>; 2],
    pub(crate) run_queue: [Option<RunQueue>; 2],
}

impl Watch {
    /// Counts threads while the load runs. What takes long is read outside the window: the run queue in
    /// the warm-up and after the window, memory right after the window, while the load still goes on.
    pub(crate) fn run(self, pid: u32, edges: &Receiver<Phase>) -> Watched {
        let mut watched = Watched::default();
        let mut warm = None;
        loop {
            match edges.recv_timeout(EVERY) {
                Ok(Phase::Warmup) => warm = Some(Instant::now() + self.warmup / 2),
                Ok(Phase::WindowStart) => {
                    watched.times[0] = CpuTimes::of(&self.used);
                    watched.tcp[0] = TcpCounts::now();
                    warm = None;
                }
                Ok(Phase::WindowEnd) => {
                    watched.times[1] = CpuTimes::of(&self.used);
                    watched.tcp[1] = TcpCounts::now();
                    watched.memory = Memory { socket_buffers_bytes: socket_buffers_bytes(), ..memory(pid) };
                    watched.run_queue[1] = watched.run_queue[0].is_some().then(|| RunQueue::of(pid));
                }
                Ok(_) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return watched,
            }
            let now = threads(pid);
            watched.threads_max = watched.threads_max.max(now);
            if warm.is_some_and(|warm| Instant::now() >= warm) {
                warm = None;
                let fits = now.is_some_and(|now| RUN_QUEUE_EACH * now < self.warmup / 4);
                watched.run_queue[0] = fits.then(|| RunQueue::of(pid));
            }
        }
    }
}
