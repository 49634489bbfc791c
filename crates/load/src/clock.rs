//! One clock for all loops, and the settings of the thread that reads it.

use std::num::NonZeroU64;
use std::time::Duration;

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use rustix::thread::{current_timer_slack, set_current_timer_slack};
use rustix::time::{ClockId, Timespec, clock_gettime};

/// Nanoseconds since this clock was made, on the monotonic clock of the system.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    base: u64,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self { base: ns(clock_gettime(ClockId::Monotonic)) }
    }

    #[inline]
    pub(crate) fn now(self) -> u64 {
        ns(clock_gettime(ClockId::Monotonic)) - self.base
    }
}

/// CPU that the calling thread has used.
pub(crate) fn thread_cpu() -> Duration {
    Duration::from_nanos(ns(clock_gettime(ClockId::ThreadCPUTime)))
}

/// A duration in whole nanoseconds; what does not fit is as good as for ever.
pub(crate) fn duration_ns(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX / 4).min(u64::MAX / 4)
}

/// For `epoll_pwait2`.
pub(crate) fn timespec(ns: u64) -> Timespec {
    Timespec { tv_sec: (ns / 1_000_000_000).cast_signed(), tv_nsec: (ns % 1_000_000_000).cast_signed() }
}

fn ns(time: Timespec) -> u64 {
    time.tv_sec.cast_unsigned() * 1_000_000_000 + time.tv_nsec.cast_unsigned()
}

/// Keeps the calling thread on one core and its timers exact, until dropped: the thread may be one that
/// the caller goes on using.
pub(crate) struct ThreadSettings {
    affinity: Option<CpuSet>,
    slack_ns: Option<u64>,
}

impl ThreadSettings {
    pub(crate) fn apply(core: Option<u32>) -> Result<Self, String> {
        let affinity = core.map(pin).transpose()?;
        // By default the kernel may deliver a timer 50 µs late, to save wake-ups.
        let slack_ns = current_timer_slack().ok();
        let _ = set_current_timer_slack(NonZeroU64::new(1));
        Ok(Self { affinity, slack_ns })
    }
}

impl Drop for ThreadSettings {
    fn drop(&mut self) {
        if let Some(affinity) = &self.affinity {
            let _ = sched_setaffinity(None, affinity);
        }
        if let Some(slack_ns) = self.slack_ns {
            let _ = set_current_timer_slack(NonZeroU64::new(slack_ns));
        }
    }
}

fn pin(core: u32) -> Result<CpuSet, String> {
    let before = sched_getaffinity(None).map_err(|error| format!("cannot read the cores: {error}"))?;
    let mut one = CpuSet::new();
    let at = core as usize;
    if at >= CpuSet::MAX_CPU {
        return Err(format!("there is no core {core}"));
    }
    one.set(at);
    sched_setaffinity(None, &one).map_err(|error| {
        format!("cannot run on core {core}: {error}; give a core that this process may use")
    })?;
    Ok(before)
}
