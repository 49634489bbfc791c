//! What this machine cannot give, with the reason (method rule 10): such cells stay empty, never 0.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The columns that stay empty here, and other figures that one might miss, each with its reason.
pub(crate) fn not_available(proc_fs: &Path, sys_fs: &Path) -> BTreeMap<String, String> {
    let mut missing = BTreeMap::new();
    let mut note = |what: &str, why: String| drop(missing.insert(what.to_owned(), why));
    let text = |file: &str| fs::read_to_string(proc_fs.join(file)).unwrap_or_default();
    for (column, file, word) in NEEDS {
        if !text(file).contains(word) {
            note(column, format!("this kernel's /proc/{file} has no `{word}`"));
        }
    }
    let has_wait =
        text("self/schedstat").split_whitespace().nth(1).is_some_and(|wait| wait.parse::<u64>().is_ok());
    if !has_wait {
        note("run_queue_wait_us_per_request", "this kernel keeps no /proc/PID/schedstat".into());
    }
    let counters = if sys_fs.join("bus/event_source/devices/cpu").exists() {
        "this machine offers them, but Common Ground does not read them"
    } else {
        "this machine offers none (no /sys/bus/event_source/devices/cpu), as is usual in a virtual machine"
    };
    note("hardware counters (cycles, instructions, cache misses)", counters.into());
    note(
        "kernel memory for sockets and open files",
        "the kernel tells it for the whole machine only (slab); not in any column".into(),
    );
    missing
}

/// Columns, where they come from, and the word that must stand there.
const NEEDS: [(&str, &str, &str); 7] = [
    ("memory_pss_bytes_max", "self/smaps_rollup", "Pss:"),
    ("memory_page_tables_bytes", "self/status", "VmPTE:"),
    ("memory_kernel_stacks_bytes", "meminfo", "KernelStack:"),
    ("socket_buffers_bytes", "net/sockstat", "TCP:"),
    ("listen_overflows", "net/netstat", "ListenOverflows"),
    ("tcp_retransmits", "net/snmp", "RetransSegs"),
    ("steal_ratio", "stat", "cpu "),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_anything_is_told_in_full() {
        let empty = tempfile::tempdir().expect("a temporary folder");
        let missing = not_available(empty.path(), empty.path());
        for (column, file, _) in NEEDS {
            assert!(missing[column].contains(file), "{missing:?}");
        }
        assert!(missing["run_queue_wait_us_per_request"].contains("schedstat"));
        assert!(missing.values().any(|why| why.contains("no /sys/bus/event_source")));
    }

    #[test]
    fn what_is_there_is_not_called_missing() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (_, file, word) in NEEDS.into_iter().chain([("", "self/schedstat", "12 34 5")]) {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().expect("it has a folder")).expect("it is writable");
            let before = fs::read_to_string(&path).unwrap_or_default();
            fs::write(&path, format!("{before}{word} 1\n")).expect("it is writable");
        }
        fs::create_dir_all(folder.path().join("bus/event_source/devices/cpu")).expect("it is writable");
        let missing = not_available(folder.path(), folder.path());
        assert_eq!(missing.len(), 2, "{missing:?}");
        assert!(missing.values().all(|why| !why.contains("no `") && !why.contains("offers none")));
    }

    #[test]
    fn every_column_named_here_exists() {
        let named = NEEDS.iter().map(|need| need.0).chain(["run_queue_wait_us_per_request"]);
        for column in named {
            assert!(record::COLUMNS.iter().any(|known| known.name == column), "{column}");
        }
    }
}
