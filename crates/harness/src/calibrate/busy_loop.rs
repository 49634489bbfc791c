//! A server with a busy loop that costs 5 % more CPU must be told from the same without.

use std::time::Duration;

use super::beside::{Beside, OPEN, WASTE_PERCENT};
use super::check::{Check, Found, Shared};
use super::metric::Metric;

pub(super) const CHECK: Check = Check {
    name: "busy-loop",
    proves: "5 % more CPU per request, added to one side, is found, and nothing where nothing was added",
    takes: Duration::ZERO,
    needs: &[Shared::Beside],
    run: |bench| bench.beside().map(judge),
};

/// Fewer blocks prove nothing of a machine.
const BLOCKS_MIN: usize = 6;
/// What the loop used by its own clock may be so far from what it was told to, as a share of the server's CPU.
const ADDED_WITHIN: f64 = 0.01;
/// The hypervisor may take so much of the cores before a difference that was not found is its doing. Other processes
/// may take what a case bears of them.
const STEAL_MAX: f64 = 0.01;

/// What the stretches show.
pub(super) fn judge(beside: &Beside) -> Found {
    let of = |side| {
        let ratio = beside.ratio(side, OPEN, Metric::CpuPerRequest)?;
        Some((ratio, ratio.interval?))
    };
    let Some(((with, interval), (without, nothing))) = of(2).zip(of(1)) else {
        return Found::not_available("no two blocks in which the CPU of both sides is known");
    };
    if with.blocks < BLOCKS_MIN {
        return Found::not_available(format!("only {} blocks", with.blocks));
    }
    let told = WASTE_PERCENT as f64 / 100.0;
    let added = beside.wasted_ratio();
    let is_added = added.is_none_or(|added| (added - told).abs() <= ADDED_WITHIN);
    let is_found = with.is_resolved() && with.estimate > 1.0;
    let is_quiet = !without.is_resolved();
    let percent = |ratio: f64| (ratio - 1.0) * 100.0;
    let reason = format!(
        "{WASTE_PERCENT} % were added, {:.1} % were found [{:.1}–{:.1} %] over {} blocks",
        percent(with.estimate),
        percent(interval.low),
        percent(interval.high),
        with.blocks
    );
    let mut found = match beside.taken {
        Some(taken)
            if !(is_found && is_quiet)
                && (taken.steal_ratio > STEAL_MAX || taken.foreign_ratio > taken.foreign_max) =>
        {
            Found::not_available(format!("somebody else used these cores meanwhile; {reason}"))
        }
        _ => Found::judged(is_found && is_quiet && is_added, reason),
    };
    found = found.line(format!(
        "where nothing was added, {:+.1} % were found [{:.1}–{:.1} %]: {}",
        percent(without.estimate),
        percent(nothing.low),
        percent(nothing.high),
        if is_quiet { "nothing" } else { "a difference that is not there" }
    ));
    if let Some(added) = added {
        let words = if is_added { "" } else { ", which is not what it was told to" };
        found = found
            .line(format!("the loop itself used {:.1} % by its own clock{words}", added * 100.0))
            .figure("added_ratio", added);
    }
    if let Some(taken) = beside.taken {
        found = found.line(format!(
            "of the cores that were used, the hypervisor took {:.1} % and other processes {:.1} % (at most {:.1} %)",
            taken.steal_ratio * 100.0,
            taken.foreign_ratio * 100.0,
            taken.foreign_max * 100.0
        ));
    }
    found
        .figure("found_ratio", with.estimate)
        .figure("found_ratio_low", interval.low)
        .figure("found_ratio_high", interval.high)
        .figure("nothing_ratio", without.estimate)
        .figure("nothing_ratio_low", nothing.low)
        .figure("nothing_ratio_high", nothing.high)
}
