//! How long, how often and how much of a scenario is measured.

use std::time::Duration;

use crate::{Case, Mistake, Scenario, mistake::list, suggest};

/// How long and how often each case is measured, and which load points are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What it is for, in a line.
    pub purpose: &'static str,
    /// The fewest blocks: repeats of everything with fresh processes.
    pub blocks: u32,
    /// The most blocks. Where it is more than the fewest, blocks are added until the comparisons are precise
    /// enough (method rule 12).
    pub blocks_max: u32,
    /// Load before the window, not recorded.
    pub warmup_ms: u64,
    /// The measured window.
    pub window_ms: u64,
    /// Load after the window, not recorded, while the server is looked at.
    pub afterglow_ms: u64,
    /// Where given, [`thin`] leaves only a few load points, with at most so many connections.
    pub few_up_to_connections: Option<u32>,
}

impl Profile {
    /// Shows that everything works, and nothing else: too short to believe a figure.
    pub const SMOKE: Self = Self {
        name: "smoke",
        purpose: "does everything work? Too short to believe a figure",
        blocks: 1,
        blocks_max: 1,
        warmup_ms: 100,
        window_ms: 200,
        afterglow_ms: 50,
        few_up_to_connections: Some(64),
    };

    /// The default: a first answer with three blocks, within five minutes.
    pub const QUICK: Self = Self {
        name: "quick",
        purpose: "a first answer within five minutes",
        blocks: 3,
        blocks_max: 3,
        warmup_ms: 500,
        window_ms: 1_500,
        afterglow_ms: 150,
        few_up_to_connections: None,
    };

    /// For a result that is to be published.
    pub const THOROUGH: Self = Self {
        name: "thorough",
        purpose: "5 to 20 blocks, until intervals are narrow: for a result that is to be published",
        blocks: 5,
        blocks_max: 20,
        warmup_ms: 1_000,
        window_ms: 5_000,
        afterglow_ms: 250,
        few_up_to_connections: None,
    };

    /// All of them, shortest first.
    pub const ALL: [Self; 3] = [Self::SMOKE, Self::QUICK, Self::THOROUGH];

    /// The profile called `name`.
    ///
    /// # Errors
    /// There is none of that name; the nearest one is suggested.
    pub fn named(name: &str) -> Result<Self, Mistake> {
        Self::ALL.into_iter().find(|profile| profile.name == name).ok_or_else(|| {
            let names = Self::ALL.map(|profile| profile.name);
            Mistake::new(format!("no profile is called `{name}`"))
                .did_you_mean(suggest(name, names))
                .note(format!("there are: {}", list(names)))
        })
    }
}

/// What a case costs beside its load: starting a server and its backend, connecting, draining.
const START_AND_DRAIN_MS: u64 = 350;

/// About how long it takes to measure `blocks` passes over `cases` with `profile`, start-up included.
#[must_use]
pub fn estimate(cases: &[Case], profile: &Profile, blocks: u32) -> Duration {
    let case_ms = profile.warmup_ms + profile.window_ms + profile.afterglow_ms + START_AND_DRAIN_MS;
    Duration::from_millis(case_ms) * blocks * u32::try_from(cases.len()).unwrap_or(u32::MAX)
}

/// The scenario with those load points only that `profile` measures.
///
/// A profile that asks for few keeps the highest concurrency within its bound, or, without a closed
/// loop, the lowest rate, which every machine can carry, and the first two contenders. No scenario is left
/// without a point.
#[must_use]
pub fn thin(scenario: &Scenario, profile: &Profile) -> Scenario {
    let mut thinned = scenario.clone();
    if let Some(bound) = profile.few_up_to_connections {
        let closed = &mut thinned.load.closed_connections;
        let within = closed.iter().filter(|&&connections| connections <= bound).count();
        closed.truncate(within.max(1));
        closed.drain(..closed.len().saturating_sub(1));
        thinned.load.open_rates_per_s.truncate(usize::from(closed.is_empty()));
        thinned.contenders.truncate(2);
    }
    thinned
}
