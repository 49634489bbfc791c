//! Cores: which may be used, which share a physical core, how to start something on some of them.

use std::fs;
use std::path::Path;

use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::Pid;

/// The physical cores that may be used, each with its hardware threads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Topology {
    /// One entry a physical core, ascending; each holds the numbers of its hardware threads.
    pub(crate) cores: Vec<Vec<u32>>,
}

impl Topology {
    /// The cores that this process may use (a cpuset or an affinity mask narrows them).
    pub(crate) fn here() -> Self {
        let allowed = sched_getaffinity(Pid::from_raw(0)).map(|set| numbers(&set)).unwrap_or_default();
        Self::read(Path::new("/sys/devices/system/cpu"), &allowed)
    }

    /// The cores of `allowed`, grouped by what `sysfs` says of their siblings. A core whose siblings
    /// are not told stands alone.
    pub(crate) fn read(sysfs: &Path, allowed: &[u32]) -> Self {
        let mut cores: Vec<Vec<u32>> = Vec::new();
        for &cpu in allowed {
            if cores.iter().any(|core| core.contains(&cpu)) {
                continue;
            }
            let file = sysfs.join(format!("cpu{cpu}/topology/thread_siblings_list"));
            let told = fs::read_to_string(file).map(|text| list(&text)).unwrap_or_default();
            let mut siblings: Vec<u32> = told.into_iter().filter(|cpu| allowed.contains(cpu)).collect();
            if !siblings.contains(&cpu) {
                siblings = vec![cpu];
            }
            cores.push(siblings);
        }
        Self { cores }
    }
}

/// Does `start` with this thread confined to `cores`, so that a process started in it inherits
/// them; then restores where this thread may run. No cores: nothing is confined.
pub(crate) fn on_cores<T>(cores: &[u32], start: impl FnOnce() -> T) -> T {
    let this_thread = Pid::from_raw(0);
    let before = sched_getaffinity(this_thread);
    let mut set = CpuSet::new();
    for &core in cores {
        // A core beyond the set's size cannot be asked for; the process then runs anywhere.
        let _ = set.set(core as usize);
    }
    if !cores.is_empty() {
        let _ = sched_setaffinity(this_thread, &set);
    }
    let outcome = start();
    if let Ok(before) = before {
        let _ = sched_setaffinity(this_thread, &before);
    }
    outcome
}

fn numbers(set: &CpuSet) -> Vec<u32> {
    (0..CpuSet::count()).filter(|&cpu| set.is_set(cpu).unwrap_or(false)).map(|cpu| cpu as u32).collect()
}

/// Reads the kernel's list notation: `0-3,8`.
fn list(text: &str) -> Vec<u32> {
    let mut cpus = Vec::new();
    for part in text.trim().split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        if let (Ok(first), Ok(last)) = (first.parse::<u32>(), last.parse::<u32>()) {
            cpus.extend(first..=last);
        }
    }
    cpus
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sysfs(siblings: &[(u32, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (cpu, list) in siblings {
            let topology = folder.path().join(format!("cpu{cpu}/topology"));
            fs::create_dir_all(&topology).expect("a folder in it");
            fs::write(topology.join("thread_siblings_list"), format!("{list}\n")).expect("a file in it");
        }
        folder
    }

    #[test]
    fn siblings_stay_together() {
        let folder = sysfs(&[(0, "0,2"), (1, "1,3"), (2, "0,2"), (3, "1,3")]);
        let topology = Topology::read(folder.path(), &[0, 1, 2, 3]);
        assert_eq!(topology.cores, vec![vec![0, 2], vec![1, 3]]);
    }

    #[test]
    fn a_mask_narrows_and_silence_stands_alone() {
        let folder = sysfs(&[(0, "0-1"), (1, "0-1")]);
        let topology = Topology::read(folder.path(), &[1, 7]);
        assert_eq!(topology.cores, vec![vec![1], vec![7]]);
    }

    #[test]
    fn the_thread_may_run_where_it_could_before() {
        let before = sched_getaffinity(Pid::from_raw(0)).map(|set| numbers(&set));
        let inside = on_cores(&[0], || sched_getaffinity(Pid::from_raw(0)).map(|set| numbers(&set)));
        assert_eq!(inside, Ok(vec![0]));
        assert_eq!(sched_getaffinity(Pid::from_raw(0)).map(|set| numbers(&set)), before);
    }
}
