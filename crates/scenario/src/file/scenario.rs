//! What a scenario file may look like.

use serde::Deserialize;

use super::{At, Table};

/// A scenario: a question, the work of one request, and the load to put on it.
///
/// Its name is its path. A name is never given a new meaning: change the work or the load, and it
/// is a new file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "Scenario"))]
pub(crate) struct ScenarioFile {
    /// A title of a few words.
    pub(crate) title: At<String>,
    /// What the scenario asks.
    pub(crate) question: At<String>,
    /// What theory expects, with figures.
    pub(crate) expect: At<String>,
    /// How to read the outcome.
    pub(crate) analysis: At<String>,
    /// The contenders to compare, in the order to show them: names of files in `contenders/`.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub(crate) contenders: At<Vec<At<String>>>,
    /// Whether it is measured when no scenario is asked for by name. Without it: no.
    pub(crate) in_tour: Option<bool>,
    /// What each request asks for.
    pub(crate) request: At<RequestKind>,
    /// How the backend spreads its time. Given for `[request.fetch]`, which alone calls it.
    pub(crate) backend: Option<At<BackendKind>>,
    /// The loads: a closed loop, an open loop, or both.
    pub(crate) load: At<Table<LoadTable>>,
    /// What a service would want.
    pub(crate) objective: Option<Table<ObjectiveTable>>,
}

/// What each request asks for: exactly one of these.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum RequestKind {
    /// `/plaintext`: no waiting at all.
    Plaintext(Table<PlaintextTable>),
    /// `/wait`: wait on a timer inside the server.
    Wait(Table<WaitTable>),
    /// `/fetch`: one call to the backend over a pooled keep-alive connection.
    Fetch(Table<FetchTable>),
}

/// Nothing to set.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PlaintextTable {}

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

/// How the backend spreads its time: exactly one of these.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum BackendKind {
    /// Every call takes `wait_ms`.
    Fixed(Table<FixedTable>),
    /// A call takes `wait_ms` as its median, at times far longer.
    LogNormal(Table<LogNormalTable>),
}

/// Nothing to set.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct FixedTable {}

/// A log-normal law with `wait_ms` as its median.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct LogNormalTable {
    /// Standard deviation of the logarithm. With 0.5, one call in a hundred takes
    /// over 3.2 times the median.
    #[cfg_attr(test, schemars(range(min = crate::limits::SIGMA_MIN, max = crate::limits::SIGMA_MAX)))]
    pub(crate) sigma: At<f64>,
}

/// The loads; at least one of the two.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct LoadTable {
    /// Closed loop: how many can be in flight? Each connection sends when its last answer is there.
    pub(crate) closed: Option<Table<ClosedTable>>,
    /// Open loop: what does a user see at this load? Requests are planned ahead and sent when due.
    pub(crate) open: Option<Table<OpenTable>>,
}

/// Closed loop.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ClosedTable {
    /// How many connections to hold, ascending; each is one load point.
    #[cfg_attr(test, schemars(length(min = 1, max = crate::limits::LOAD_POINTS_MAX)))]
    #[cfg_attr(test, schemars(inner(range(min = 1, max = crate::limits::CONNECTIONS_MAX))))]
    pub(crate) connections: At<Vec<At<i64>>>,
}

/// Open loop.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct OpenTable {
    /// How many requests to plan a second, ascending; each is one load point.
    #[cfg_attr(test, schemars(length(min = 1, max = crate::limits::LOAD_POINTS_MAX)))]
    #[cfg_attr(test, schemars(inner(range(min = crate::limits::RATE_PER_S_MIN, max = crate::limits::RATE_PER_S_MAX))))]
    pub(crate) rates_per_s: At<Vec<At<f64>>>,
    /// How the gaps between planned arrivals are drawn.
    pub(crate) gaps: GapsWord,
    /// The most connections that the generator may open when answers fall behind.
    #[cfg_attr(test, schemars(range(min = 1, max = crate::limits::CONNECTIONS_MAX)))]
    pub(crate) connections_max: At<i64>,
}

/// How the gaps between planned arrivals are drawn.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum GapsWord {
    /// As independent users arrive: a Poisson process.
    Exponential,
    /// Evenly.
    Constant,
}

/// What a service would want.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ObjectiveTable {
    /// The 99th percentile of response time to keep, in milliseconds.
    #[cfg_attr(test, schemars(range(min = crate::limits::OBJECTIVE_MS_MIN, max = crate::limits::OBJECTIVE_MS_MAX)))]
    pub(crate) p99_ms: At<f64>,
}
