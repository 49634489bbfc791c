//! A run that nobody measured. Its figures are made up by simple formulas, near enough to real ones to see
//! what a report of a real run looks like; nothing may be concluded from them.
#![allow(dead_code)]

mod characters;
mod formulas;
mod manifest;

use record::{LoadKind, Manifest, Point, Verdict};

use characters::CHARACTERS;
use formulas::{WAIT_US, closed, open};

/// A made-up run, as a run directory would hold it.
pub(crate) struct MadeUp {
    pub(crate) manifest: Manifest,
    pub(crate) points: Vec<Point>,
}

/// How many blocks it has.
const BLOCKS: u32 = 3;
const CLOSED: [u32; 8] = [1, 4, 16, 64, 256, 1024, 2048, 4096];
const OPEN: [f64; 4] = [1_000.0, 4_000.0, 8_000.0, 16_000.0];

/// All of it: two scenarios, four contenders, both kinds of load, three blocks, with every verdict somewhere.
pub(crate) fn run() -> MadeUp {
    let mut points = Vec::new();
    for block in 0..BLOCKS {
        for (who, character) in CHARACTERS.iter().enumerate() {
            for connections in CLOSED {
                points.push(closed("fetch/ten-ms", character, who, connections, block, WAIT_US));
                if connections <= 256 {
                    points.push(closed("plaintext", character, who, connections, block, 0.0));
                }
            }
            for rate in OPEN {
                points.push(open("fetch/ten-ms", character, who, rate, block));
            }
        }
    }
    for (order, point) in points.iter_mut().enumerate() {
        point.order = order as u32;
        point.started_s = order as f64 * 3.1;
    }
    trouble(&mut points);
    let order =
        points.iter().map(|p| format!("{} {} {} {}", p.scenario, p.contender, p.load(), p.block)).collect();
    MadeUp { manifest: manifest::manifest(order), points }
}

/// What goes wrong in it, so that the report has something to be honest about.
fn trouble(points: &mut [Point]) {
    for point in points {
        let threads = point.contender != "tokio";
        if point.load_kind == LoadKind::Closed
            && point.connections == 4096
            && threads
            && point.scenario.starts_with("fetch")
        {
            point.verdict = Verdict::Starved;
            point.verdict_reason =
                "Little's law 0.31 (bound 0.95); 2,980 of 4,096 connections got no answer".into();
            point.little_ratio = Some(0.31);
            point.connections_without_response = 2_980;
        }
        if point.load_kind == LoadKind::Closed
            && point.connections == 16
            && point.block == 1
            && point.contender == "tokio"
        {
            point.verdict = Verdict::Noisy;
            point.verdict_reason = "steal 3.4 % (bound 1 %)".into();
            point.steal_ratio = Some(0.034);
            point.cpu_us_per_request = point.cpu_us_per_request.map(|cpu| cpu * 1.6);
        }
        if point.load_kind == LoadKind::Open && point.offered_per_s == Some(16_000.0) && threads {
            point.verdict = Verdict::Overloaded;
            point.verdict_reason = "goodput 0.71 of offered (bound 0.99); backlog grew by 9,200".into();
            point.censored = point.samples / 5;
        }
    }
}
