//! What a claim file may look like.

use serde::Deserialize;

use super::{At, StatisticKind, Table};

/// A claim from the literature: what is said, and when a run supports or refutes it. Its name is its file's.
///
/// Thresholds are set before a result is seen; one that proves ill-chosen is changed here, with the reason.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "Claim"))]
pub(crate) struct ClaimFile {
    /// The claim, in a sentence.
    pub(crate) claim: At<String>,
    /// When it counts as supported, in words.
    pub(crate) supported_when: At<String>,
    /// When it counts as refuted, in words.
    pub(crate) refuted_when: At<String>,
    /// The scenario that it would take, where the ones there are do not test it, or not all of it.
    pub(crate) needs: Option<At<String>>,
    /// What is computed; several tests must agree. None: the claim is not tested yet.
    #[serde(default)]
    pub(crate) test: Vec<Table<TestTable>>,
}

impl ClaimFile {
    /// The keys that every such file has; a test compares them with the schema.
    pub(crate) const REQUIRED: &[&str] = &["claim", "supported_when", "refuted_when"];
}

/// One statistic with its thresholds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct TestTable {
    /// Ranges that support the claim: an effect does when its whole interval lies in one of them.
    pub(crate) supported: At<Vec<Table<RangeTable>>>,
    /// Ranges that refute it.
    pub(crate) refuted: At<Vec<Table<RangeTable>>>,
    /// Whether every effect must support the claim, or one is enough. Without it: every.
    pub(crate) enough: Option<EnoughWord>,
    /// What is computed.
    pub(crate) statistic: At<StatisticKind>,
}

/// From a value to a value, both included; an end that is left out is open.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RangeTable {
    /// The lower end.
    pub(crate) at_least: Option<f64>,
    /// The upper end.
    pub(crate) at_most: Option<f64>,
}

/// How many effects must support the claim.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum EnoughWord {
    /// All of them.
    Every,
    /// One.
    One,
}
