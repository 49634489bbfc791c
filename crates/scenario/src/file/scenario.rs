//! What a scenario file may look like.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{At, LoadTable, RequestKind, Table};

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
    /// Further requests, mixed at random with that one, by their labels. Each has figures of its own.
    pub(crate) mix: Option<Table<BTreeMap<String, At<Table<ClassTable>>>>>,
    /// How the backend spreads its time. Given where a request calls it.
    pub(crate) backend: Option<At<BackendKind>>,
    /// The loads: a closed loop, an open loop, parked requests; at least one of them.
    pub(crate) load: At<Table<LoadTable>>,
    /// What clients do beside asking and waiting.
    pub(crate) clients: Option<Table<ClientsTable>>,
    /// What a service would want.
    pub(crate) objective: Table<ObjectiveTable>,
    /// With `in_tour`: what the tour takes of this; without it, all.
    pub(crate) tour: Option<At<Table<TourTable>>>,
}

impl ScenarioFile {
    /// The keys that every such file has; a test compares them with the schema.
    pub(crate) const REQUIRED: &[&str] =
        &["title", "question", "expect", "analysis", "contenders", "request", "load", "objective"];
}

/// A further request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ClassTable {
    /// Its share of all requests, between 0 and 1.
    #[cfg_attr(test, schemars(range(min = crate::limits::SHARE_MIN, max = crate::limits::SHARE_MAX)))]
    pub(crate) share: At<f64>,
    /// What it asks for.
    pub(crate) request: At<RequestKind>,
    /// Its clients read the answer so slowly. Without it: as soon as it is there.
    pub(crate) reads: Option<Table<PaceTable>>,
    /// Its clients send the body so slowly. Without it: at once.
    pub(crate) writes: Option<At<Table<PaceTable>>>,
}

/// A little at a time.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PaceTable {
    /// So many bytes at most.
    #[cfg_attr(test, schemars(range(min = crate::limits::PACE_BYTES_MIN, max = crate::limits::PACE_BYTES_MAX)))]
    pub(crate) bytes: At<i64>,
    /// And then nothing for so many milliseconds.
    #[cfg_attr(test, schemars(range(min = 1, max = contract::limits::MAX_WAIT_MS)))]
    pub(crate) every_ms: At<i64>,
}

/// What clients do beside asking and waiting.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ClientsTable {
    /// After so many answers a connection is closed and a new one is made. Without it: kept.
    #[cfg_attr(test, schemars(range(min = 1, max = crate::limits::REQUESTS_PER_CONNECTION_MAX)))]
    pub(crate) requests_per_connection: Option<At<i64>>,
    /// A client that has no answer after so many milliseconds closes its connection and leaves.
    #[cfg_attr(test, schemars(range(min = 1, max = contract::limits::MAX_WAIT_MS)))]
    pub(crate) patience_ms: Option<At<i64>>,
}

/// What the tour takes of a scenario: of each list, those named here.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct TourTable {
    /// Of the contenders.
    pub(crate) contenders: Option<At<Vec<At<String>>>>,
    /// Of the closed loop's connections; `[]` for none.
    pub(crate) connections: Option<At<Vec<At<i64>>>>,
    /// Of the open loop's rates; `[]` for none.
    pub(crate) rates_per_s: Option<At<Vec<At<f64>>>>,
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

/// What a service would want.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ObjectiveTable {
    /// The 99th percentile of response time to keep, in milliseconds.
    #[cfg_attr(test, schemars(range(min = crate::limits::OBJECTIVE_MS_MIN, max = crate::limits::OBJECTIVE_MS_MAX)))]
    pub(crate) p99_ms: At<f64>,
}
