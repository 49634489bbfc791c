//! In which order the cases are run: blocks, shuffled and mirrored, from one seed.

use std::ops::Range;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;
use scenario::{Case, LoadPoint};

use crate::balance::contender_order;

/// One case in one block: with which seed, as which in the order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    /// What to measure.
    pub(crate) case: Case,
    /// In which block, from 0.
    pub(crate) block: u32,
    /// Seeds the arrivals: the same for all contenders of a load point, so that all face the same
    /// (method rule 1).
    pub(crate) seed: u64,
}

impl Step {
    /// How the order in `run.json` names it.
    pub(crate) fn name(&self) -> String {
        let Case { scenario, contender, load } = &self.case;
        format!("{scenario} {contender} {} block {}", load_name(*load), self.block)
    }
}

/// How a load point is named everywhere.
pub(crate) fn load_name(load: LoadPoint) -> String {
    match load {
        LoadPoint::Closed { connections } => format!("closed {connections}"),
        LoadPoint::Open { rate_per_s } => format!("open {rate_per_s}/s"),
        LoadPoint::Parked { requests } => format!("parked {requests}"),
    }
}

/// Orders the blocks from `first` up to, but without, `end` over `cases`.
///
/// Within a block the load points are shuffled, and at each load point its contenders run one after
/// the other in a balanced order ([`contender_order`]), so that what is compared stands seconds apart.
/// Every odd block is the one before it mirrored: a drift of the machine then favours nobody (method rule
/// 11). A block's order depends on the cases, the seed and its number alone, so that blocks can be added
/// to a run at any time.
pub(crate) fn order(cases: &[Case], blocks: Range<u32>, seed: u64) -> Vec<Step> {
    let points = load_points(cases);
    blocks.flat_map(|block| pass(&points, block, seed)).collect()
}

fn pass(points: &[Vec<Case>], block: u32, seed: u64) -> Vec<Step> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.shuffle(&mut Pcg64Mcg::seed_from_u64(seed ^ (u64::from(block / 2) << 32)));
    if block % 2 == 1 {
        order.reverse();
    }
    let at_point = |at: usize| {
        let contenders = contender_order(points[at].len(), at, block, seed);
        contenders.into_iter().map(move |contender| Step {
            case: points[at][contender].clone(),
            block,
            seed: arrival_seed(seed, at, block),
        })
    };
    order.into_iter().flat_map(at_point).collect()
}

/// The cases of each scenario × load point, in the order of their first appearance.
fn load_points(cases: &[Case]) -> Vec<Vec<Case>> {
    let mut points: Vec<Vec<Case>> = Vec::new();
    for case in cases {
        let same = |other: &Case| other.scenario == case.scenario && other.load == case.load;
        match points.iter_mut().find(|point| same(&point[0])) {
            Some(point) => point.push(case.clone()),
            None => points.push(vec![case.clone()]),
        }
    }
    points
}

fn arrival_seed(seed: u64, point: usize, block: u32) -> u64 {
    // SplitMix64's constants spread neighbouring inputs over all bits.
    let mixed =
        seed.wrapping_add((point as u64) << 32 | u64::from(block)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cases() -> Vec<Case> {
        let mut cases = Vec::new();
        for connections in [1, 64, 4096] {
            for contender in ["a", "b", "c", "d"] {
                let load = LoadPoint::Closed { connections };
                cases.push(Case { scenario: "s".into(), contender: contender.into(), load });
            }
        }
        cases
    }

    #[test]
    fn every_block_holds_every_case_once() {
        let steps = order(&cases(), 0..3, 7);
        for block in 0..3 {
            let mut names: Vec<_> = steps.iter().filter(|step| step.block == block).map(Step::name).collect();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), 12);
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_order_and_another_another() {
        assert_eq!(order(&cases(), 0..3, 7), order(&cases(), 0..3, 7));
        assert_ne!(order(&cases(), 0..3, 7), order(&cases(), 0..3, 8));
    }

    #[test]
    fn every_second_block_is_mirrored() {
        let steps = order(&cases(), 0..2, 7);
        let names =
            |block| steps.iter().filter(move |step| step.block == block).map(|step| step.case.clone());
        assert_eq!(names(0).collect::<Vec<_>>(), names(1).rev().collect::<Vec<_>>());
    }

    #[test]
    fn blocks_added_later_are_those_that_would_have_come_anyway() {
        let mut steps = order(&cases(), 0..3, 7);
        steps.extend(order(&cases(), 3..8, 7));
        assert_eq!(steps, order(&cases(), 0..8, 7));
    }

    #[test]
    fn each_contender_stands_equally_often_in_each_position() {
        for contender in ["a", "b", "c", "d"] {
            for position in 0..4 {
                let steps = order(&cases(), 0..8, 7);
                let here = |four: &&[Step]| four[position].case.contender == contender;
                assert_eq!(steps.chunks(4).filter(here).count(), 3 * 8 / 4);
            }
        }
    }

    #[test]
    fn what_is_compared_stands_together_and_faces_the_same_arrivals() {
        for four in order(&cases(), 0..4, 7).chunks(4) {
            assert!(four.iter().all(|step| step.case.load == four[0].case.load));
            assert!(four.iter().all(|step| step.seed == four[0].seed));
        }
        let mut seeds: Vec<_> = order(&cases(), 0..4, 7).iter().map(|step| step.seed).collect();
        seeds.sort_unstable();
        seeds.dedup();
        assert_eq!(seeds.len(), 12, "a seed for each load point and block");
    }
}
