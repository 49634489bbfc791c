//! How small a difference this machine can tell apart.

use std::time::Duration;

use anyhow::Result;
use record::Resolution;
use scenario::{LoadPoint, Profile};
use stats::smallest_difference;

use super::bench::Bench;
use super::check::{Check, Found};
use super::metric::Metric;
use super::pairs::{BLOCKS, CLOSED, OPEN, Pairs, SIDES, TIMING};
use crate::plan::load_name;

pub(super) const CHECK: Check = Check {
    name: "resolution",
    proves: "how small a difference this machine can tell apart",
    takes: Duration::ZERO,
    needs_pairs: true,
    run,
};

/// What a run is read for, each where it is the server's to decide.
const ASKED: [(Metric, LoadPoint); 3] =
    [(Metric::CpuPerRequest, OPEN), (Metric::Throughput, CLOSED), (Metric::P99, OPEN)];

/// A spread needs a few values.
const BLOCKS_MIN: usize = 6;

fn run(bench: &mut Bench) -> Result<Found> {
    let found = bench.pairs().map(resolution)?;
    if found.is_empty() {
        return Ok(Found::not_available(format!("fewer than {BLOCKS_MIN} blocks with both sides VALID")));
    }
    bench.resolution.clone_from(&found);
    Ok(told(&found))
}

/// The smallest differences, for the blocks of each profile that has more than one.
pub(super) fn resolution(pairs: &Pairs) -> Vec<Resolution> {
    let spreads = ASKED.into_iter().filter_map(|(metric, load)| {
        let pairs = pairs.pairs(SIDES[1], load, metric, 0..BLOCKS);
        Some((metric, load, spread(&pairs).filter(|_| pairs.len() >= BLOCKS_MIN)?))
    });
    let of_profile = |(metric, load, log_ratio_sd): (Metric, LoadPoint, f64)| {
        let profiles = [Profile::QUICK, Profile::THOROUGH].into_iter();
        profiles.filter_map(move |profile| {
            Some(Resolution {
                metric: metric.column().into(),
                load: load_name(load),
                profile: profile.name.into(),
                blocks: profile.blocks,
                smallest_ratio: smallest_difference(log_ratio_sd, profile.blocks as usize)?,
                log_ratio_sd,
            })
        })
    };
    spreads.flat_map(of_profile).collect()
}

/// The standard deviation of the log-ratios around 0, which is what they are of: equal things.
fn spread(pairs: &[(f64, f64)]) -> Option<f64> {
    let squares: f64 = pairs.iter().map(|(one, other)| (one / other).ln().powi(2)).sum();
    let spread = (squares / pairs.len() as f64).sqrt();
    spread.is_finite().then_some(spread)
}

fn told(found: &[Resolution]) -> Found {
    let mut told = Found::judged(true, smallest(found, Profile::QUICK.name));
    told = told.line(smallest(found, Profile::THOROUGH.name));
    told = told.line(format!(
        "found in 4 comparisons of 5: (t₀.₉₇₅ + t₀.₈₀) × sd ÷ √blocks (NIST e-Handbook 7.2.2.2), sd of a \
         server's log-ratio to itself in windows of {} ms; longer windows can only spread less",
        TIMING.window.as_millis()
    ));
    for one in found {
        let name = format!("{}_smallest_ratio_{}", one.metric, one.profile);
        told = told.figure(name, one.smallest_ratio);
    }
    told
}

/// "quick (3 blocks): CPU per request 4.1 %, throughput 12 %, response p99 20 %".
fn smallest(found: &[Resolution], profile: &str) -> String {
    let of_profile = || found.iter().filter(|one| one.profile == profile);
    let title = |one: &Resolution| {
        let metric = Metric::ALL.into_iter().find(|metric| metric.column() == one.metric);
        metric.map_or_else(|| one.metric.clone(), |metric| metric.title().to_owned())
    };
    let parts: Vec<String> = of_profile()
        .map(|one| format!("{} {:.2} % at {}", title(one), one.smallest_ratio * 100.0, one.load))
        .collect();
    let blocks = of_profile().next().map_or(0, |one| one.blocks);
    format!("{profile} ({blocks} blocks) can tell {}", parts.join(", "))
}
