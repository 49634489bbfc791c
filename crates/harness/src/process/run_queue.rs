//! How long a process's threads were ready to run and had no core: `schedstat` of each thread.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use super::CpuClock;

/// The threads that are compared must have used at least this share of the process's CPU; else most of
/// its work was done by threads that came or went, and took their figures along.
const COVERED: f64 = 0.90;

/// Run and wait time of every thread at one moment, and the process's CPU at the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct RunQueue {
    cpu: Option<Duration>,
    threads: BTreeMap<u32, Times>,
}

/// Nanoseconds since the thread began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Times {
    run_ns: u64,
    wait_ns: u64,
}

impl RunQueue {
    /// Reads them now. Takes some 20 µs a thread, so it belongs outside the window.
    pub(crate) fn of(pid: u32) -> Self {
        let folder = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten();
        let ids = folder.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        let times = |id: u32| parse(&fs::read_to_string(format!("/proc/{pid}/task/{id}/schedstat")).ok()?);
        let threads = ids.filter_map(|id| Some((id, times(id)?))).collect();
        Self { cpu: CpuClock::of(pid).and_then(CpuClock::read), threads }
    }

    /// Wait ÷ run time since `earlier` of the threads that lived at both moments; `None` where they did
    /// too little of the work to speak for the process, or where the kernel does not tell.
    pub(crate) fn wait_to_run_since(&self, earlier: &Self) -> Option<f64> {
        let mut since = Times::default();
        for (id, now) in &self.threads {
            let Some(before) = earlier.threads.get(id) else { continue };
            since.run_ns += now.run_ns.saturating_sub(before.run_ns);
            since.wait_ns += now.wait_ns.saturating_sub(before.wait_ns);
        }
        let used = self.cpu?.checked_sub(earlier.cpu?)?.as_nanos() as f64;
        let is_covered = since.run_ns > 0 && since.run_ns as f64 >= COVERED * used;
        is_covered.then(|| since.wait_ns as f64 / since.run_ns as f64)
    }
}

/// `run_ns wait_ns slices`.
fn parse(schedstat: &str) -> Option<Times> {
    let mut numbers = schedstat.split_whitespace().map(str::parse);
    Some(Times { run_ns: numbers.next()?.ok()?, wait_ns: numbers.next()?.ok()? })
}

#[cfg(test)]
mod tests {
    use std::process::{Child, Command, Stdio};
    use std::thread;
    use std::time::Instant;

    use super::*;
    use crate::machine::{Topology, on_cores};

    struct Spinner(Child);

    impl Drop for Spinner {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    /// A process that does nothing but spin, on a core that this one may use.
    fn spin() -> Spinner {
        let core = Topology::here().cores[0].threads[0];
        let mut shell = Command::new("sh");
        shell.args(["-c", "while :; do :; done"]).stdin(Stdio::null());
        Spinner(on_cores(&[core], || shell.spawn()).expect("there is a shell"))
    }

    #[test]
    fn two_that_spin_on_one_core_wait_as_long_as_they_run() {
        let (one, _other) = (spin(), spin());
        let before = RunQueue::of(one.0.id());
        let ran = |now: &RunQueue| now.cpu.zip(before.cpu).map(|(now, before)| now.saturating_sub(before));
        let began = Instant::now();
        // Others may want that core too. The longer it has run, the less matters what the kernel's count of a thread
        // that runs may be behind (a tick), and what it ran between one reading and the other.
        let ratio = loop {
            thread::sleep(Duration::from_millis(20));
            let now = RunQueue::of(one.0.id());
            if let Some(ratio) = now.wait_to_run_since(&before)
                && ran(&now) >= Some(Duration::from_millis(400))
            {
                break ratio;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "it ran for {:?}", ran(&now));
        };
        assert!(ratio > 0.5, "one of two on a core waits about as long as it runs: {ratio}");
    }

    #[test]
    fn threads_that_came_and_went_leave_nothing_to_say() {
        let queue = |cpu_ms, threads: &[(u32, u64, u64)]| RunQueue {
            cpu: Some(Duration::from_millis(cpu_ms)),
            threads: threads.iter().map(|&(id, run_ns, wait_ns)| (id, Times { run_ns, wait_ns })).collect(),
        };
        let before = queue(10, &[(1, 5_000_000, 0), (2, 5_000_000, 1_000_000)]);
        let same = queue(20, &[(1, 10_000_000, 2_000_000), (2, 9_000_000, 1_250_000)]);
        assert_eq!(same.wait_to_run_since(&before), Some(0.25));
        let ended = queue(20, &[(1, 10_000_000, 2_000_000), (3, 9_000_000, 0)]);
        assert_eq!(ended.wait_to_run_since(&before), None, "half of the work is unseen");
        assert_eq!(before.wait_to_run_since(&before), None, "nothing ran");
        assert_eq!(RunQueue::of(u32::MAX).wait_to_run_since(&before), None);
    }
}
