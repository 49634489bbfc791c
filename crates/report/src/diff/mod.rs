//! Two runs of the same scenarios: what changed beyond noise.
//!
//! A case is compared where it was measured in both runs and is VALID in both; percentiles only where enough
//! responses lie beyond them (method rules 14 and 17). Data first ([`Comparison`]), then its text.

mod change;
mod column;
mod compare;
mod comparison;
mod condition;
mod likeness;
mod text;

use record::{Manifest, Point};

pub use comparison::{Case, Change, Comparison, NotCompared};
pub use condition::{BadCondition, Condition};

/// One of the two runs: what of it is compared.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The plan, the machine and the versions.
    pub manifest: &'a Manifest,
    /// Every case in every block.
    pub points: &'a [Point],
}

/// Why two runs cannot be compared at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the runs share no case, so there is nothing to compare: OLD measured {}, NEW measured {}",
    old.join("; "), new.join("; ")
)]
pub struct NothingShared {
    /// The old run's scenarios with their contenders.
    pub old: Vec<String>,
    /// The new run's.
    pub new: Vec<String>,
}

/// Compares `new` with `old`, in the usual metrics and those of `conditions`.
///
/// # Errors
/// The runs share no case.
pub fn diff(old: Side<'_>, new: Side<'_>, conditions: &[Condition]) -> Result<Comparison, NothingShared> {
    compare::compare(old, new, conditions)
}
