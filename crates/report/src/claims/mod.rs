//! The claims ledger: what is said of threads and async, and what this run has to say to it.
//!
//! The definitions are data, in `scenarios/claims/`. They are part of this program, so that the same run gives the
//! same ledger wherever it is drawn.

mod class;
mod contender;
mod effect;
mod overload;
mod pair;
mod ranking;
mod verdict;

use std::path::Path;

use scenario::claim::{Claim, Statistic, Test};

pub(crate) use effect::{Effect, Unit};
pub(crate) use verdict::Ruling;

use crate::digest::Digest;
use crate::traces::Traces;

macro_rules! definitions {
    ($($name:literal),+ $(,)?) => {
        /// Name and text of every definition, in the order of the ledger.
        const DEFINITIONS: &[(&str, &str)] = &[$((
            $name,
            include_str!(concat!("../../../../scenarios/claims/", $name, ".toml")),
        )),+];
    };
}

definitions!(
    "efficient-at-concurrency",
    "not-faster",
    "latency-stays-low",
    "one-call-costs-more",
    "cpu-sign",
    "no-single-latency",
    "throughput-hides-latency",
    "hello-world-is-junk",
    "framework-seldom-matters",
    "functionality",
    "async-is-harder",
    "async-wobbles",
    "backpressure-is-uneven",
    "structure-stops-leaks",
    "blending-costs",
    "boundary-is-free",
    "same-choice-elsewhere",
);

/// A claim with what the run says to it.
pub(crate) struct Entry {
    pub(crate) claim: Claim,
    pub(crate) ruling: Ruling,
    /// Of all its tests, in their order.
    pub(crate) effects: Vec<Effect>,
    /// Why a test has no effect here.
    pub(crate) why_not: Vec<String>,
    /// What would test what was not tested here, in words; `None` where all was.
    pub(crate) takes: Option<String>,
}

/// Every claim, in the order of the ledger.
pub(crate) fn ledger(digest: &Digest<'_>, traces: &Traces<'_>) -> Vec<Entry> {
    DEFINITIONS.iter().map(|(name, text)| entry(digest, traces, parsed(name, text))).collect()
}

fn parsed(name: &str, text: &str) -> Claim {
    Claim::parse(name, Path::new(name), text)
        .expect("a test reads every definition that is part of this program")
}

fn entry(digest: &Digest<'_>, traces: &Traces<'_>, claim: Claim) -> Entry {
    let (mut effects, mut why_not, mut rulings) = (Vec::new(), Vec::new(), Vec::new());
    let mut scenarios: Vec<&str> = Vec::new();
    for test in &claim.tests {
        match measured(digest, traces, test) {
            Ok(found) => {
                rulings.push(Ruling::of(test, &found));
                effects.extend(found);
            }
            Err(why) => {
                rulings.push(Ruling::NotTested);
                scenarios.extend(test.statistic.scenarios());
                if !why_not.contains(&why) {
                    why_not.push(why);
                }
            }
        }
    }
    let takes = takes(digest, scenarios);
    Entry { ruling: Ruling::together(&rulings), claim, effects, why_not, takes }
}

/// The command that measures `scenarios`: those that are not in the run, or, where all are, more of them.
fn takes(digest: &Digest<'_>, mut scenarios: Vec<&str>) -> Option<String> {
    scenarios.sort_unstable();
    scenarios.dedup();
    let is_measured = |name: &&str| {
        digest.scenarios.iter().any(|part| part.scenario.name == *name && !part.sweeps.is_empty())
    };
    let missing: Vec<&str> = scenarios.iter().copied().filter(|name| !is_measured(name)).collect();
    match (missing.is_empty(), scenarios.is_empty()) {
        (false, _) => Some(format!("`cargo xtask compare {}`", missing.join(" "))),
        (true, false) => {
            Some(format!("longer: `cargo xtask compare {} --profile thorough`", scenarios.join(" ")))
        }
        (true, true) => None,
    }
}

/// At least one effect, or why there is none.
fn measured(digest: &Digest<'_>, traces: &Traces<'_>, test: &Test) -> Result<Vec<Effect>, String> {
    let found = match &test.statistic {
        Statistic::PairRatio(of) => pair::ratios(digest, of)?,
        Statistic::PairTrend(of) => pair::trend(digest, of)?,
        Statistic::ObjectiveLoad(of) => pair::objective_load(digest, of)?,
        Statistic::RankAgreement { scenario, against, is_open, metric, load } => {
            ranking::agreement(digest, [scenario, against], *is_open, *metric, *load)?
        }
        Statistic::TailGap { scenario, alike_ratio } => ranking::tail_gaps(digest, scenario, *alike_ratio)?,
        Statistic::ShareBesideWait { scenario, is_open, load } => {
            ranking::share_beside_wait(digest, scenario, *is_open, *load)?
        }
        Statistic::ContenderRatio { scenario, contender, against, is_open, metric, loads } => {
            contender::ratios(digest, scenario, [contender, against], *is_open, (*metric, *loads))?
        }
        Statistic::ContenderFigure { scenario, contender, is_open, metric, load } => {
            contender::figure(digest, scenario, contender, *is_open, (*metric, *load))?
        }
        Statistic::LoadGrowth { scenario, contender, is_open, metric, loads } => {
            contender::growth(digest, scenario, contender, *is_open, (*metric, *loads))?
        }
        Statistic::ClassRatio { of, class } => class::ratios(digest, traces, of, class)?,
        Statistic::Overload { scenario, contender, figure, load } => {
            overload::figure(digest, traces, scenario, contender, (*figure, *load))?
        }
    };
    if found.is_empty() { Err("no VALID points to test it with".to_owned()) } else { Ok(found) }
}
