//! In which order the contenders of a load point run, block after block.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;

/// The order of `count` contenders, as indices, at the `point`th load point in the `block`th block.
///
/// Rows of Williams's design ("Experimental designs balanced for the estimation of residual effects of
/// treatments", Australian Journal of Scientific Research A 2 (1949)), which balance two things at once:
/// each contender stands equally often in each position, and each follows each other one equally often, so
/// that neither a drift of the machine nor what the one before left behind favours anybody. A round of
/// [`round_blocks`] blocks is balanced to the last block; before its end no two counts of an even number of
/// contenders are more than 1 apart.
///
/// Every odd block runs the rows of the one before it backwards (method rule 11). Which contender is which
/// row's, and which pair of rows comes first, is drawn anew in each round; load points begin at different
/// rows, so that one block alone is about balanced too.
pub(crate) fn contender_order(count: usize, point: usize, block: u32, seed: u64) -> Vec<usize> {
    if count == 0 {
        return Vec::new();
    }
    let block = block as usize;
    let pairs = round_blocks(count) / 2;
    let (round, in_round) = match pairs {
        0 => (block, 0),
        pairs => (block / (2 * pairs), block % (2 * pairs) / 2),
    };
    let mut random = Pcg64Mcg::seed_from_u64(seed ^ ((round as u64) << 40) ^ 0xBA1A);
    let mut names: Vec<usize> = (0..count).collect();
    names.shuffle(&mut random);
    let mut firsts: Vec<usize> = (0..pairs.max(1)).collect();
    firsts.shuffle(&mut random);
    let mut row = williams_row(count, firsts[in_round] + point);
    if block % 2 == 1 {
        row.reverse();
    }
    row.into_iter().map(|symbol| names[symbol]).collect()
}

/// After how many blocks the design has come round: as many as there are contenders, or twice as many where
/// their number is odd.
pub(crate) fn round_blocks(count: usize) -> usize {
    if count.is_multiple_of(2) { count } else { 2 * count }
}

/// Row `at` of the cyclic square that begins 0, 1, n − 1, 2, n − 2, …: neighbours differ by every amount
/// once. With an even n the square holds each row's mirror image too, n/2 rows further on; with an odd n
/// the mirror images are the design's second half.
fn williams_row(count: usize, at: usize) -> Vec<usize> {
    let zigzag = |position: usize| match position {
        0 => 0,
        odd if odd % 2 == 1 => odd.div_ceil(2),
        even => count - even / 2,
    };
    (0..count).map(|position| (zigzag(position) + at) % count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(count: usize, point: usize, blocks: u32, seed: u64) -> Vec<Vec<usize>> {
        (0..blocks).map(|block| contender_order(count, point, block, seed)).collect()
    }

    /// How often each contender stood in each position.
    fn positions(count: usize, rows: &[Vec<usize>]) -> Vec<usize> {
        let mut counts = vec![0; count * count];
        for row in rows {
            for (position, who) in row.iter().enumerate() {
                counts[who * count + position] += 1;
            }
        }
        counts
    }

    /// How often each contender followed each other one.
    fn followers(count: usize, rows: &[Vec<usize>]) -> Vec<usize> {
        let mut counts = vec![0; count * count];
        for pair in rows.iter().flat_map(|row| row.windows(2)) {
            counts[pair[0] * count + pair[1]] += 1;
        }
        (0..count * count).filter(|at| at / count != at % count).map(|at| counts[at]).collect()
    }

    fn spread(counts: &[usize]) -> usize {
        counts.iter().max().expect("some") - counts.iter().min().expect("some")
    }

    #[test]
    fn a_round_is_balanced_in_position_and_in_who_follows_whom() {
        for count in 2..=9 {
            for point in 0..5 {
                let rows = rows(count, point, round_blocks(count) as u32, 7);
                assert_eq!(spread(&positions(count, &rows)), 0, "{count} contenders: {rows:?}");
                assert_eq!(spread(&followers(count, &rows)), 0, "{count} contenders: {rows:?}");
            }
        }
    }

    #[test]
    fn at_any_moment_it_is_as_balanced_as_can_be() {
        for blocks in 1..=20 {
            for (count, most) in [(2, 1), (4, 1), (6, 1), (8, 1), (3, 2), (5, 2), (7, 2)] {
                let rows = rows(count, 3, blocks, 11);
                let spread = spread(&positions(count, &rows));
                assert!(spread <= most, "{count} contenders, {blocks} blocks: {spread}");
            }
        }
    }

    #[test]
    fn every_second_block_is_the_one_before_it_backwards() {
        for count in 1..=6 {
            let rows = rows(count, 2, 12, 5);
            for pair in rows.chunks(2) {
                assert!(pair[0].iter().eq(pair[1].iter().rev()), "{count} contenders: {pair:?}");
            }
        }
    }

    #[test]
    fn one_block_alone_is_about_balanced_over_its_load_points() {
        let rows: Vec<_> = (0..9).map(|point| contender_order(4, point, 0, 3)).collect();
        assert!(spread(&positions(4, &rows)) <= 1, "{rows:?}");
    }

    #[test]
    fn the_seed_decides_and_rounds_differ() {
        assert_eq!(rows(4, 0, 20, 1), rows(4, 0, 20, 1));
        assert_ne!(rows(4, 0, 20, 1), rows(4, 0, 20, 2));
        let twenty = rows(5, 0, 20, 1);
        assert_ne!(twenty[..10], twenty[10..], "drawn anew in each round");
        assert!(contender_order(0, 0, 0, 1).is_empty());
    }
}
