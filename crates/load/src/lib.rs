//! A load generator that keeps three clocks.
//!
//! For every request: *lag* = sent − planned, *service* = done − sent, *response* = done − planned.

mod outcome;
mod plan;

pub use outcome::{Errors, Outcome, Window};
pub use plan::{Gaps, Load, Observer, Phase, Plan, Request, Stop, Timing};

use thiserror::Error;

/// Why a plan could not be carried out at all.
#[derive(Debug, Error)]
pub enum LoadError {
    /// Nothing could be connected; the reason and what to do about it.
    #[error("{0}")]
    Setup(String),
}

/// Carries out `plan`, telling `observer` of each phase as it begins, until its end or until `stop`.
///
/// # Errors
/// Only if nothing could be measured at all. Everything that a server does wrong is in the outcome.
pub fn run(_plan: &Plan, _observer: &mut dyn Observer, _stop: &Stop) -> Result<Outcome, LoadError> {
    Err(LoadError::Setup("not there yet".into()))
}
