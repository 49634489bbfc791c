//! What a request costs the generator, beside what it costs others.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Result;

use super::peer::{PEERS, Peer};
use super::stand;
use crate::calibrate::bench::Bench;
use crate::calibrate::check::{Check, Found};

pub(super) const CHECK: Check = Check {
    name: "generator-cost",
    proves: "a request costs the generator less CPU than it costs wrk, with every answer checked",
    takes: Duration::from_secs(280),
    needs: &[],
    run,
};

/// Runs of each program, one after the other in turn.
const RUNS: usize = 5;
const TIME: Duration = Duration::from_secs(2);
/// Connections, and the share of wrk's CPU that may be used.
const SIZES: [(u32, f64); 3] = [(64, 0.80), (1_024, 0.80), (10_000, 0.95)];

fn run(bench: &mut Bench) -> Result<Found> {
    if stand::is_shared(bench) {
        return Ok(Found::not_available(stand::SHARED));
    }
    let programs = bench.machine.programs.clone();
    let (here, missing): (Vec<Peer>, Vec<Peer>) = PEERS.iter().partition(|peer| peer.is_installed(&programs));
    let mut found = Found::judged(true, "");
    for peer in &missing {
        found = found.line(format!("{} is not installed: `{}`", peer.name, peer.install));
    }
    if missing.iter().any(|peer| peer.name == "wrk") {
        return Ok(Found {
            lines: found.lines,
            ..Found::not_available("wrk, the one to compare with, is missing")
        });
    }
    let server = stand::serve(bench, &["null"])?;
    let url = format!("http://{}/", server.started.address);
    let mut sizes = Vec::new();
    for (at, (connections, bound)) in SIZES.into_iter().enumerate() {
        sizes.push(Size { connections, bound, medians: medians(bench, &here, &url, connections, at)? });
    }
    let judged = judge(&sizes);
    Ok(Found { lines: [found.lines, judged.lines].concat(), ..judged })
}

/// What each program took at one number of connections.
struct Size {
    connections: u32,
    /// The share of wrk's CPU that may be used.
    bound: f64,
    /// CPU a request, in µs.
    medians: BTreeMap<&'static str, f64>,
}

fn judge(sizes: &[Size]) -> Found {
    let (mut passed, mut words, mut lines) = (!sizes.is_empty(), Vec::new(), Vec::new());
    let mut found = Found::judged(true, "");
    for Size { connections, bound, medians } in sizes {
        let share = medians["load"] / medians["wrk"];
        passed &= share <= *bound;
        words.push(format!("{share:.2} of wrk's at {connections} connections (bound: {bound:.2})"));
        let names = PEERS.iter().map(|peer| peer.name);
        let each: Vec<String> = names
            .filter_map(|name| {
                let us = medians.get(name)?;
                Some(format!("{name} {us:.2} µs ({:.2})", us / medians["wrk"]))
            })
            .collect();
        lines.push(format!(
            "{connections} connections, CPU a request (share of wrk's), medians of {RUNS} alternating runs: {}",
            each.join(", ")
        ));
        found = found.figure(format!("cpu_share_of_wrk_at_{connections}"), share);
    }
    let judged = Found::judged(passed, words.join(", "));
    Found { outcome: judged.outcome, reason: judged.reason, lines, ..found }
}

/// The median CPU of each in µs, in alternating runs.
fn medians(
    bench: &mut Bench,
    peers: &[Peer],
    url: &str,
    connections: u32,
    at: usize,
) -> Result<BTreeMap<&'static str, f64>> {
    let core: Vec<u32> = bench.machine.placement.generator.iter().take(1).copied().collect();
    let mut all: BTreeMap<&'static str, Vec<f64>> = BTreeMap::new();
    for run in 0..RUNS {
        bench.progress.at((at * RUNS + run) as f64 / (SIZES.len() * RUNS) as f64, "generator-cost");
        for turn in 0..peers.len() {
            if bench.stop.is_stopped() {
                anyhow::bail!("stopped");
            }
            let peer = &peers[(turn + run) % peers.len()];
            let us = peer.cpu_us(&bench.machine.programs, &core, url, connections, TIME)?;
            all.entry(peer.name).or_default().push(us);
        }
    }
    Ok(all.into_iter().map(|(name, runs)| (name, median(runs))).collect())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[cfg(test)]
mod tests {
    use record::CheckOutcome;

    use super::*;

    fn judged(load_us: [f64; 3]) -> Found {
        let sizes: Vec<Size> = SIZES
            .into_iter()
            .zip(load_us)
            .map(|((connections, bound), us)| Size {
                connections,
                bound,
                medians: BTreeMap::from([("load", us), ("wrk", 5.0)]),
            })
            .collect();
        judge(&sizes)
    }

    #[test]
    fn each_size_beyond_its_bound_fails() {
        let right = judged([3.9, 3.9, 4.7]);
        assert_eq!(right.outcome, CheckOutcome::Passed, "{right:?}");
        assert!(
            right.lines[0].contains("medians of 5 alternating runs: load 3.90 µs (0.78), wrk 5.00"),
            "{right:?}"
        );
        for wrong in [[4.1, 3.0, 3.0], [3.0, 4.1, 3.0], [3.0, 3.0, 4.8], [f64::NAN, 3.0, 3.0]] {
            assert_eq!(judged(wrong).outcome, CheckOutcome::Failed, "{wrong:?}");
        }
        assert_eq!(judge(&[]).outcome, CheckOutcome::Failed);
    }

    #[test]
    fn one_run_that_was_disturbed_moves_no_median() {
        assert_eq!(median(vec![3.0, 90.0, 2.0, 3.5, 3.2]), 3.2);
        assert_eq!(RUNS, 5, "an odd number has a middle");
    }
}
