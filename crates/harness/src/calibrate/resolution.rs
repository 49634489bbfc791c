//! How small a difference this machine can tell apart.

use std::time::Duration;

use anyhow::Result;
use record::Resolution;
use scenario::{LoadPoint, Profile};
use stats::smallest_difference;

use super::bench::Bench;
use super::beside::{self, Beside};
use super::check::{Check, Found, Shared};
use super::metric::Metric;
use super::pairs::{self, BLOCKS, CLOSED, Pairs, SIDES, TIMING};
use crate::plan::load_name;

pub(super) const CHECK: Check = Check {
    name: "resolution",
    proves: "5 % of CPU per request can be told apart here; how small a difference, in what",
    takes: Duration::ZERO,
    needs: &[Shared::Pairs, Shared::Beside],
    run,
};

/// How servers are called that live together and take turns.
const SIDE_BY_SIDE: &str = "side-by-side";

/// A machine that cannot tell this share of CPU per request apart between servers that live together is of no use.
const CPU_MAX: f64 = 0.05;
/// A spread needs a few values.
const BLOCKS_MIN: usize = 6;

fn run(bench: &mut Bench) -> Result<Found> {
    let mut found = bench.beside().map(side_by_side)?;
    found.extend(bench.pairs().map(resolution)?);
    if found.is_empty() {
        return Ok(Found::not_available(format!("fewer than {BLOCKS_MIN} blocks with both sides VALID")));
    }
    bench.resolution.clone_from(&found);
    Ok(told(&found))
}

/// What a run is read for, each where it is the server's to decide.
fn asked(open: LoadPoint) -> [(Metric, LoadPoint); 3] {
    [(Metric::CpuPerRequest, open), (Metric::Throughput, CLOSED), (Metric::P99, open)]
}

/// The smallest differences that the machine can show at all: servers alive together, loaded in turn.
pub(super) fn side_by_side(beside: &Beside) -> Vec<Resolution> {
    let of = |(metric, load)| {
        let log_ratios = beside.log_ratios(1, load, metric);
        let log_ratio_sd = spread(&log_ratios)?;
        smallest(metric, load, (SIDE_BY_SIDE, log_ratios.len() as u32), log_ratio_sd)
    };
    asked(beside::OPEN).into_iter().filter_map(of).collect()
}

/// The smallest differences for the blocks of each profile that has more than one, and for the most that it may go
/// on to.
pub(super) fn resolution(pairs: &Pairs) -> Vec<Resolution> {
    let of = |(metric, load)| {
        let pairs = pairs.pairs(SIDES[1], load, metric, 0..BLOCKS);
        let logs: Vec<f64> = pairs.iter().map(|(one, other)| (one / other).ln()).collect();
        Some((metric, load, spread(&logs)?))
    };
    let spreads: Vec<_> = asked(pairs::OPEN).into_iter().filter_map(of).collect();
    let (quick, thorough) = (Profile::QUICK, Profile::THOROUGH);
    let blocks =
        [(quick.name, quick.blocks), (thorough.name, thorough.blocks), (thorough.name, thorough.blocks_max)];
    let of_profile =
        |profile| spreads.iter().filter_map(move |(metric, load, sd)| smallest(*metric, *load, profile, *sd));
    blocks.into_iter().flat_map(of_profile).collect()
}

fn smallest(
    metric: Metric,
    load: LoadPoint,
    (profile, blocks): (&str, u32),
    log_ratio_sd: f64,
) -> Option<Resolution> {
    Some(Resolution {
        metric: metric.column().into(),
        load: load_name(load),
        profile: profile.into(),
        blocks,
        smallest_ratio: smallest_difference(log_ratio_sd, blocks as usize)?,
        log_ratio_sd,
    })
}

/// The standard deviation of the log-ratios around 0, which is what they are of: equal things.
fn spread(log_ratios: &[f64]) -> Option<f64> {
    let squares: f64 = log_ratios.iter().map(|log| log.powi(2)).sum();
    let spread = (squares / log_ratios.len() as f64).sqrt();
    (log_ratios.len() >= BLOCKS_MIN && spread.is_finite()).then_some(spread)
}

pub(super) fn told(found: &[Resolution]) -> Found {
    let mut lines = Vec::new();
    for one in found.chunk_by(|one, next| (&one.profile, one.blocks) == (&next.profile, next.blocks)) {
        lines.push(in_words(one));
    }
    let is_sharp = |one: &Resolution| {
        one.profile == SIDE_BY_SIDE
            && one.metric == Metric::CpuPerRequest.column()
            && one.smallest_ratio <= CPU_MAX
    };
    let mut told = Found::judged(found.iter().any(is_sharp), lines.remove(0));
    for line in lines {
        told = told.line(line);
    }
    told = told.line(format!(
        "found in 4 comparisons of 5: (t₀.₉₇₅ + t₀.₈₀) × sd ÷ √blocks (NIST e-Handbook 7.2.2.2), sd of a server's \
         log-ratio to itself: {SIDE_BY_SIDE} of servers that live together and are loaded in turn in stretches of a \
         tenth of a second, else of runs as `compare` makes them, one after the other, in windows of {} ms",
        TIMING.window.as_millis()
    ));
    for one in found {
        let name = format!("{}_smallest_ratio_{}_{}", one.metric, one.profile, one.blocks);
        told = told.figure(name, one.smallest_ratio);
    }
    told
}

/// "quick (3 blocks) can tell CPU per request 4.1 % at open 4000/s, throughput 12 % at …".
fn in_words(of: &[Resolution]) -> String {
    let title = |one: &Resolution| {
        let metric = Metric::ALL.into_iter().find(|metric| metric.column() == one.metric);
        metric.map_or_else(|| one.metric.clone(), |metric| metric.title().to_owned())
    };
    let parts: Vec<String> = of
        .iter()
        .map(|one| format!("{} {:.2} % at {}", title(one), one.smallest_ratio * 100.0, one.load))
        .collect();
    format!("{} ({} blocks) can tell {}", of[0].profile, of[0].blocks, parts.join(", "))
}
