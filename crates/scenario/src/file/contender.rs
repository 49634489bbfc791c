//! What a contender file may look like.

use serde::Deserialize;

use super::{At, Table};

/// A contender: one server program and its settings under test. Its name is its file's.
///
/// A server in any language can join by answering the contract.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "Contender"))]
pub(crate) struct ContenderFile {
    /// What it is, in a line.
    pub(crate) title: At<String>,
    /// How it waits: a thread for each request, a thread for each connection, tasks, …
    pub(crate) model: At<String>,
    /// Which of the two styles its handlers are written in.
    pub(crate) colour: ColourWord,
    /// The HTTP library that serves.
    pub(crate) http: At<String>,
    /// What stands between the HTTP library and the handlers; without it, nothing does.
    pub(crate) boundary: Option<At<String>>,
    /// The pairs it takes part in; none is written `[]`.
    pub(crate) pairs: Vec<At<PairWord>>,
    /// How to start it.
    pub(crate) program: Table<ProgramTable>,
    /// Its limits, each handed to the program as `--key value`. There are no silent caps.
    pub(crate) limits: Table<LimitsTable>,
}

impl ContenderFile {
    /// The keys that every such file has; a test compares them with the schema.
    pub(crate) const REQUIRED: &[&str] = &["title", "model", "colour", "http", "pairs", "program", "limits"];
}

/// Which style a contender's handlers are written in.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum ColourWord {
    /// A thread waits.
    Blocking,
    /// A task waits on an executor.
    Async,
}

/// A pair of contenders that are laid side by side.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum PairWord {
    /// The same in everything but the model.
    Matched,
    /// What people would deploy to serve; the client of the backend is the same.
    Practice,
    /// What people would deploy, the client of the backend included.
    Deployed,
    /// The same limit on requests carried out at once: by threads of a pool, by a semaphore.
    Limit,
    /// The same in everything but what stands between the HTTP library and the handlers.
    Boundary,
}

/// How to start it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ProgramTable {
    /// The program: a name beside the harness, or a path.
    pub(crate) run: At<String>,
    /// Its arguments, before its limits.
    pub(crate) args: Vec<At<String>>,
    /// The cargo feature that builds it, as `package/feature`; without one it is always built.
    #[cfg_attr(test, schemars(regex(pattern = "^[a-z0-9-]+/[a-z0-9-]+$")))]
    pub(crate) feature: Option<At<String>>,
}

/// Limits; the program must understand each one given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct LimitsTable {
    /// The most threads that may serve at once.
    #[cfg_attr(test, schemars(range(min = 1, max = crate::limits::THREADS_MAX)))]
    pub(crate) max_threads: Option<At<i64>>,
    /// The most connections that may be open at once.
    #[cfg_attr(test, schemars(range(min = 1, max = crate::limits::CONNECTIONS_MAX)))]
    pub(crate) max_connections: Option<At<i64>>,
    /// The most connections that the kernel may hold until they are accepted.
    #[cfg_attr(test, schemars(range(min = 1, max = crate::limits::BACKLOG_MAX)))]
    pub(crate) backlog: Option<At<i64>>,
    /// The size of each thread's stack, in bytes. Only the pages that are touched cost memory.
    #[cfg_attr(test, schemars(range(min = crate::limits::STACK_BYTES_MIN, max = crate::limits::STACK_BYTES_MAX)))]
    pub(crate) stack_bytes: Option<At<i64>>,
    /// The threads of a pool: so many requests are carried out at once.
    #[cfg_attr(test, schemars(range(min = 1, max = crate::limits::THREADS_MAX)))]
    pub(crate) pool_threads: Option<At<i64>>,
    /// The most requests that may be carried out at once.
    #[cfg_attr(test, schemars(range(min = 1, max = crate::limits::CONNECTIONS_MAX)))]
    pub(crate) max_requests: Option<At<i64>>,
    /// The most that may wait for their turn.
    #[cfg_attr(test, schemars(range(min = 0, max = crate::limits::CONNECTIONS_MAX)))]
    pub(crate) max_queue: Option<At<i64>>,
    /// How long a client may take to begin its next request, in milliseconds.
    #[cfg_attr(test, schemars(range(min = 1, max = crate::limits::PATIENCE_MS_MAX)))]
    pub(crate) idle_max_ms: Option<At<i64>>,
    /// How long the head of a request may take, in milliseconds.
    #[cfg_attr(test, schemars(range(min = 1, max = crate::limits::PATIENCE_MS_MAX)))]
    pub(crate) head_max_ms: Option<At<i64>>,
    /// How long a client may send nothing of a body or read nothing of an answer, in milliseconds.
    #[cfg_attr(test, schemars(range(min = 1, max = crate::limits::PATIENCE_MS_MAX)))]
    pub(crate) stall_max_ms: Option<At<i64>>,
}
