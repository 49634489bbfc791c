//! The numbers that a server can be given: one table for parsing, for `--help` and for the line that
//! is printed at the start.

use std::thread::available_parallelism;

/// A flag that takes a number.
#[derive(Debug)]
pub struct Flag {
    /// Its name, without the dashes.
    pub name: &'static str,
    /// What it means, in a line.
    pub about: &'static str,
    /// The smallest value.
    pub min: u64,
    /// The largest value.
    pub max: u64,
    /// The value when it is not given.
    pub default: fn() -> u64,
}

/// Connections that the kernel holds until they are accepted.
pub static BACKLOG: Flag = Flag {
    name: "backlog",
    about: "connections that the kernel holds until they are accepted (at most net.core.somaxconn)",
    min: 1,
    max: 65_535,
    default: || 4_096,
};

/// Patience with the backend.
pub static BACKEND_GRACE_MS: Flag = Flag {
    name: "backend-grace-ms",
    about: "how long the backend may take beyond the time it was asked for; then 504",
    min: 1,
    max: 600_000,
    default: || contract::limits::BACKEND_GRACE_MS.into(),
};

/// Patience at the end.
pub static DRAIN_MS: Flag = Flag {
    name: "drain-ms",
    about: "how long requests in flight may take to finish after SIGTERM; then they are cut",
    min: 0,
    max: 600_000,
    default: || 5_000,
};

/// A cost for nothing, which a measurement must find.
pub static WASTE_PERCENT: Flag = Flag {
    name: "waste-percent",
    about: "CPU to use for nothing, in percent of what serving costs: shows whether a measurement finds it",
    min: 0,
    max: 100,
    default: || 0,
};

/// Patience with a client that says nothing.
pub static IDLE_MAX_MS: Flag = Flag {
    name: "idle-max-ms",
    about: "how long a client may take to begin its next request; then the connection is closed",
    min: 1,
    max: 86_400_000,
    default: || 75_000,
};

/// Patience with a head.
pub static HEAD_MAX_MS: Flag = Flag {
    name: "head-max-ms",
    about: "how long a request's head may take from its first byte to its last; then it is closed",
    min: 1,
    max: 86_400_000,
    default: || 10_000,
};

/// Patience with a body and with an answer that is not read.
pub static STALL_MAX_MS: Flag = Flag {
    name: "stall-max-ms",
    about: "how long a client may send nothing of a body, or read nothing of an answer; then it is closed",
    min: 1,
    max: 86_400_000,
    default: || 10_000,
};

/// The flags of a model that can see its connections.
pub(crate) static CONNECTIONS: [&Flag; 4] = [&MAX_CONNECTIONS, &IDLE_MAX_MS, &HEAD_MAX_MS, &STALL_MAX_MS];

/// Threads of a pool.
pub static POOL_THREADS: Flag = Flag {
    name: "pool-threads",
    about: "threads in the pool: so many requests are carried out at once, the others wait",
    min: 1,
    max: 100_000,
    default: || 64,
};

/// Requests carried out at once.
pub static MAX_REQUESTS: Flag = Flag {
    name: "max-requests",
    about: "requests carried out at once; the others wait",
    min: 1,
    max: 10_000_000,
    default: || 64,
};

/// Who may wait.
pub static MAX_QUEUE: Flag = Flag {
    name: "max-queue",
    about: "how many may wait for their turn; one more is answered 503",
    min: 0,
    max: 10_000_000,
    default: || 100_000,
};

/// Connections open at once.
pub static MAX_CONNECTIONS: Flag = Flag {
    name: "max-connections",
    about: "connections open at once; one more is answered 503 and closed",
    min: 1,
    max: 10_000_000,
    default: || 100_000,
};

/// Threads that serve at once.
pub static MAX_THREADS: Flag = Flag {
    name: "max-threads",
    about: "threads serving at once; where one more is needed the answer is 503",
    min: 1,
    max: 10_000_000,
    default: || 100_000,
};

/// The stack of a serving thread.
pub static STACK_BYTES: Flag = Flag {
    name: "stack-bytes",
    about: "stack reserved for each serving thread; only touched pages cost memory",
    min: 65_536,
    max: 1 << 30,
    default: || 2 << 20,
};

/// The executor's threads.
pub static WORKERS: Flag = Flag {
    name: "workers",
    about: "threads that run tasks; by default the cores that this process may use",
    min: 1,
    max: 1_024,
    default: || available_parallelism().map_or(1, |cores| cores.get() as u64),
};

/// The flags that every model takes.
pub(crate) static COMMON: [&Flag; 4] = [&BACKLOG, &BACKEND_GRACE_MS, &DRAIN_MS, &WASTE_PERCENT];
