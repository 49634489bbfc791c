//! How much memory a server may use before it is stopped, so that it does not take the machine with it.

use std::fs;

/// Of what there is, a server may use this part.
const SHARE: u64 = 2;
/// Where the system does not tell how much there is.
const UNTOLD: u64 = 2 << 30;

/// The limit in bytes: `asked_mib`, or half of the machine's or the container's memory.
pub(crate) fn memory_max_bytes(asked_mib: Option<u64>) -> u64 {
    asked_mib.map_or_else(|| there_is().unwrap_or(UNTOLD) / SHARE, |mib| mib.saturating_mul(1 << 20))
}

/// The machine's memory or the container's, whichever is less.
fn there_is() -> Option<u64> {
    let machine = total(&fs::read_to_string("/proc/meminfo").ok()?)?;
    let limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
    let container = limits.iter().find_map(|file| fs::read_to_string(file).ok()?.trim().parse().ok());
    Some(container.map_or(machine, |container: u64| container.min(machine)))
}

fn total(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_what_there_is_unless_asked() {
        assert_eq!(total("MemTotal:        2048 kB\nMemFree: 1 kB\n"), Some(2 << 20));
        assert_eq!(memory_max_bytes(Some(64)), 64 << 20);
        assert!(memory_max_bytes(None) > 64 << 20);
    }
}
