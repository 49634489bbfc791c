//! The same server against itself must not be called different.

use std::time::Duration;

use scenario::{LoadPoint, Profile};
use stats::{Ratio, false_alarms_max};

use super::check::{Check, Found, Shared};
use super::metric::Metric;
use super::pairs::{BLOCKS, CLOSED, OPEN, Pairs, SIDES};
use crate::plan::load_name;

pub(super) const CHECK: Check = Check {
    name: "a-against-a",
    proves: "a server beside itself is called different in at most 5 % of what is compared",
    takes: Duration::ZERO,
    needs: &[Shared::Pairs],
    run: |bench| bench.pairs().map(judge),
};

/// How often equal things may be called different.
const RATE: f64 = 0.05;
/// Below so many comparisons a count says nothing: of ten equal ones none is called different more often
/// than not.
const COMPARISONS_MIN: u64 = 20;

/// What was called different.
#[derive(Debug, Default)]
struct Count {
    compared: u64,
    alarms: Vec<String>,
}

/// What the pairs show.
pub(super) fn judge(pairs: &Pairs) -> Found {
    let quick = Profile::QUICK.blocks;
    let mut runs = Count::default();
    for first in (0..BLOCKS).step_by(quick as usize) {
        runs.add(pairs, first..first + quick);
    }
    let mut whole = Count::default();
    whole.add(pairs, 0..BLOCKS);
    let (valid, cases, bad) = pairs.validity();
    if runs.compared < COMPARISONS_MIN {
        let why = bad.unwrap_or_else(|| "too little was measured".into());
        return Found::not_available(format!("{valid} of {cases} cases VALID: {why}"));
    }
    let passed = [&runs, &whole].iter().all(|count| count.is_within());
    let mut found = Found::judged(
        passed,
        format!(
            "{} as {} runs of {quick} blocks, {} as one run of {BLOCKS}; {valid} of {cases} cases VALID",
            runs.told(),
            BLOCKS / quick,
            whole.told(),
        ),
    );
    for alarm in runs.alarms.iter().chain(&whole.alarms) {
        found = found.line(format!("called different: {alarm}"));
    }
    found
        .figure("compared_quick", runs.compared as f64)
        .figure("called_different_quick", runs.alarms.len() as f64)
        .figure("compared_whole", whole.compared as f64)
        .figure("called_different_whole", whole.alarms.len() as f64)
}

impl Count {
    /// Compares all that a report compares, over `blocks`.
    fn add(&mut self, pairs: &Pairs, blocks: std::ops::Range<u32>) {
        for load in [OPEN, CLOSED] {
            for metric in Metric::ALL {
                let Some(ratio) = pairs.ratio(SIDES[1], load, metric, blocks.clone()) else { continue };
                self.compared += 1;
                if ratio.is_resolved() {
                    self.alarms.push(alarm(metric, load, &ratio, &blocks));
                }
            }
        }
    }

    fn is_within(&self) -> bool {
        self.alarms.len() as u64 <= false_alarms_max(self.compared, RATE)
    }

    /// "2 of 40 called different (5 % of the time gives up to 5)".
    fn told(&self) -> String {
        let most = false_alarms_max(self.compared, RATE);
        let (alarms, compared) = (self.alarms.len(), self.compared);
        format!("{alarms} of {compared} called different (a true rate of 5 % gives at most {most})")
    }
}

fn alarm(metric: Metric, load: LoadPoint, ratio: &Ratio, blocks: &std::ops::Range<u32>) -> String {
    let interval = ratio
        .interval
        .map_or_else(String::new, |interval| format!(" [{:.3}–{:.3}]", interval.low, interval.high));
    format!(
        "{} at {}, blocks {}–{}: {:.3}{interval}",
        metric.title(),
        load_name(load),
        blocks.start + 1,
        blocks.end,
        ratio.estimate
    )
}
