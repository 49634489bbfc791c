//! A guard on a server's memory: whoever grows without bound is stopped before the machine is.

use std::fs;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::{Pid, SysconfVar, sysconf};

/// How often the guard looks. A server that fills 10 GB a second gets 500 MB beyond its limit.
const EVERY: Duration = Duration::from_millis(50);

/// What the guard saw, and where its limit was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MemoryGuarded {
    /// The most resident memory that it saw, in bytes; shared pages count in full.
    pub(crate) most_bytes: u64,
    /// Above this the server is stopped, in bytes.
    pub(crate) limit_bytes: u64,
}

impl MemoryGuarded {
    /// Whether the server was stopped for it.
    pub(crate) fn is_beyond(self) -> bool {
        self.most_bytes > self.limit_bytes
    }
}

/// Watches one process until it is told to end.
#[derive(Debug)]
pub(crate) struct MemoryGuard {
    end: Sender<()>,
    watch: JoinHandle<u64>,
    limit_bytes: u64,
}

impl MemoryGuard {
    /// Watches the process `pid` and kills it, and what it has started, once it uses more than `limit_bytes`.
    pub(crate) fn watch(pid: u32, limit_bytes: u64) -> Self {
        let (end, ended) = channel();
        let watch = thread::spawn(move || {
            let mut most = 0;
            loop {
                most = most.max(resident_bytes(pid).unwrap_or(0));
                if most > limit_bytes {
                    stop(pid);
                    return most;
                }
                if ended.recv_timeout(EVERY) != Err(RecvTimeoutError::Timeout) {
                    return most;
                }
            }
        });
        Self { end, watch, limit_bytes }
    }

    /// Ends the watch and tells what it saw.
    pub(crate) fn end(self) -> MemoryGuarded {
        drop(self.end);
        // A panic in a thread that only reads and compares would be a mistake of this file; a guard that
        // saw nothing then lets the case be judged by its other gates.
        MemoryGuarded { most_bytes: self.watch.join().unwrap_or(0), limit_bytes: self.limit_bytes }
    }
}

/// The whole group, as [`super::Child`] starts it: a contender may be a script.
fn stop(pid: u32) {
    if let Ok(pid) = i32::try_from(pid) {
        let _ = killpg(Pid::from_raw(pid), Signal::SIGKILL);
    }
}

/// From `statm`: a counter that the kernel keeps, read without walking anything.
fn resident_bytes(pid: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/statm")).ok()?;
    let pages: u64 = text.split_whitespace().nth(1)?.parse().ok()?;
    let page_bytes = sysconf(SysconfVar::PAGE_SIZE).ok()??;
    Some(pages * u64::try_from(page_bytes).ok()?)
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::{CommandExt, ExitStatusExt};
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn who_grows_without_bound_is_stopped_and_who_does_not_is_left_alone() {
        // It grows beyond the limit and stays there: however late the guard looks, the machine has room.
        let grow =
            "x=0123456789abcdef; while [ ${#x} -lt 67108864 ]; do x=$x$x; done; while :; do sleep 1; done";
        for (script, is_stopped) in [(grow, true), ("sleep 0.3", false)] {
            let mut command = Command::new("sh");
            command.args(["-c", script]).stderr(Stdio::null()).process_group(0);
            let mut child = command.spawn().expect("a shell is there");
            let guard = MemoryGuard::watch(child.id(), 48 << 20);
            let status = child.wait().expect("it ends");
            let saw = guard.end();
            assert_eq!(status.signal() == Some(9), is_stopped, "{script}: {status:?}");
            assert_eq!(saw.is_beyond(), is_stopped, "{saw:?}");
        }
    }
}
