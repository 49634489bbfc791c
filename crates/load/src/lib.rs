//! A load generator that keeps three clocks.
//!
//! For every request: *lag* = sent − planned, *service* = done − sent, *response* = done − planned.
//! What a user sees is the *response*; the other two explain it.
//!
//! [`run`] carries out a [`Plan`] and gives an [`Outcome`]. One loop per core owns its share of the
//! schedule and of the sockets; nothing else runs on that thread, so what it measures is not its own
//! queueing. Whatever a server does wrong is in the outcome, never an `Err`.
//!
//! # What is sampled
//! *Open loop*: every arrival planned in the window, whatever became of it. *Closed loop*: every request
//! begun in the window, and every request that was begun before it and that nobody answered until it
//! closed. Without the latter, a connection that is stuck from the warm-up on would leave no trace in
//! the percentiles, and a server that serves few connections well would look better than one that
//! serves all (survivors' bias). Requests in flight when the window opens and answered within it are not
//! sampled: they would count the long ones twice as often as they are sent.
//!
//! Each sampled request ends exactly once: `planned = completed + errors + censored`.
//!
//! **Architecture Invariant:** never linked into a server, and it knows no scenario, record or report.

mod answer;
mod clock;
mod engine;
mod jitter;
mod outcome;
mod pacing;
mod plan;
mod progress;
mod request;
mod schedule;
mod settings;
mod tally;

#[cfg(fuzzing)]
#[doc(hidden)]
pub use answer::exercise::response_path;
pub use engine::run;
pub use jitter::probe_jitter;
pub use outcome::{BEYOND, ClassOutcome, Errors, LoopFigures, Outcome, Window};
pub use pacing::Pacing;
pub use plan::{Gaps, Load, Observer, Phase, Plan, Stop, Timing};
pub use progress::{Counts, Progress};
pub use request::{Expect, Request};
pub use schedule::{arrivals, service_times};
pub use settings::{Class, MAIN_CLASS, Manner, Pace, Segment, Settings, Shape, Think};

use thiserror::Error;

/// Why a plan could not be carried out at all.
#[derive(Debug, Error)]
pub enum LoadError {
    /// Nothing could be connected; the reason and what to do about it.
    #[error("{0}")]
    Setup(String),
}
