//! What one thread of a process uses, by the kernel's own count in ns.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// Reads how much CPU one thread has used, from outside its process. Of a thread that runs at that moment the
/// kernel's count may be a tick behind; one that mostly sleeps is read exactly.
#[derive(Clone, Debug)]
pub(crate) struct ThreadClock(PathBuf);

impl ThreadClock {
    /// The clock of the thread called `name` in the process `pid`; `None` if there is no such thread.
    pub(crate) fn named(pid: u32, name: &str) -> Option<Self> {
        let threads = fs::read_dir(format!("/proc/{pid}/task")).ok()?;
        let mut folders = threads.filter_map(|thread| Some(thread.ok()?.path()));
        let has_name = |folder: &PathBuf| {
            fs::read_to_string(folder.join("comm")).is_ok_and(|comm| comm.trim_end() == name)
        };
        folders.find(has_name).map(|folder| Self(folder.join("schedstat")))
    }

    /// What it has used so far; `None` once it is gone.
    pub(crate) fn read(&self) -> Option<Duration> {
        let run_ns = fs::read_to_string(&self.0).ok()?.split_whitespace().next()?.parse().ok()?;
        Some(Duration::from_nanos(run_ns))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::thread::Builder;

    use super::*;

    #[test]
    fn a_thread_is_found_by_its_name_and_its_work_is_seen() {
        let (begin, begun) = channel();
        let (tell, told) = channel::<()>();
        let worker = Builder::new().name("worker-here".into()).spawn(move || {
            begin.send(()).expect("somebody listens");
            told.recv()
        });
        begun.recv().expect("it says so");
        let pid = std::process::id();
        let clock = ThreadClock::named(pid, "worker-here").expect("it lives");
        assert!(clock.read().is_some_and(|used| used < Duration::from_secs(60)));
        assert!(ThreadClock::named(pid, "nobody-here").is_none());
        assert!(ThreadClock::named(u32::MAX, "worker-here").is_none());
        drop(tell);
        assert!(worker.expect("a thread starts").join().expect("it ends").is_err());
        while clock.read().is_some() {
            // It is gone a moment after it has been waited for.
            std::thread::yield_now();
        }
    }
}
