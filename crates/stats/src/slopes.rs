//! A slope for each block: the points of one block share more with each other than with the next block's.

use crate::line::line;

/// The slope of each block's own least-squares line, from (block, x, y), by rising block. A block counts with at least
/// `points_min` points of at least two distinct x. One figure for each block, and then the statistics of those figures, is the
/// method of summary measures (Matthews et al., "Analysis of serial measurements in medical research", BMJ 300 (1990)).
/// Their interval is that of any figure of blocks:
/// [`mean_interval`](crate::mean_interval) or [`typical_interval`](crate::typical_interval).
#[must_use]
pub fn slopes_over_blocks(points: &[(u32, f64, f64)], points_min: usize) -> Vec<(u32, f64)> {
    let mut blocks: Vec<u32> = points.iter().map(|point| point.0).collect();
    blocks.sort_unstable();
    blocks.dedup();
    let slope = |block: u32| {
        let own = points.iter().filter(|point| point.0 == block);
        let own: Vec<(f64, f64)> = own.map(|&(_, x, y)| (x, y)).collect();
        (own.len() >= points_min).then(|| line(&own)).flatten().map(|line| (block, line.slope))
    };
    blocks.into_iter().filter_map(slope).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_block_has_its_own_line_or_none() {
        let points =
            [(2, 1.0, 5.0), (0, 0.0, 1.0), (2, 3.0, 9.0), (0, 2.0, 7.0), (1, 4.0, 4.0), (3, 1.0, 1.0)];
        assert_eq!(slopes_over_blocks(&points, 1), [(0, 3.0), (2, 2.0)], "one x gives no slope");
        assert!(slopes_over_blocks(&points, 3).is_empty());
    }
}
