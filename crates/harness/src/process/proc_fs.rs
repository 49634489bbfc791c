//! What `/proc` tells of a process.

use std::fs;
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use crate::measurement::Memory;

/// How many threads the process has now.
///
/// From `status`, which reads one counter; `stat` would walk every thread, which takes
/// milliseconds at ten thousand of them.
pub(crate) fn threads(pid: u32) -> Option<u32> {
    field(&fs::read_to_string(format!("/proc/{pid}/status")).ok()?, "Threads:")?.try_into().ok()
}

/// The process's memory now, user side and the kernel's (method rule 8).
///
/// The kernel's share is what it tells exactly for one process: a stack for each thread and the page
/// tables. Its records of sockets and open files (slab) it tells for the whole machine only.
pub(crate) fn memory(pid: u32) -> Memory {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let kib = |text: &str, name| field(text, name).map(|kib| kib * 1024);
    Memory {
        pss_bytes: kib(&rollup, "Pss:"),
        kernel_stacks_bytes: field(&status, "Threads:")
            .and_then(|threads| Some(threads * kernel_stack_bytes()?)),
        page_tables_bytes: kib(&status, "VmPTE:"),
        socket_buffers_bytes: None,
    }
}

/// How large a thread's kernel stack is here; asked for the first time it takes some time.
///
/// The stacks of threads that have just ended are still counted for a moment, which may be hundreds. So the smallest of
/// some looks is right, and it stays so until the machine is started anew.
pub(crate) fn kernel_stack_bytes() -> Option<u64> {
    const LOOKS: u32 = 10;
    const EVERY: Duration = Duration::from_millis(5);
    static EACH: OnceLock<Option<u64>> = OnceLock::new();
    let look = |_| {
        thread::sleep(EVERY);
        stack_bytes_now()
    };
    *EACH.get_or_init(|| (0..LOOKS).filter_map(look).min())
}

/// All of them ÷ how many threads there are, as a power of two, which it is on every architecture.
fn stack_bytes_now() -> Option<u64> {
    let all_kib = field(&fs::read_to_string("/proc/meminfo").ok()?, "KernelStack:")?;
    let loads = fs::read_to_string("/proc/loadavg").ok()?;
    let threads: u64 = loads.split_whitespace().nth(3)?.split_once('/')?.1.parse().ok()?;
    stack_bytes(all_kib, threads)
}

fn stack_bytes(all_kib: u64, threads: u64) -> Option<u64> {
    let each = (all_kib * 1024) as f64 / threads.max(1) as f64;
    (each >= 4096.0).then(|| 2.0_f64.powf(each.log2().round()) as u64)
}

fn field(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::env;
    use std::io::{BufRead, BufReader, Write, stdin};
    use std::process::{Command, Stdio};
    use std::sync::{Arc, Barrier};

    use super::*;

    #[test]
    fn a_process_that_is_gone_has_nothing() {
        assert_eq!(threads(u32::MAX), None);
        assert_eq!(memory(u32::MAX), Memory::default());
    }

    /// In a process of its own: the threads and pages of this one are other tests' too.
    #[test]
    fn known_threads_and_known_pages_are_seen() {
        let known = "process::proc_fs::tests::a_hundred_threads_and_32_mib_are_held";
        let mut child = Command::new(env::current_exe().expect("Linux tells"))
            .args(["--exact", known, "--ignored", "--nocapture"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this test's own program starts");
        let mut said = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut until = |word: &str| {
            assert!(
                said.any(|line| line.expect("it prints text").ends_with(word)),
                "it ended before `{word}`"
            );
            (threads(child.id()).expect("it lives"), memory(child.id()))
        };
        let (few, before) = until("bare");
        writeln!(child.stdin.as_ref().expect("piped")).expect("it listens");
        let (many, after) = until("laden");
        drop(child.stdin.take());
        assert!(child.wait().expect("it was started").success());

        let grown = |of: fn(Memory) -> Option<u64>| {
            of(after).expect("Linux tells") as i64 - of(before).expect("Linux tells") as i64
        };
        assert_eq!(many, few + 100);
        assert!(grown(|memory| memory.pss_bytes) >= 30 << 20, "{before:?} {after:?}");
        // 32 MiB of 4 KiB pages need 64 KiB of page tables, unless huge pages need none.
        assert!(grown(|memory| memory.page_tables_bytes) > 0, "{before:?} {after:?}");
        let stacks = grown(|memory| memory.kernel_stacks_bytes);
        assert!(stacks >= 90 * 8192 && stacks % 4096 == 0, "{before:?} {after:?}");
    }

    #[test]
    #[ignore = "the process that the test above looks at"]
    fn a_hundred_threads_and_32_mib_are_held() {
        println!("\nbare");
        stdin().read_line(&mut String::new()).expect("the other test writes");
        let (begun, over) = (Arc::new(Barrier::new(101)), Arc::new(Barrier::new(101)));
        let held: Vec<_> = (0..100)
            .map(|_| {
                let (begun, over) = (Arc::clone(&begun), Arc::clone(&over));
                thread::spawn(move || (begun.wait(), over.wait()))
            })
            .collect();
        let pages = vec![1_u8; 32 << 20];
        begun.wait();
        println!("\nladen");
        stdin().read_line(&mut String::new()).expect("the other test closes it");
        assert!(pages.iter().all(|byte| *byte == 1));
        over.wait();
        held.into_iter().for_each(|thread| assert!(thread.join().is_ok()));
    }

    #[test]
    fn a_stack_is_a_power_of_two() {
        assert_eq!(stack_bytes(1680, 105), Some(16 << 10));
        assert_eq!(stack_bytes(1700, 103), Some(16 << 10), "threads come and go between the two readings");
        assert_eq!(stack_bytes(0, 105), None);
    }
}
