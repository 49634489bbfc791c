//! How long, how often and how much of a scenario is measured.

use std::borrow::Borrow;
use std::time::Duration;

use crate::{Case, LoadPoint, Mistake, Scenario, Shape, mistake::list, suggest};

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
    /// Where given, [`thin`] leaves only the fewest parked requests, if that, and the most within it.
    pub parked_up_to: Option<u32>,
    /// How long a run may go on, in all, with cases that were not steady.
    pub extensions_ms: u64,
    /// Whether the matched pair's capacities are searched too, and both measured at shares of the lower.
    pub searches_capacity: bool,
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
        parked_up_to: Some(64),
        extensions_ms: 0,
        searches_capacity: false,
    };

    /// The default: a first answer with three blocks, within five minutes.
    pub const QUICK: Self = Self {
        name: "quick",
        purpose: "a first answer within five minutes",
        blocks: 3,
        blocks_max: 3,
        warmup_ms: 500,
        window_ms: 1_250,
        afterglow_ms: 150,
        few_up_to_connections: None,
        parked_up_to: Some(1_024),
        extensions_ms: 12_000,
        searches_capacity: false,
    };

    /// For a result that is to be published. A block costs time, and blocks tell more than long windows do: what
    /// differs from one fresh process to the next no window shows (Kalibera & Jones, "Rigorous benchmarking in
    /// reasonable time", ISMM '13). So a window is as long as twelve pieces of 250 ms, in which a trend shows, and
    /// as five blocks of the lowest curated rate need for a p99 (5 × 3 s × 1000/s).
    pub const THOROUGH: Self = Self {
        name: "thorough",
        purpose: "5 to 20 blocks, until intervals are narrow: for a result that is to be published",
        blocks: 5,
        blocks_max: 20,
        warmup_ms: 750,
        window_ms: 3_000,
        afterglow_ms: 250,
        few_up_to_connections: None,
        parked_up_to: None,
        extensions_ms: 300_000,
        searches_capacity: true,
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
            Mistake::asked(format!("no profile is called `{name}`"))
                .did_you_mean(suggest(name, names))
                .note(format!("there are: {}", list(names)))
        })
    }
}

/// What a case costs beside its load: starting a server and its backend, connecting, draining.
const START_AND_DRAIN_MS: u64 = 350;

impl Profile {
    /// The window at a load point of `scenario`: at least as long as the scenario needs. Where the rate changes by a plan, the window is made long enough
    /// for all of it, and for whole bursts; a profile too short to believe a figure keeps its own.
    #[must_use]
    pub fn window_ms_at(&self, scenario: &Scenario, load: LoadPoint) -> u64 {
        if self.few_up_to_connections.is_some() {
            return self.window_ms;
        }
        let window_ms = self.window_ms.max(scenario.load.window_ms_min.into());
        match &scenario.load.open_shape {
            Shape::Steps { factors, step_ms } if matches!(load, LoadPoint::Open { .. }) => {
                window_ms.max(factors.len() as u64 * u64::from(*step_ms))
            }
            Shape::Burst { on_ms, off_ms } if matches!(load, LoadPoint::Open { .. }) => {
                window_ms.next_multiple_of(u64::from(*on_ms) + u64::from(*off_ms))
            }
            _ => window_ms,
        }
    }
}

/// About how long it takes to measure `blocks` passes over `cases` of `scenarios` with `profile`, start-up
/// included.
#[must_use]
pub fn estimate<S: Borrow<Scenario>>(
    cases: &[Case],
    scenarios: &[S],
    profile: &Profile,
    blocks: u32,
) -> Duration {
    let case_ms = |case: &Case| {
        let scenario = scenarios.iter().map(Borrow::borrow).find(|known| known.name == case.scenario);
        let looks_on = scenario.is_some_and(|scenario| scenario.clients.patience_ms.is_some());
        let orphans_ms = if looks_on { ORPHAN_AFTER_MS } else { 0 };
        match case.load {
            LoadPoint::Parked { requests } => Parking::of(requests).wait_ms,
            LoadPoint::Closed { .. } | LoadPoint::Open { .. } => {
                let window_ms =
                    scenario.map_or(profile.window_ms, |known| profile.window_ms_at(known, case.load));
                profile.warmup_ms + window_ms + profile.afterglow_ms + orphans_ms
            }
        }
    };
    let pass_ms: u64 = cases.iter().map(|case| case_ms(case) + START_AND_DRAIN_MS).sum();
    Duration::from_millis(pass_ms) * blocks
}

/// How long after the last client has gone, calls that still run count as orphans, where clients may leave.
pub const ORPHAN_AFTER_MS: u64 = 1_000;

/// How long parked requests are held, in every profile: what holds still needs no long look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parking {
    /// From the first request until all have arrived.
    pub settle_ms: u64,
    /// The measured window.
    pub window_ms: u64,
    /// How long each request waits: on from the window's end memory is read.
    pub wait_ms: u64,
}

impl Parking {
    /// For so many requests. Each takes the server a connection to its backend, and maybe a thread.
    #[must_use]
    pub fn of(requests: u32) -> Self {
        let settle_ms = 300 + u64::from(requests) / 4;
        Self { settle_ms, window_ms: 300, wait_ms: settle_ms + 700 }
    }
}

/// The scenario with those load points only that `profile` measures.
///
/// A profile that asks for few keeps the highest concurrency within its bound, or, without a closed
/// loop, the lowest rate, which every machine can carry, and the first two contenders; of parked requests it
/// keeps the most within their bound, and, where a slope is wanted, the fewest. No scenario is left without a
/// point.
#[must_use]
pub fn thin(scenario: &Scenario, profile: &Profile) -> Scenario {
    let mut thinned = scenario.clone();
    if let Some(bound) = profile.parked_up_to {
        let parked = &mut thinned.load.parked_requests;
        let within = parked.iter().filter(|&&requests| requests <= bound).count();
        parked.truncate(within.max(1));
        if let &[fewest, .., most] = parked.as_slice() {
            *parked = if profile.few_up_to_connections.is_some() { vec![most] } else { vec![fewest, most] };
        }
    }
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
