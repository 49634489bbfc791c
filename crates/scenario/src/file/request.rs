//! What a request may ask for.

use serde::Deserialize;

use super::{At, Table};

/// What each request asks for: exactly one of these.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum RequestKind {
    /// `/plaintext`: no waiting at all.
    Plaintext(Table<PlaintextTable>),
    /// `/json`: records that are serialised for each request.
    Json(Table<JsonTable>),
    /// `/wait`: wait on a timer inside the server.
    Wait(Table<WaitTable>),
    /// `/blocking-call`: a sleep that keeps the thread, the classic mistake of an async handler.
    BlockingCall(Table<WaitTable>),
    /// `/fetch`: one call to the backend over a pooled keep-alive connection.
    Fetch(Table<FetchTable>),
    /// `/cancellable`: the same call, given up when the client leaves, by whoever can.
    Cancellable(Table<FetchTable>),
    /// `/fan-out`: calls to the backend that do not need each other.
    FanOut(Table<FanOutTable>),
    /// `/chain`: calls to the backend, each made of what the one before it gave.
    Chain(Table<ChainTable>),
    /// `/mixed`: a call to the backend, and then work for the CPU.
    Mixed(Table<MixedTable>),
    /// `/file`: a file read.
    File(Table<FileTable>),
    /// `/stream`: a body that is produced slowly, in chunks.
    Stream(Table<StreamTable>),
    /// `/upload`: a body that is read slowly.
    Upload(Table<UploadTable>),
}

/// Nothing to set.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PlaintextTable {}

/// Records.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct JsonTable {
    /// How many records.
    #[cfg_attr(test, schemars(range(min = 0, max = contract::limits::MAX_ITEMS)))]
    pub(crate) items: At<i64>,
}

/// A timer inside the server.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WaitTable {
    /// How long the server waits before it answers, in milliseconds.
    #[cfg_attr(test, schemars(range(min = 0, max = contract::limits::MAX_WAIT_MS)))]
    pub(crate) wait_ms: At<i64>,
}

/// One call to the backend.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct FetchTable {
    /// How long the backend takes, in milliseconds: always, or as a median, as `backend` says.
    #[cfg_attr(test, schemars(range(min = 0, max = contract::limits::MAX_WAIT_MS)))]
    pub(crate) wait_ms: At<i64>,
    /// How many bytes the backend sends and the server passes on.
    #[cfg_attr(test, schemars(range(min = 0, max = contract::limits::MAX_BODY_BYTES)))]
    pub(crate) body_bytes: At<i64>,
}

/// Calls that do not need each other.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct FanOutTable {
    /// How many calls.
    #[cfg_attr(test, schemars(range(min = 0, max = contract::limits::MAX_CALLS)))]
    pub(crate) calls: At<i64>,
    /// How long each takes, in milliseconds.
    #[cfg_attr(test, schemars(range(min = 0, max = contract::limits::MAX_WAIT_MS)))]
    pub(crate) wait_ms: At<i64>,
    /// All at once, which is the rule, or one after the other.
    pub(crate) order: Option<OrderWord>,
    /// How much CPU time the work takes once all have answered, in microseconds. Without it: none.
    #[cfg_attr(test, schemars(range(min = 0, max = contract::limits::MAX_CPU_US)))]
    pub(crate) cpu_us: Option<At<i64>>,
}

/// Calls that need each other.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ChainTable {
    /// How many calls.
    #[cfg_attr(test, schemars(range(min = 0, max = contract::limits::MAX_CALLS)))]
    pub(crate) calls: At<i64>,
    /// How long each takes, in milliseconds.
    #[cfg_attr(test, schemars(range(min = 0, max = contract::limits::MAX_WAIT_MS)))]
    pub(crate) wait_ms: At<i64>,
}

/// A call and work.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct MixedTable {
    /// How long the backend takes, in milliseconds.
    #[cfg_attr(test, schemars(range(min = 0, max = contract::limits::MAX_WAIT_MS)))]
    pub(crate) wait_ms: At<i64>,
    /// How much CPU time the work takes, in microseconds.
    #[cfg_attr(test, schemars(range(min = 0, max = contract::limits::MAX_CPU_US)))]
    pub(crate) cpu_us: At<i64>,
}

/// A file read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct FileTable {
    /// Which file: 4096, 65536 or 1048576 bytes.
    #[cfg_attr(test, schemars(range(min = 0, max = contract::limits::MAX_BODY_BYTES)))]
    pub(crate) body_bytes: At<i64>,
}

/// A body that is produced slowly.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct StreamTable {
    /// How many pieces.
    #[cfg_attr(test, schemars(range(min = 1, max = contract::limits::MAX_PIECES)))]
    pub(crate) pieces: At<i64>,
    /// The size of each, in bytes.
    #[cfg_attr(test, schemars(range(min = 1, max = contract::limits::MAX_PIECE_BYTES)))]
    pub(crate) piece_bytes: At<i64>,
    /// The pause before each, in milliseconds.
    #[cfg_attr(test, schemars(range(min = 0, max = contract::limits::MAX_WAIT_MS)))]
    pub(crate) pause_ms: At<i64>,
}

/// A body that is read slowly.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct UploadTable {
    /// How many bytes are uploaded.
    #[cfg_attr(test, schemars(range(min = 0, max = contract::limits::MAX_BODY_BYTES)))]
    pub(crate) body_bytes: At<i64>,
    /// The pause after every 16 KiB that were read, in milliseconds.
    #[cfg_attr(test, schemars(range(min = 0, max = contract::limits::MAX_WAIT_MS)))]
    pub(crate) pause_ms: At<i64>,
}

/// How calls follow one another.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum OrderWord {
    /// All at once.
    Parallel,
    /// One after the other.
    Sequential,
}
