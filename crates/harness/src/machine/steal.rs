//! CPU time of the whole machine: what the hypervisor took away, what others used.

use std::fs;

/// Clock ticks since boot, over all cores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CpuTimes {
    /// All of them.
    total: u64,
    /// Idle or waiting for a disk.
    idle: u64,
    /// Taken away by the hypervisor.
    steal: u64,
}

impl CpuTimes {
    /// Reads them now; `None` where the kernel does not tell.
    pub(crate) fn now() -> Option<Self> {
        Self::parse(&fs::read_to_string("/proc/stat").ok()?)
    }

    fn parse(stat: &str) -> Option<Self> {
        let line = stat.lines().next()?.strip_prefix("cpu ")?;
        let ticks: Vec<u64> = line.split_whitespace().map_while(|word| word.parse().ok()).collect();
        // user nice system idle iowait irq softirq steal; guest time is already part of user.
        let [_, _, _, idle, iowait, _, _, steal] = *ticks.first_chunk::<8>()?;
        Some(Self { total: ticks[..8].iter().sum(), idle: idle + iowait, steal })
    }

    /// The share of all CPU time since `earlier` that was taken away, 0 to 1.
    pub(crate) fn steal_since(self, earlier: Self) -> Option<f64> {
        let total = self.total.checked_sub(earlier.total).filter(|total| *total > 0)?;
        Some(self.steal.saturating_sub(earlier.steal) as f64 / total as f64)
    }

    /// The share of all CPU time since `earlier` in which something ran here, 0 to 1.
    pub(crate) fn busy_since(self, earlier: Self) -> Option<f64> {
        let total = self.total.checked_sub(earlier.total).filter(|total| *total > 0)?;
        let idle = self.idle.saturating_sub(earlier.idle) + self.steal.saturating_sub(earlier.steal);
        Some(1.0 - idle as f64 / total as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_all_cores() {
        let earlier =
            CpuTimes::parse("cpu  100 0 50 800 10 0 5 35 7 0\ncpu0 …").expect("a line of /proc/stat");
        let later = CpuTimes::parse("cpu  140 0 60 840 10 0 5 45 9 0\n").expect("a line of /proc/stat");
        assert_eq!(later.steal_since(earlier), Some(0.1));
        assert_eq!(later.busy_since(earlier), Some(0.5));
        assert_eq!(earlier.steal_since(earlier), None, "no time has passed");
        assert_eq!(CpuTimes::parse("intr 1 2 3"), None);
    }
}
