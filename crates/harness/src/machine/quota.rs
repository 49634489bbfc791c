//! A container may be allowed less CPU time than its cores could give, and pinning does not help.

use std::fs;

/// What to say if this process is held to fewer CPUs than the `threads` it may use.
pub(crate) fn quota_caveat(threads: usize) -> Option<String> {
    let unified = || fs::read_to_string("/sys/fs/cgroup/cpu.max").ok();
    let split = || {
        let read = |name| fs::read_to_string(format!("/sys/fs/cgroup/cpu/cpu.cfs_{name}_us")).ok();
        Some(format!("{} {}", read("quota")?.trim(), read("period")?.trim()))
    };
    caveat(&unified().or_else(split)?, threads)
}

/// `text`: quota and period in microseconds; a quota of `max` or below 0 is none.
fn caveat(text: &str, threads: usize) -> Option<String> {
    let (quota, period) = text.trim().split_once(' ')?;
    let cpus = quota.parse::<f64>().ok().filter(|quota| *quota > 0.0)? / period.trim().parse::<f64>().ok()?;
    (cpus < threads as f64).then(|| {
        format!(
            "this container may use {cpus:.1} of the {threads} CPUs it sees: once that is used up, everything \
             stands still until the next period"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_quota_below_the_cores_is_worth_a_word() {
        assert_eq!(caveat("max 100000\n", 4), None);
        assert_eq!(caveat("-1 100000", 4), None);
        assert_eq!(caveat("400000 100000", 4), None);
        assert!(caveat("150000 100000\n", 4).is_some_and(|caveat| caveat.contains("1.5 of the 4")));
    }
}
