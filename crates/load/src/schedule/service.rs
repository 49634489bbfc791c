//! Service times of a synthetic server, drawn in advance: whoever knows the seed knows each of them.

use std::time::Duration;

use super::random::{Random, stream};
use crate::Gaps;

/// The service times of `load queue` with this law, mean and seed, in the order in which requests arrive.
pub fn service_times(law: Gaps, mean: Duration, seed: u64) -> impl Iterator<Item = Duration> {
    let mut random = Random::seeded(seed, stream::SERVICE);
    std::iter::repeat_with(move || match law {
        Gaps::Constant => mean,
        Gaps::Exponential => mean.mul_f64(random.exponential()),
    })
}
