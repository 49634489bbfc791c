//! What the loads of a scenario file may look like.

use serde::Deserialize;

use super::{At, Table};

/// The loads; at least one of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct LoadTable {
    /// Closed loop: how many can be in flight? Each connection sends when its last answer is there.
    pub(crate) closed: Option<Table<ClosedTable>>,
    /// Open loop: what does a user see at this load? Requests are planned ahead and sent when due.
    pub(crate) open: Option<Table<OpenTable>>,
    /// Where requests take long: the window is at least so long, in milliseconds, so that each connection has
    /// answers in it. Only a profile that is too short to believe a figure keeps its own.
    #[cfg_attr(test, schemars(range(min = 1, max = contract::limits::MAX_WAIT_MS)))]
    pub(crate) window_ms_min: Option<At<i64>>,
    /// Parked: what does it cost to wait? Requests are held in flight and nothing else happens.
    pub(crate) parked: Option<At<Table<ParkedTable>>>,
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
    /// How the rate changes over the window. Without it: not at all.
    pub(crate) shape: Option<At<ShapeKind>>,
}

/// How the rate changes over the window: exactly one of these.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum ShapeKind {
    /// In equal stretches of the window, each at its own factor of the rate.
    Steps(Table<StepsTable>),
    /// On and off, over and over.
    Burst(Table<BurstTable>),
}

/// Equal stretches of the window.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct StepsTable {
    /// The factor of the rate in each stretch.
    #[cfg_attr(test, schemars(length(min = 2, max = crate::limits::STEPS_MAX)))]
    #[cfg_attr(test, schemars(inner(range(min = 0, max = crate::limits::FACTOR_MAX))))]
    pub(crate) factors: At<Vec<At<f64>>>,
    /// How long each stretch is at least, in milliseconds: the window is made long enough for all of them. Only
    /// a profile that is too short to believe a figure cuts its own window into them.
    #[cfg_attr(test, schemars(range(min = crate::limits::STEP_MS_MIN, max = contract::limits::MAX_WAIT_MS)))]
    pub(crate) step_ms: At<i64>,
}

/// On and off.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct BurstTable {
    /// How long requests come at the full rate, in milliseconds.
    #[cfg_attr(test, schemars(range(min = 1, max = contract::limits::MAX_WAIT_MS)))]
    pub(crate) on_ms: At<i64>,
    /// How long none comes, in milliseconds.
    #[cfg_attr(test, schemars(range(min = 1, max = contract::limits::MAX_WAIT_MS)))]
    pub(crate) off_ms: At<i64>,
}

/// Requests that wait, for a time that the harness chooses, and nothing else.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ParkedTable {
    /// How many requests to hold in flight at once, one a connection, ascending; each is one load point.
    /// 0 is the server at rest.
    #[cfg_attr(test, schemars(length(min = 1, max = crate::limits::LOAD_POINTS_MAX)))]
    #[cfg_attr(test, schemars(inner(range(min = 0, max = crate::limits::CONNECTIONS_MAX))))]
    pub(crate) requests: At<Vec<At<i64>>>,
    /// How many connections are open and idle beside those that hold a request.
    #[cfg_attr(test, schemars(range(min = 0, max = crate::limits::CONNECTIONS_MAX)))]
    pub(crate) idle_connections: At<i64>,
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
