//! Whether the machine was asleep: a laptop's lid, a virtual machine that was set aside.

use std::time::Duration;

use nix::time::{ClockId, clock_gettime};

/// How long the machine has slept since it was started: `CLOCK_BOOTTIME`, which counts sleep, less
/// `CLOCK_MONOTONIC`, which does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sleep(Duration);

impl Sleep {
    /// Reads it now; `None` where the system lacks a clock.
    pub(crate) fn so_far() -> Option<Self> {
        let monotonic = Duration::from(clock_gettime(ClockId::CLOCK_MONOTONIC).ok()?);
        let boot = Duration::from(clock_gettime(ClockId::CLOCK_BOOTTIME).ok()?);
        Some(Self(boot.saturating_sub(monotonic)))
    }

    /// How long of the time since `earlier` the machine slept. The two clocks are read one after the other,
    /// so it may come out a little above 0 on a machine that is awake.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_between_two_readings_is_told() {
        let (before, after) = (Sleep(Duration::from_secs(40)), Sleep(Duration::from_secs(43)));
        assert_eq!(after.since(before), Duration::from_secs(3));
        assert_eq!(before.since(after), Duration::ZERO);
        assert!(Sleep::so_far().is_some(), "Linux has both clocks");
    }
}
