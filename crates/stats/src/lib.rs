//! Quantiles, intervals over blocks, paired ratios, steady state, knees and fits.
//!
//! | to answer | use |
//! |---|---|
//! | how two contenders compare within blocks | [`paired_ratio`] |
//! | how two runs compare that share nothing | [`unpaired_ratio`] |
//! | what many paired stretches say, a few of which were disturbed | [`trimmed_mean`] of their log-ratios |
//! | whether a difference counts | [`Ratio::is_resolved`], [`is_beyond_step`] |
//! | how sure a figure of some blocks is | [`typical_interval`], [`mean_interval`], [`over_blocks`] for any other |
//! | between what a percentile lies | [`percentile`] of merged histograms, [`quantile_interval`] of values |
//! | how many samples correlated ones are worth | [`effective_samples`], [`effective_samples_of_batches`]; at a percentile [`design_effect`], [`effective_samples_over_blocks`] |
//! | where the warm-up ends, whether the rest is steady | [`mser_5`], [`mser`], [`trend`], [`trend_of_few`] |
//! | how small a difference so many blocks can find, how many false alarms are too many | [`smallest_difference`], [`false_alarms_max`] |
//! | whether two rankings agree | [`kendall`] |
//! | what load an objective allows, from where on one curve is above another | [`passes`], [`crosses`], then [`located`] |
//! | where a curve bends | [`knee`](knee()), [`knee_over_blocks`] |
//! | what is left of a service under overload, how soon it recovers | [`goodput_per_s`], [`recovery`] |
//! | how throughput scales | [`usl`](usl()), [`usl_over_blocks`] |
//! | what one more costs | [`line`](line()), [`slopes_over_blocks`], [`theil_sen`](theil_sen()) |
//!
//! Every formula names its source. `tests/golden/` holds figures of other implementations, and says how they
//! were made.
//!
//! **Architecture Invariant:** this crate does no I/O and reads no clock; randomness comes from a seed
//! that the caller gives. The same numbers in give the same numbers out, on any number of threads.

mod block;
mod bootstrap;
mod design;
mod effective;
mod estimate;
mod kendall;
mod knee;
mod law;
mod line;
mod order;
mod overload;
mod place;
mod power;
mod ratio;
mod sample;
mod slopes;
mod special;
mod steady;
mod step;
mod student;
mod tail;
mod theil_sen;
mod usl;

pub use block::{Interval, mean_interval, typical_interval};
pub use design::{design_effect, effective_samples_over_blocks, mean_design_effect};
pub use effective::{effective_samples, effective_samples_of_batches};
pub use estimate::{Estimate, over_blocks};
pub use kendall::{Kendall, kendall};
pub use knee::{Bend, knee, knee_over_blocks};
pub use law::{beyond_percentile, is_percentile_resolved, littles_ratio};
pub use line::{Line, line};
pub use order::{OrderBounds, order_bounds, quantile_interval};
pub use overload::{Recovery, Stretch, goodput_per_s, recovery};
pub use place::{Located, Place, crosses, located, passes};
pub use power::{false_alarms_max, smallest_difference};
pub use ratio::{BOOTSTRAP_BLOCKS_MIN, Method, Ratio, paired_ratio, unpaired_ratio};
pub use sample::{geometric_mean, mean, median, quantile, range, trimmed_mean};
pub use slopes::slopes_over_blocks;
pub use steady::{Trend, mser, mser_5, trend, trend_of_few};
pub use step::{STEP_RATIO, is_beyond_step};
pub use student::t_975;
pub use tail::{Percentile, percentile};
pub use theil_sen::{TheilSen, theil_sen};
pub use usl::{Usl, UslOverBlocks, usl, usl_over_blocks};
