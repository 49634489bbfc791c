//! The stretches judged over sides with a known truth: equal but for noise, on a machine that drifts.

use std::time::Duration;

use anyhow::Result;
use hdrhistogram::Histogram;
use load::Stop;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use record::CheckOutcome;
use scenario::LoadPoint;

use super::{BLOCKS, Beside, OPEN, SIDES, Sides, Stretch, TURNS_CLOSED, TURNS_OPEN, Taken};
use crate::calibrate::busy_loop;
use crate::calibrate::metric::Metric;
use crate::calibrate::resolution;

/// What others may take in these tests, as a share.
const FOREIGN_MAX: f64 = 0.03;

/// 45 µs of CPU a request, plus what is wasted, times noise, times what the machine's mood makes of it.
struct Synthetic {
    random: Pcg64Mcg,
    /// How far a stretch may be from the truth, either way: 0.05 is 5 %.
    noise: f64,
    /// By how much the machine grows dearer from one stretch to the next.
    drift: f64,
    /// What the second side costs more than the first.
    bias: f64,
    /// What the third wastes by its own clock, and what of it the process's clock shows.
    wastes: f64,
    shows: f64,
    taken: Option<Taken>,
    began: u32,
    stretches: u32,
    orders: Vec<(u32, usize, u64)>,
}

impl Default for Synthetic {
    fn default() -> Self {
        Self {
            random: Pcg64Mcg::seed_from_u64(5),
            noise: 0.05,
            drift: 0.0,
            bias: 0.0,
            wastes: 0.05,
            shows: 1.0,
            taken: Some(Taken { steal_ratio: 0.0, foreign_ratio: 0.01, foreign_max: FOREIGN_MAX }),
            began: 0,
            stretches: 0,
            orders: Vec::new(),
        }
    }
}

impl Sides for Synthetic {
    fn begin(&mut self, block: u32) -> Result<()> {
        assert_eq!(block, self.began, "each block once");
        self.began += 1;
        self.stretches = 0;
        Ok(())
    }

    fn stretch(&mut self, side: usize, load: LoadPoint, seed: u64) -> Result<Stretch> {
        self.orders.push((self.began, side, seed));
        let mut noisy = |value: f64| value * (1.0 + self.noise * (2.0 * self.random.random::<f64>() - 1.0));
        // A neighbour's burst now and then.
        let burst = if self.stretches % 23 == 22 { 1.5 } else { 1.0 };
        // The first stretches of fresh processes are dear.
        let cold = if self.stretches < 3 { 1.3 } else { 1.0 };
        let mood = burst * cold * (1.0 + self.drift * f64::from(self.stretches));
        self.stretches += 1;
        let completed = if load == OPEN { 800 } else { noisy(3_000.0) as u64 };
        let own = if side == 1 { 1.0 + self.bias } else { 1.0 };
        let serving_s = noisy(45e-6 * own * mood) * completed as f64;
        let wasted_s = if side == 2 { serving_s * self.wastes } else { 0.0 };
        let mut response = Histogram::new(3)?;
        response.record_n(noisy(10_500_000.0) as u64, completed)?;
        Ok(Stretch {
            cpu: Duration::from_secs_f64(serving_s + wasted_s * self.shows),
            wasted: Duration::from_secs_f64(wasted_s),
            window: Duration::from_millis(80),
            completed,
            response,
        })
    }

    fn end(&mut self) -> Result<Option<Taken>> {
        Ok(self.taken)
    }
}

fn measured(sides: &mut Synthetic) -> Beside {
    Beside::measure(sides, (3, &Stop::default()), &mut |_, _| {}).expect("nothing fails")
}

#[test]
fn five_percent_are_found_and_nothing_where_nothing_was_added() {
    let found = busy_loop::judge(&measured(&mut Synthetic::default()));
    assert_eq!(found.outcome, CheckOutcome::Passed, "{found:?}");
    let figure = |name: &str| found.figures[name];
    assert!(figure("found_ratio_low") < 1.05 && 1.05 < figure("found_ratio_high"), "{found:?}");
    assert!(figure("nothing_ratio_low") < 1.0 && 1.0 < figure("nothing_ratio_high"), "{found:?}");
    assert!((figure("added_ratio") - 0.05).abs() < 1e-9, "{found:?}");
}

#[test]
fn a_machine_that_drifts_by_a_third_in_each_block_changes_nothing() {
    let found = busy_loop::judge(&measured(&mut Synthetic { drift: 0.007, ..Synthetic::default() }));
    assert_eq!(found.outcome, CheckOutcome::Passed, "{found:?}");
    assert!((found.figures["found_ratio"] - 1.05).abs() < 0.015, "{found:?}");
}

#[test]
fn a_loop_that_is_not_seen_a_loop_that_idles_and_a_bias_each_fail() {
    let unseen = Synthetic { shows: 0.0, ..Synthetic::default() };
    let idle = Synthetic { wastes: 0.0, ..Synthetic::default() };
    let doubled = Synthetic { wastes: 0.10, ..Synthetic::default() };
    let biased = Synthetic { bias: 0.04, ..Synthetic::default() };
    for mut broken in [unseen, idle, doubled, biased] {
        let found = busy_loop::judge(&measured(&mut broken));
        assert_eq!(found.outcome, CheckOutcome::Failed, "{found:?}");
    }
}

#[test]
fn what_is_not_found_on_a_machine_that_others_used_is_no_failure_of_the_instrument() {
    for (steal_ratio, foreign_ratio, outcome) in [
        (0.05, 0.0, CheckOutcome::NotAvailable),
        (0.0, 0.3, CheckOutcome::NotAvailable),
        (0.0, FOREIGN_MAX + 0.001, CheckOutcome::NotAvailable),
        (0.001, FOREIGN_MAX - 0.001, CheckOutcome::Failed),
    ] {
        let taken = Some(Taken { steal_ratio, foreign_ratio, foreign_max: FOREIGN_MAX });
        let mut sides = Synthetic { noise: 0.9, taken, ..Synthetic::default() };
        assert_eq!(busy_loop::judge(&measured(&mut sides)).outcome, outcome, "{taken:?}");
    }
}

#[test]
fn turns_go_forth_and_back_over_fresh_processes_and_share_their_arrivals() {
    let mut sides = Synthetic::default();
    let beside = measured(&mut sides);
    assert_eq!(sides.began, BLOCKS);
    let turns = u32::try_from(beside.turns.len()).expect("a few");
    assert_eq!(turns, BLOCKS * (TURNS_OPEN + TURNS_CLOSED), "what warms up is not kept");
    let first: Vec<_> = sides.orders[3..9].iter().map(|(_, side, _)| *side).collect();
    assert!(first[..3].iter().eq(first[3..].iter().rev()), "{first:?}");
    let seeds: Vec<u64> = sides.orders[3..9].iter().map(|(.., seed)| *seed).collect();
    assert!(seeds[..3].iter().all(|seed| *seed == seeds[0]) && seeds[0] != seeds[3], "{seeds:?}");
    assert_eq!(beside.log_ratios(1, OPEN, Metric::CpuPerRequest).len(), BLOCKS as usize);
    assert_eq!(SIDES.len(), beside.turns[0].sides.len());
}

#[test]
fn noise_widens_the_resolution_side_by_side() {
    let smallest = |noise: f64, outcome| {
        let found = resolution::side_by_side(&measured(&mut Synthetic { noise, ..Synthetic::default() }));
        assert_eq!(found.len(), 3, "CPU, throughput, p99: {found:?}");
        assert!(found.iter().all(|one| one.profile == "side-by-side" && one.blocks == BLOCKS));
        assert_eq!(resolution::told(&found).outcome, outcome, "{found:?}");
        found[0].smallest_ratio
    };
    let [fine, coarse] = [(0.02, CheckOutcome::Passed), (0.6, CheckOutcome::Failed)]
        .map(|(noise, outcome)| smallest(noise, outcome));
    assert!(fine < 0.02 && coarse > 0.05, "{fine} {coarse}");
}

#[test]
fn asked_to_stop_it_stops() {
    let stop = Stop::default();
    stop.stop();
    let mut sides = Synthetic::default();
    let beside = Beside::measure(&mut sides, (3, &stop), &mut |_, _| {}).expect("nothing fails");
    assert!(beside.turns.is_empty() && sides.began == 1);
    assert_eq!(busy_loop::judge(&beside).outcome, CheckOutcome::NotAvailable);
}
