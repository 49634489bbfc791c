//! One metric of one case in both runs: its ratio with an interval, or why there is none.

use record::Point;
use stats::{Ratio, median, paired_ratio, unpaired_ratio};

use super::column::Column;
use crate::digest::Cell;

/// The middle of the old run, of the new one, and the ratio between them.
pub(super) fn change(
    column: Column,
    old: &Cell<'_>,
    new: &Cell<'_>,
    is_paired: bool,
    seed: u64,
) -> Result<(f64, f64, Ratio), String> {
    if let Some(percentile) = column.percentile() {
        for (name, cell) in [("OLD", old), ("NEW", new)] {
            let sum = |of: fn(&Point) -> u64| cell.believed().map(of).sum::<u64>();
            let (samples, censored) = (sum(|point| point.samples), sum(|point| point.censored));
            if !cell.is_counted(percentile) {
                return Err(format!("fewer than 100 responses beyond it in {name}"));
            }
            if censored as f64 > (1.0 - percentile) * samples as f64 {
                return Err(format!("only known to be at least so much in {name}"));
            }
        }
    }
    let values = |cell: &Cell<'_>| -> Vec<(u32, f64)> {
        cell.believed().filter_map(|point| Some((point.block, column.of(point)?))).collect()
    };
    let (before, after) = (values(old), values(new));
    let plain = |values: &[(u32, f64)]| values.iter().map(|&(_, value)| value).collect::<Vec<f64>>();
    let (Some(middle_old), Some(middle_new)) = (median(&plain(&before)), median(&plain(&after))) else {
        return Err("not measured in both runs".to_owned());
    };
    let ratio = if is_paired {
        let twin = |block: u32| before.iter().find(|(of, _)| *of == block).map(|&(_, value)| value);
        let pairs: Vec<(f64, f64)> =
            after.iter().filter_map(|&(block, value)| Some((value, twin(block)?))).collect();
        if pairs.is_empty() {
            return Err("no block in which both are VALID".to_owned());
        }
        paired_ratio(&pairs, seed)
    } else {
        unpaired_ratio(&plain(&after), &plain(&before))
    };
    let ratio = ratio.ok_or("it is 0 in some block, and nothing is a multiple of 0")?;
    Ok((middle_old, middle_new, ratio))
}
