//! A server beside itself, and beside itself with a busy loop, all alive at the same time and loaded in turn
//! in stretches of a tenth of a second: what a difference looks like once the machine's moods are taken out.
//!
//! Each block has fresh processes, since where code and memory happen to lie is drawn anew with each. Within a
//! block the sides take turns, each order followed by itself backwards (A B C, C B A), so that a drift cancels. The
//! stretches of one turn are compared with each other; what a block says is the trimmed mean of its turns' log-ratios,
//! so that a neighbour's burst, which hits one stretch in twenty and makes it dearer by half, does not decide. The
//! interval is one over blocks, as everywhere.

mod alive;
#[cfg(test)]
mod tests;

use std::time::Duration;

use anyhow::Result;
use hdrhistogram::Histogram;
use load::Stop;
use scenario::LoadPoint;
use stats::{Ratio, paired_ratio, trimmed_mean};

use super::metric::Metric;
use super::pairs::CLOSED;
use crate::balance::contender_order;

pub(super) use alive::Alive;

/// The server, the same again, and the same with a busy loop.
pub(super) const SIDES: [&str; 3] = ["itself", "itself-again", "itself-wasting"];
/// The CPU that the busy loop adds, in percent.
pub(super) const WASTE_PERCENT: u64 = 5;
/// How many blocks.
pub(super) const BLOCKS: u32 = 8;
/// Well below what the server can do, and many requests in a short time.
pub(super) const OPEN: LoadPoint = LoadPoint::Open { rate_per_s: 10_000.0 };
/// How often, in a block, each side takes its turn at a fixed rate and at saturation; even, so that each order
/// has its mirror image.
const TURNS_OPEN: u32 = 12;
const TURNS_CLOSED: u32 = 6;
/// The share of a block's turns that is taken away at either end.
const TRIMMED: f64 = 0.2;

/// About how long all of it takes.
pub(super) const TAKES: Duration = Duration::from_secs(75);

/// What one side did in one stretch.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    /// CPU of the server's process.
    pub(super) cpu: Duration,
    /// Of that, the busy loop's, by its thread's own clock.
    pub(super) wasted: Duration,
    /// How long it was measured.
    pub(super) window: Duration,
    /// Right answers in it.
    pub(super) completed: u64,
    /// Response times.
    pub(super) response: Histogram<u64>,
}

/// Servers that can be loaded in turn. The real ones are [`Alive`]; a test may put a known truth in their place.
pub(super) trait Sides {
    /// Fresh processes for all of [`SIDES`], instead of those before.
    fn begin(&mut self, block: u32) -> Result<()>;

    /// Loads the side of that number.
    fn stretch(&mut self, side: usize, load: LoadPoint, seed: u64) -> Result<Stretch>;

    /// Ends them all. What others took of the cores that are used, from the very start, if the system tells.
    fn end(&mut self) -> Result<Option<Taken>>;
}

/// What others took of the cores that are used, as shares of their time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Taken {
    /// The hypervisor.
    pub(super) steal_ratio: f64,
    /// Other processes.
    pub(super) foreign_ratio: f64,
    /// What those may take before a case counts as noisy.
    pub(super) foreign_max: f64,
}

/// What the sides did in one turn, in the order of [`SIDES`].
#[derive(Clone, Debug)]
struct Turn {
    block: u32,
    load: LoadPoint,
    sides: Vec<Stretch>,
}

/// All blocks.
#[derive(Clone, Debug, Default)]
pub(super) struct Beside {
    turns: Vec<Turn>,
    pub(super) taken: Option<Taken>,
}

impl Beside {
    /// Measures; `at` is told how far it is. It ends early when asked to stop.
    pub(super) fn measure(
        sides: &mut dyn Sides,
        (seed, stop): (u64, &Stop),
        at: &mut dyn FnMut(f64, &str),
    ) -> Result<Self> {
        let mut beside = Self::default();
        for block in 0..BLOCKS {
            let share = f64::from(block) / f64::from(BLOCKS);
            at(share, &format!("side by side, block {} of {BLOCKS}", block + 1));
            sides.begin(block)?;
            for (load, count, turns) in [(OPEN, 3, TURNS_OPEN), (CLOSED, 2, TURNS_CLOSED)] {
                // The first stretch of a fresh process is its dearest, by up to a third: it is thrown away.
                let warm: Vec<usize> = (0..count).collect();
                turn(sides, &warm, load, seed)?;
                for number in block * turns..(block + 1) * turns {
                    if stop.is_stopped() {
                        return Ok(beside);
                    }
                    // An odd number is the order before it backwards; within a turn all face the same arrivals.
                    let order = contender_order(count, 0, number, seed);
                    let sides = turn(sides, &order, load, seed.wrapping_add(u64::from(number)))?;
                    beside.turns.push(Turn { block, load, sides });
                }
            }
        }
        beside.taken = sides.end()?;
        Ok(beside)
    }

    /// How the side of that number compares with the first, over blocks.
    pub(super) fn ratio(&self, side: usize, load: LoadPoint, metric: Metric) -> Option<Ratio> {
        let ratios = self.log_ratios(side, load, metric).into_iter().map(|log| (log.exp(), 1.0));
        paired_ratio(&ratios.collect::<Vec<_>>(), 0).filter(|ratio| ratio.interval.is_some())
    }

    /// Block by block, the logarithm of that side's figure ÷ the first one's.
    pub(super) fn log_ratios(&self, side: usize, load: LoadPoint, metric: Metric) -> Vec<f64> {
        let of_block = |block: u32| {
            let mine = |turn: &&Turn| turn.block == block && turn.load == load && turn.sides.len() > side;
            let turns: Vec<&Turn> = self.turns.iter().filter(mine).collect();
            // Percentiles are never averaged: histograms are merged (method rule 13).
            if let Some(share) = percentile(metric) {
                return log_ratio(merged(&turns, side, share)?, merged(&turns, 0, share)?);
            }
            let ratio =
                |turn: &&Turn| log_ratio(figure(&turn.sides[side], metric)?, figure(&turn.sides[0], metric)?);
            trimmed_mean(&turns.iter().filter_map(ratio).collect::<Vec<_>>(), TRIMMED)
        };
        (0..BLOCKS).filter_map(of_block).collect()
    }

    /// What the busy loop really used at the fixed rate, as a share of what the rest of its process used.
    pub(super) fn wasted_ratio(&self) -> Option<f64> {
        let sides = self.turns.iter().filter(|turn| turn.load == OPEN).filter_map(|turn| turn.sides.get(2));
        let (wasted, all) = sides.fold((Duration::ZERO, Duration::ZERO), |(wasted, all), stretch| {
            (wasted + stretch.wasted, all + stretch.cpu)
        });
        let rest = all.saturating_sub(wasted);
        (!rest.is_zero()).then(|| wasted.as_secs_f64() / rest.as_secs_f64())
    }
}

/// Each side of `order` once; what they did in the order of their numbers.
fn turn(sides: &mut dyn Sides, order: &[usize], load: LoadPoint, seed: u64) -> Result<Vec<Stretch>> {
    let mut done = Vec::with_capacity(order.len());
    for side in order {
        done.push((*side, sides.stretch(*side, load, seed)?));
    }
    done.sort_by_key(|(side, _)| *side);
    Ok(done.into_iter().map(|(_, stretch)| stretch).collect())
}

fn figure(of: &Stretch, metric: Metric) -> Option<f64> {
    match metric {
        Metric::CpuPerRequest => Some(of.cpu.as_secs_f64() / of.completed as f64),
        Metric::Throughput => Some(of.completed as f64 / of.window.as_secs_f64()),
        Metric::P50 | Metric::P99 | Metric::Memory => None,
    }
}

fn percentile(metric: Metric) -> Option<f64> {
    match metric {
        Metric::P50 => Some(0.5),
        Metric::P99 => Some(0.99),
        Metric::CpuPerRequest | Metric::Throughput | Metric::Memory => None,
    }
}

fn merged(turns: &[&Turn], side: usize, share: f64) -> Option<f64> {
    let (first, rest) = turns.split_first()?;
    let mut all = first.sides[side].response.clone();
    for turn in rest {
        all.add(&turn.sides[side].response).ok()?;
    }
    Some(all.value_at_quantile(share) as f64)
}

/// `None` unless both are finite and above 0.
fn log_ratio(one: f64, other: f64) -> Option<f64> {
    Some((one / other).ln()).filter(|log| log.is_finite())
}
