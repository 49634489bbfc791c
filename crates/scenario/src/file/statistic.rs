//! What a claim file may compute: each statistic with the table that says of what.

use serde::Deserialize;

use super::{At, PairWord, Table};

/// What is computed: exactly one of these.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum StatisticKind {
    /// Async ÷ threads of one metric at each load.
    PairRatio(Table<PairTable>),
    /// That ratio at the highest load ÷ that at the lowest.
    PairTrend(Table<PairTable>),
    /// Async's load ÷ the threads' at which p99 first passes the scenario's objective.
    ObjectiveLoad(Table<PairTable>),
    /// Kendall's τ between the rankings of all contenders by one metric in two scenarios.
    RankAgreement(Table<RankTable>),
    /// The larger p99 ÷ the smaller at one rate, for contenders whose most throughput is alike.
    TailGap(Table<GapTable>),
    /// What of the median is not the wait itself, contender by contender.
    ShareBesideWait(Table<ShareTable>),
    /// One contender ÷ another of one metric at each load.
    ContenderRatio(Table<ContenderRatioTable>),
    /// One metric of one contender, in the unit of its column.
    ContenderFigure(Table<ContenderFigureTable>),
    /// One metric of one contender at the highest load ÷ that at the lowest.
    LoadGrowth(Table<LoadGrowthTable>),
    /// Async ÷ threads of one class of a mix, by a percentile of its response time, at each load.
    ClassRatio(Table<ClassTable>),
    /// What is left of one contender where the rate changes in steps.
    Overload(Table<OverloadTable>),
}

/// A pair of contenders in one scenario.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PairTable {
    /// The scenario's name.
    pub(crate) scenario: At<String>,
    /// Which pair.
    pub(crate) pair: At<PairWord>,
    /// Closed or open loop.
    pub(crate) loop_kind: LoopWord,
    /// A column of `points.csv`.
    pub(crate) metric: MetricWord,
    /// The lowest load that counts.
    pub(crate) load_min: f64,
    /// The highest load that counts.
    pub(crate) load_max: f64,
}

/// Two scenarios, each at one load.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RankTable {
    /// The first scenario.
    pub(crate) scenario: At<String>,
    /// The second scenario.
    pub(crate) against: At<String>,
    /// Closed or open loop.
    pub(crate) loop_kind: LoopWord,
    /// A column of `points.csv`.
    pub(crate) metric: MetricWord,
    /// The load in both.
    pub(crate) load: f64,
}

/// Contenders alike in throughput.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct GapTable {
    /// The scenario's name.
    pub(crate) scenario: At<String>,
    /// The larger throughput ÷ the smaller may be so much.
    pub(crate) alike_ratio: f64,
}

/// Two contenders in one scenario.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ContenderRatioTable {
    /// The scenario's name.
    pub(crate) scenario: At<String>,
    /// Whose figure is divided.
    pub(crate) contender: At<String>,
    /// By whose.
    pub(crate) against: At<String>,
    /// Closed or open loop.
    pub(crate) loop_kind: LoopWord,
    /// A column of `points.csv`.
    pub(crate) metric: MetricWord,
    /// The lowest load that counts.
    pub(crate) load_min: f64,
    /// The highest load that counts.
    pub(crate) load_max: f64,
}

/// One contender in one scenario.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ContenderFigureTable {
    /// The scenario's name.
    pub(crate) scenario: At<String>,
    /// The contender's name.
    pub(crate) contender: At<String>,
    /// Closed or open loop.
    pub(crate) loop_kind: LoopWord,
    /// A column of `points.csv`.
    pub(crate) metric: MetricWord,
    /// The load.
    pub(crate) load: f64,
}

/// One contender over loads.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct LoadGrowthTable {
    /// The scenario's name.
    pub(crate) scenario: At<String>,
    /// The contender's name.
    pub(crate) contender: At<String>,
    /// Closed or open loop.
    pub(crate) loop_kind: LoopWord,
    /// A column of `points.csv`.
    pub(crate) metric: MetricWord,
    /// The lowest load.
    pub(crate) load_min: f64,
    /// The highest load.
    pub(crate) load_max: f64,
}

/// A class of a mix.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ClassTable {
    /// The scenario's name.
    pub(crate) scenario: At<String>,
    /// Which pair.
    pub(crate) pair: At<PairWord>,
    /// The class's label; `main` is the scenario's own request.
    pub(crate) class: At<String>,
    /// Closed or open loop.
    pub(crate) loop_kind: LoopWord,
    /// Of its response time.
    pub(crate) percentile: PercentileWord,
    /// The lowest load that counts.
    pub(crate) load_min: f64,
    /// The highest load that counts.
    pub(crate) load_max: f64,
}

/// A percentile of response time.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum PercentileWord {
    /// The median.
    P50,
    /// The 90th.
    P90,
    /// The 99th.
    P99,
}

/// One contender where the rate changes in steps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct OverloadTable {
    /// The scenario's name.
    pub(crate) scenario: At<String>,
    /// The contender's name.
    pub(crate) contender: At<String>,
    /// What of it.
    pub(crate) figure: OverloadWord,
    /// The rate that a factor of 1 stands for.
    pub(crate) load: f64,
}

/// What is read of an overload.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum OverloadWord {
    /// The least that was answered in any step above 1 ÷ the rate that 1 stands for.
    GoodputRatio,
    /// From the end of the last step above 1 until the objective is kept for good, in ms.
    RecoveryMs,
}

/// One load of one scenario.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ShareTable {
    /// The scenario's name.
    pub(crate) scenario: At<String>,
    /// Closed or open loop.
    pub(crate) loop_kind: LoopWord,
    /// The load.
    pub(crate) load: f64,
}

/// A kind of load.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum LoopWord {
    /// Closed loop: load is connections.
    Closed,
    /// Open loop: load is requests per second.
    Open,
}

/// A column of `points.csv`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum MetricWord {
    /// CPU of the server.
    CpuUsPerRequest,
    /// Median response time.
    ResponseP50Us,
    /// 90th percentile of response time.
    ResponseP90Us,
    /// 99th percentile of response time.
    ResponseP99Us,
    /// Throughput.
    CompletedPerS,
    /// Memory.
    MemoryPssBytesMax,
    /// Calls that went on for nobody.
    OrphanCalls,
}
