//! A claim and what tests it.

use crate::Pair;

/// A claim from the literature, as its file defines it.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Its file's name.
    pub name: String,
    /// What is claimed.
    pub claim: String,
    /// When it counts as supported, in words.
    pub supported_when: String,
    /// When it counts as refuted, in words.
    pub refuted_when: String,
    /// What it would take where nothing here tests it.
    pub needs: Option<String>,
    /// What tests it; all must agree.
    pub tests: Vec<Test>,
}

/// One statistic with its thresholds.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// Ranges that support the claim.
    pub supported: Vec<Range>,
    /// Ranges that refute it.
    pub refuted: Vec<Range>,
    /// Whether a single effect is enough.
    pub one_is_enough: bool,
    /// What is computed.
    pub statistic: Statistic,
}

/// From a value to a value, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The lower end; −∞ where it is open.
    pub at_least: f64,
    /// The upper end; ∞ where it is open.
    pub at_most: f64,
}

/// What is computed.
#[derive(Clone, Debug, PartialEq)]
pub enum Statistic {
    /// Async ÷ threads at each load.
    PairRatio(PairLoads),
    /// That ratio at the highest load ÷ that at the lowest.
    PairTrend(PairLoads),
    /// Async's load ÷ the threads' at which p99 first passes the objective.
    ObjectiveLoad(PairLoads),
    /// Kendall's τ of all contenders in two scenarios.
    RankAgreement {
        /// The first scenario.
        scenario: String,
        /// The second scenario.
        against: String,
        /// Closed or open loop.
        is_open: bool,
        /// A column of `points.csv`.
        metric: MetricName,
        /// The load in both.
        load: f64,
    },
    /// The larger p99 ÷ the smaller for contenders of like throughput.
    TailGap {
        /// The scenario.
        scenario: String,
        /// How far apart throughput may be, as a ratio.
        alike_ratio: f64,
    },
    /// What of the median is not the wait.
    ShareBesideWait {
        /// The scenario.
        scenario: String,
        /// Closed or open loop.
        is_open: bool,
        /// The load.
        load: f64,
    },
    /// One contender ÷ another at each load.
    ContenderRatio {
        /// The scenario.
        scenario: String,
        /// Whose figure is divided.
        contender: String,
        /// By whose.
        against: String,
        /// Closed or open loop.
        is_open: bool,
        /// A column of `points.csv`.
        metric: MetricName,
        /// The loads that count, both included.
        loads: Range,
    },
    /// One figure of one contender.
    ContenderFigure {
        /// The scenario.
        scenario: String,
        /// The contender.
        contender: String,
        /// Closed or open loop.
        is_open: bool,
        /// A column of `points.csv`.
        metric: MetricName,
        /// The load.
        load: f64,
    },
    /// One figure of one contender at the highest load ÷ that at the lowest.
    LoadGrowth {
        /// The scenario.
        scenario: String,
        /// The contender.
        contender: String,
        /// Closed or open loop.
        is_open: bool,
        /// A column of `points.csv`.
        metric: MetricName,
        /// From the lowest load to the highest.
        loads: Range,
    },
    /// Async ÷ threads of one class of a mix; the metric is a percentile of response time.
    ClassRatio {
        /// The pair and its loads.
        of: PairLoads,
        /// The class's label.
        class: String,
    },
    /// What is left of a contender where the rate changes in steps.
    Overload {
        /// The scenario.
        scenario: String,
        /// The contender.
        contender: String,
        /// What of it.
        figure: OverloadFigure,
        /// The rate that a factor of 1 stands for.
        load: f64,
    },
}

/// What is read of an overload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverloadFigure {
    /// The least goodput of any step above 1 ÷ the rate that 1 stands for.
    GoodputRatio,
    /// From the end of the last step above 1 until the objective is kept for good, in ms.
    RecoveryMs,
}

/// A pair over a range of loads.
#[derive(Clone, Debug, PartialEq)]
pub struct PairLoads {
    /// The scenario.
    pub scenario: String,
    /// Which pair.
    pub pair: Pair,
    /// Closed or open loop.
    pub is_open: bool,
    /// A column of `points.csv`.
    pub metric: MetricName,
    /// The loads that count, both included.
    pub loads: Range,
}

/// A column of `points.csv` that a claim may speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricName {
    /// `cpu_us_per_request`
    CpuUsPerRequest,
    /// `response_p50_us`
    ResponseP50Us,
    /// `response_p90_us`
    ResponseP90Us,
    /// `response_p99_us`
    ResponseP99Us,
    /// `completed_per_s`
    CompletedPerS,
    /// `memory_pss_bytes_max`
    MemoryPssBytesMax,
    /// `orphan_calls`
    OrphanCalls,
}

impl Range {
    /// Whether all of `low..=high` lies in it.
    #[must_use]
    pub fn holds(&self, low: f64, high: f64) -> bool {
        self.at_least <= low && high <= self.at_most
    }
}

impl Statistic {
    /// The scenarios that it needs.
    #[must_use]
    pub fn scenarios(&self) -> Vec<&str> {
        match self {
            Self::PairRatio(of) | Self::PairTrend(of) | Self::ObjectiveLoad(of) => vec![&of.scenario],
            Self::RankAgreement { scenario, against, .. } => vec![scenario, against],
            Self::TailGap { scenario, .. }
            | Self::ShareBesideWait { scenario, .. }
            | Self::ContenderRatio { scenario, .. }
            | Self::ContenderFigure { scenario, .. }
            | Self::LoadGrowth { scenario, .. }
            | Self::Overload { scenario, .. } => vec![scenario],
            Self::ClassRatio { of, .. } => vec![&of.scenario],
        }
    }

    /// The contenders that it names; a pair names none.
    #[must_use]
    pub fn contenders(&self) -> Vec<&str> {
        match self {
            Self::ContenderRatio { contender, against, .. } => vec![contender, against],
            Self::ContenderFigure { contender, .. }
            | Self::LoadGrowth { contender, .. }
            | Self::Overload { contender, .. } => vec![contender],
            _ => Vec::new(),
        }
    }
}
