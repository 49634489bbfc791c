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
            Self::TailGap { scenario, .. } | Self::ShareBesideWait { scenario, .. } => vec![scenario],
        }
    }
}
