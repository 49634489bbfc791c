//! What `/proc` tells of a process.

use std::fs;

/// How many threads the process has now.
///
/// From `status`, which reads one counter; `stat` would walk every thread, which takes
/// milliseconds at ten thousand of them.
pub(crate) fn threads(pid: u32) -> Option<u32> {
    field(&fs::read_to_string(format!("/proc/{pid}/status")).ok()?, "Threads:")?.try_into().ok()
}

/// The process's proportional set size now, in bytes (method rule 8).
pub(crate) fn pss_bytes(pid: u32) -> Option<u64> {
    let kib = field(&fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?, "Pss:")?;
    Some(kib * 1024)
}

fn field(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_threads_and_memory() {
        let pid = std::process::id();
        assert!(threads(pid).expect("status is readable") >= 1);
        assert!(pss_bytes(pid).expect("smaps_rollup is readable") > 64 << 10);
    }

    #[test]
    fn a_process_that_is_gone_has_nothing() {
        assert_eq!(threads(u32::MAX), None);
        assert_eq!(pss_bytes(u32::MAX), None);
    }
}
