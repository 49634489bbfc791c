//! A process's CPU clock: nanoseconds, threads that have exited included (method rule 7).

use std::time::Duration;

use nix::sys::time::TimeSpec;
use nix::time::{ClockId, clock_getcpuclockid, clock_gettime};
use nix::unistd::Pid;

/// Reads how much CPU a process has used, from outside it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CpuClock(ClockId);

impl CpuClock {
    /// The clock of the process `pid`; `None` where the system has none to give.
    pub(crate) fn of(pid: u32) -> Option<Self> {
        let pid = Pid::from_raw(i32::try_from(pid).ok()?);
        clock_getcpuclockid(pid).ok().map(Self)
    }

    /// User and system time so far; `None` once the process is gone.
    pub(crate) fn read(self) -> Option<Duration> {
        clock_gettime(self.0).ok().map(|time: TimeSpec| Duration::from(time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_a_thread_that_has_exited() {
        let clock = CpuClock::of(std::process::id()).expect("this process has a clock");
        let before = clock.read().expect("and it can be read");
        // By the thread's own clock: this process's counts other tests' work too.
        let spin = std::thread::spawn(|| {
            let own = CpuClock(ClockId::CLOCK_THREAD_CPUTIME_ID);
            while own.read().expect("a thread has one") < Duration::from_millis(20) {}
        });
        spin.join().expect("spinning does not panic");
        assert!(clock.read().expect("as above") - before >= Duration::from_millis(20));
    }
}
