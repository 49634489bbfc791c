//! How long a plan takes, and what its time leaves room for.

use std::time::Duration;

use scenario::{Case, LoadPoint};

use super::RunPlan;
use crate::capacity;

impl RunPlan {
    /// About how long a block takes.
    pub(crate) fn block_estimate(&self) -> Duration {
        scenario::estimate(&self.cases, &self.scenarios, &self.profile, 1)
    }

    /// About how long one case at a rate takes, wherever it comes from.
    pub(crate) fn open_case_estimate(&self) -> Duration {
        let load = LoadPoint::Open { rate_per_s: 1.0 };
        let case = Case { scenario: String::new(), contender: String::new(), load };
        scenario::estimate(&[case], &self.scenarios, &self.profile, 1)
    }

    /// About how long the run takes at least and at most, its searches included, within the time that was asked
    /// for.
    pub(crate) fn estimate(&self) -> (Duration, Duration) {
        let search = capacity::estimate(self);
        let within = |blocks: u32| {
            let whole = self.block_estimate() * blocks + search;
            // The first block is run whatever it takes, and so are the searches.
            let least = self.block_estimate() + search;
            self.time_max.map_or(whole, |most| whole.min(most.max(least)))
        };
        (within(self.blocks), within(self.blocks_max))
    }

    /// How long the run may go on with cases that were not steady: what the fewest blocks and the searches leave of
    /// the time that was asked for, and no more than the profile has for it.
    pub(crate) fn extension_time(&self) -> Duration {
        let most = Duration::from_millis(self.profile.extensions_ms);
        let planned = self.block_estimate() * self.blocks + capacity::estimate(self);
        self.time_max.map_or(most, |time| most.min(time.saturating_sub(planned)))
    }

    /// Whether another block would end after the time that was asked for, with what comes after the blocks.
    pub(crate) fn is_too_late(&self, elapsed: Duration) -> bool {
        let needed = self.block_estimate() + capacity::estimate(self);
        self.time_max.is_some_and(|most| elapsed + needed > most)
    }
}
