//! CPU time of cores: what the hypervisor took away, what others used.

use std::fs;

/// Clock ticks since boot, over some cores.
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
    /// Reads those of the whole machine now; `None` where the kernel does not tell.
    pub(crate) fn now() -> Option<Self> {
        Self::parse(&fs::read_to_string("/proc/stat").ok()?)
    }

    /// Reads those of `cores` now; of none in particular means of all.
    pub(crate) fn of(cores: &[u32]) -> Option<Self> {
        let stat = fs::read_to_string("/proc/stat").ok()?;
        if cores.is_empty() { Self::parse(&stat) } else { Self::sum(&stat, cores) }
    }

    fn sum(stat: &str, cores: &[u32]) -> Option<Self> {
        let of = |core: &u32| {
            let start = format!("cpu{core} ");
            Self::line(stat.lines().find_map(|line| line.strip_prefix(&start))?)
        };
        cores.iter().map(of).try_fold(Self { total: 0, idle: 0, steal: 0 }, |sum, one| {
            let one = one?;
            Some(Self {
                total: sum.total + one.total,
                idle: sum.idle + one.idle,
                steal: sum.steal + one.steal,
            })
        })
    }

    fn parse(stat: &str) -> Option<Self> {
        Self::line(stat.lines().next()?.strip_prefix("cpu ")?)
    }

    fn line(line: &str) -> Option<Self> {
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

    /// What one tick is of all CPU time since `earlier`.
    pub(crate) fn tick_since(self, earlier: Self) -> Option<f64> {
        let total = self.total.checked_sub(earlier.total).filter(|total| *total > 0)?;
        Some(1.0 / total as f64)
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
        assert_eq!(later.tick_since(earlier), Some(0.01));
        assert_eq!(CpuTimes::parse("intr 1 2 3"), None);
    }

    #[test]
    fn cores_are_told_apart() {
        let stat =
            "cpu  6 0 0 60 0 0 0 6\ncpu0 1 0 0 10 0 0 0 1\ncpu1 2 0 0 20 0 0 0 2\ncpu10 3 0 0 30 0 0 0 3\n";
        let of = |total, idle, steal| Some(CpuTimes { total, idle, steal });
        assert_eq!(CpuTimes::sum(stat, &[1]), of(24, 20, 2));
        assert_eq!(CpuTimes::sum(stat, &[0, 10]), of(48, 40, 4));
        assert_eq!(CpuTimes::sum(stat, &[0, 2]), None, "there is no core 2");
    }
}
