//! A server with a busy loop that costs 5 % more CPU must be told from the same without.

use std::time::Duration;

use super::check::{Check, Found};
use super::metric::Metric;
use super::pairs::{BLOCKS, OPEN, Pairs, SIDES, WASTE_PERCENT};

pub(super) const CHECK: Check = Check {
    name: "busy-loop",
    proves: "5 % more CPU per request, added to one side, is found",
    takes: Duration::ZERO,
    needs_pairs: true,
    run: |bench| bench.pairs().map(judge),
};

/// Fewer blocks prove nothing of a machine.
const BLOCKS_MIN: usize = 6;

/// What the pairs show.
pub(super) fn judge(pairs: &Pairs) -> Found {
    let ratio = pairs.ratio(SIDES[2], OPEN, Metric::CpuPerRequest, 0..BLOCKS);
    let Some((ratio, interval)) = ratio.and_then(|ratio| Some((ratio, ratio.interval?))) else {
        return Found::not_available("no two blocks in which both sides are VALID and their CPU is known");
    };
    if ratio.blocks < BLOCKS_MIN {
        let (_, _, bad) = pairs.validity();
        let why = bad.unwrap_or_default();
        return Found::not_available(format!("only {} blocks with both sides VALID: {why}", ratio.blocks));
    }
    let percent = |ratio: f64| (ratio - 1.0) * 100.0;
    let reason = format!(
        "{WASTE_PERCENT} % were added, {:.1} % were found [{:.1}–{:.1} %] over {} blocks",
        percent(ratio.estimate),
        percent(interval.low),
        percent(interval.high),
        ratio.blocks
    );
    let is_found = ratio.is_resolved() && ratio.estimate > 1.0;
    let found = Found::judged(is_found, reason);
    let found = if is_found {
        found
    } else {
        found.line("the machine is too noisy for so small a difference: see `resolution`")
    };
    found
        .figure("found_ratio", ratio.estimate)
        .figure("found_ratio_low", interval.low)
        .figure("found_ratio_high", interval.high)
}
