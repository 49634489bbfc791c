//! File descriptors: one a connection, and the first limit that a high concurrency meets.

use nix::sys::resource::{Resource, getrlimit, setrlimit};

/// How many descriptors a process may have: what was found, and what it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Descriptors {
    /// The soft limit at the start.
    pub(crate) found: u64,
    /// The soft limit now, for this process and those it starts.
    pub(crate) now: u64,
}

/// Raises the soft limit to the hard one; children inherit it.
pub(crate) fn raise_descriptors() -> Descriptors {
    let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) else {
        return Descriptors { found: 1024, now: 1024 };
    };
    let raised = soft < hard && setrlimit(Resource::RLIMIT_NOFILE, hard, hard).is_ok();
    Descriptors { found: soft, now: if raised { hard } else { soft } }
}

impl Descriptors {
    /// The most connections that a case may hold: a server needs two descriptors a connection (its
    /// client's and its backend's) and some to live on.
    pub(crate) fn connections_max(self) -> u32 {
        const TO_LIVE_ON: u64 = 200;
        u32::try_from(self.now.saturating_sub(TO_LIVE_ON) / 2).unwrap_or(u32::MAX)
    }
}
