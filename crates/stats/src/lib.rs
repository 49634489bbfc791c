//! Quantiles, intervals and paired ratios.
//!
//! **Architecture Invariant:** this crate does no I/O and reads no clock; randomness comes from a seed
//! that the caller gives. The same numbers in give the same numbers out.

mod block;
mod bootstrap;
mod law;
mod ratio;
mod sample;
mod student;

pub use block::{Interval, mean_interval, typical_interval};
pub use bootstrap::bootstrap_mean_interval;
pub use law::{beyond_percentile, is_percentile_resolved, littles_ratio};
pub use ratio::{BOOTSTRAP_BLOCKS_MIN, Method, Ratio, paired_ratio};
pub use sample::{geometric_mean, mean, median, quantile, range};
pub use student::t_975;
