//! Cores: which may be used, which share a physical core, which memory is near, which are slower.

use std::fs;
use std::path::Path;

use nix::sched::sched_getaffinity;
use nix::unistd::Pid;

use super::pinning::numbers;

/// A core counts as slow below this share of the fastest core's capacity. Cores of one kind differ by a few
/// percent, since some may run at a higher clock; efficiency cores have half of the others' and less.
const SLOW_BELOW: f64 = 0.8;

/// The physical cores that may be used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Topology {
    /// Ascending by their first hardware thread.
    pub(crate) cores: Vec<Core>,
}

/// A physical core.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Core {
    /// The numbers of its hardware threads, of those that may be used.
    pub(crate) threads: Vec<u32>,
    /// Its NUMA node; 0 where the system tells of none.
    pub(crate) node: u32,
    /// Whether it is one of the slower kind in a machine with two.
    pub(crate) is_slow: bool,
}

impl Topology {
    /// The cores that this process may use: cpusets and affinity masks narrow what the system allows, and
    /// cores that are offline are not in it.
    pub(crate) fn here() -> Self {
        let allowed = sched_getaffinity(Pid::from_raw(0)).map(|set| numbers(&set)).unwrap_or_default();
        Self::read(Path::new("/sys/devices"), &allowed)
    }

    /// The cores of `allowed`, as the tree below `sysfs` describes them. What it does not tell is taken
    /// for the simplest: a core alone, one node, one kind.
    pub(crate) fn read(sysfs: &Path, allowed: &[u32]) -> Self {
        let cpus = sysfs.join("system/cpu");
        let online = list_in(&cpus.join("online"));
        let usable = |cpu: &u32| allowed.contains(cpu) && (online.is_empty() || online.contains(cpu));
        let (nodes, slow) = (nodes(sysfs), slow(sysfs, allowed));
        let mut cores: Vec<Core> = Vec::new();
        for &cpu in allowed.iter().filter(|cpu| usable(cpu)) {
            if cores.iter().any(|core| core.threads.contains(&cpu)) {
                continue;
            }
            let mut threads = list_in(&cpus.join(format!("cpu{cpu}/topology/thread_siblings_list")));
            threads.retain(usable);
            if !threads.contains(&cpu) {
                threads = vec![cpu];
            }
            let node = nodes.iter().find(|(_, cpus)| cpus.contains(&cpu)).map_or(0, |(node, _)| *node);
            cores.push(Core { threads, node, is_slow: slow.contains(&cpu) });
        }
        Self { cores }
    }

    /// How many hardware threads may be used.
    pub(crate) fn threads(&self) -> usize {
        self.cores.iter().map(|core| core.threads.len()).sum()
    }

    /// How many hardware threads the widest core has; `None` without a core.
    pub(crate) fn threads_per_core(&self) -> Option<usize> {
        self.cores.iter().map(|core| core.threads.len()).max()
    }
}

/// Each NUMA node with its hardware threads.
fn nodes(sysfs: &Path) -> Vec<(u32, Vec<u32>)> {
    let entries = fs::read_dir(sysfs.join("system/node")).into_iter().flatten().flatten();
    let node = |entry: fs::DirEntry| {
        let number = entry.file_name().to_str()?.strip_prefix("node")?.parse().ok()?;
        Some((number, list_in(&entry.path().join("cpulist"))))
    };
    entries.filter_map(node).collect()
}

/// The hardware threads of the slower kind: as Intel's hybrid machines tell it, else by capacity, as Arm's
/// and newer kernels do. Clock speeds are no guide, since a boost differs between cores of one kind.
fn slow(sysfs: &Path, allowed: &[u32]) -> Vec<u32> {
    let performance = list_in(&sysfs.join("cpu_core/cpus"));
    let efficiency = list_in(&sysfs.join("cpu_atom/cpus"));
    if !performance.is_empty() && !efficiency.is_empty() {
        return efficiency;
    }
    let capacity = |cpu: &u32| {
        let text = fs::read_to_string(sysfs.join(format!("system/cpu/cpu{cpu}/cpu_capacity"))).ok()?;
        Some((*cpu, text.trim().parse::<f64>().ok()?))
    };
    let told: Vec<(u32, f64)> = allowed.iter().filter_map(capacity).collect();
    let most = told.iter().map(|(_, capacity)| *capacity).fold(0.0, f64::max);
    told.into_iter().filter(|(_, capacity)| *capacity < SLOW_BELOW * most).map(|(cpu, _)| cpu).collect()
}

/// The kernel's list notation in `file`; empty if there is no such file.
fn list_in(file: &Path) -> Vec<u32> {
    fs::read_to_string(file).map(|text| list(&text)).unwrap_or_default()
}

/// Reads the kernel's list notation: `0-3,8`.
pub(super) fn list(text: &str) -> Vec<u32> {
    let mut cpus = Vec::new();
    for part in text.trim().split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        if let (Ok(first), Ok(last)) = (first.parse::<u32>(), last.parse::<u32>()) {
            cpus.extend(first..=last);
        }
    }
    cpus
}
