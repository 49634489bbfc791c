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
    let (mut passed, mut words) = (true, Vec::new());
    for (at, (connections, bound)) in SIZES.into_iter().enumerate() {
        let medians = medians(bench, &here, &url, connections, at)?;
        let share = medians["load"] / medians["wrk"];
        passed &= share <= bound;
        words.push(format!("{share:.2} of wrk's at {connections} connections (bound: {bound:.2})"));
        let each: Vec<String> = here
            .iter()
            .map(|peer| {
                let us = medians[peer.name];
                format!("{} {us:.2} µs ({:.2})", peer.name, us / medians["wrk"])
            })
            .collect();
        found = found
            .line(format!("{connections} connections, CPU a request (share of wrk's): {}", each.join(", ")))
            .figure(format!("cpu_share_of_wrk_at_{connections}"), share);
    }
    let judged = Found::judged(passed, words.join(", "));
    Ok(Found { outcome: judged.outcome, reason: judged.reason, ..found })
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
