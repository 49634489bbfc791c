//! Starting something on some cores only.

use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::Pid;

/// Does `start` with this thread confined to `cores`, so that a process started in it inherits
/// them; then restores where this thread may run. No cores: nothing is confined.
pub(crate) fn on_cores<T>(cores: &[u32], start: impl FnOnce() -> T) -> T {
    let this_thread = Pid::from_raw(0);
    let before = sched_getaffinity(this_thread);
    if !cores.is_empty() {
        // Whether the system lets us was asked before, see `can_pin`.
        let _ = sched_setaffinity(this_thread, &set_of(cores));
    }
    let outcome = start();
    if let Ok(before) = before {
        let _ = sched_setaffinity(this_thread, &before);
    }
    outcome
}

/// Whether the system lets a thread be confined to `cores`: some sandboxes refuse it, and some pretend.
pub(crate) fn can_pin(cores: &[u32]) -> bool {
    let told = on_cores(cores, || sched_getaffinity(Pid::from_raw(0)).map(|set| numbers(&set)));
    let mut wanted = cores.to_vec();
    wanted.sort_unstable();
    told == Ok(wanted)
}

pub(super) fn numbers(set: &CpuSet) -> Vec<u32> {
    (0..CpuSet::count()).filter(|&cpu| set.is_set(cpu).unwrap_or(false)).map(|cpu| cpu as u32).collect()
}

fn set_of(cores: &[u32]) -> CpuSet {
    let mut set = CpuSet::new();
    for &core in cores {
        // A core beyond the set's size cannot be asked for; the process then runs anywhere.
        let _ = set.set(core as usize);
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here() -> Vec<u32> {
        sched_getaffinity(Pid::from_raw(0)).map(|set| numbers(&set)).expect("Linux tells")
    }

    #[test]
    fn the_thread_may_run_where_it_could_before() {
        let before = here();
        assert_eq!(on_cores(&before[..1], here), before[..1]);
        assert_eq!(here(), before);
    }

    #[test]
    fn a_core_that_is_not_there_cannot_be_had() {
        assert!(can_pin(&here()[..1]));
        assert!(!can_pin(&[u32::MAX]));
    }
}
