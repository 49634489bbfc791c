//! kill -9 of the harness, fifty times at random moments: nothing is lost, and nobody is left behind.

mod support;

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use support::{Ends, Project, wait_for};

/// Kills in all, and how many runs share them. The runs go side by side: most of their time is waiting.
const KILLS: usize = 50;
const RUNS: usize = 5;

/// Two contenders at two loads: a case takes half a second.
const TINY: &str = r#"
title = "A tiny one"
question = "Does it work?"
expect = "It does."
analysis = "Look whether it did."
objective = { p99_ms = 50 }
contenders = ["thread-per-connection", "tokio"]
[request.fetch]
wait_ms = 1
body_bytes = 16
[backend.fixed]
[load.closed]
connections = [1, 2]
"#;

#[test]
fn fifty_kills_at_random_moments_lose_nothing() {
    let project = Project::new();
    project.write("scenarios/curated/tiny.toml", TINY);
    let began = Instant::now();
    let output = start(&project, 2).output().expect("the harness starts");
    assert!(output.status.success(), "{}", support::said(&output));
    // Moments are drawn from a little more than what a whole run takes on this machine today.
    let whole = began.elapsed().mul_f64(1.1);
    thread::scope(|scope| {
        for run in 0..RUNS {
            scope.spawn(move || one_run(run as u64 + 1, whole));
        }
    });
}

/// A run of its own, killed again and again until it has had its share of kills and has ended.
fn one_run(seed: u64, whole: Duration) {
    let project = Project::new();
    project.write("scenarios/curated/tiny.toml", TINY);
    let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut kept = String::new();
    let mut blocks = 2;
    for _ in 0..KILLS / RUNS {
        if is_complete(&project) {
            // Whoever was too quick for its killer gets more to do.
            blocks += 1;
            kill_at(&project, project.resume(&["--append", "1"]), drawn(&mut random, whole));
        } else {
            kill_at(&project, next(&project, blocks), drawn(&mut random, whole));
        }
        kept = nothing_lost(&project, &kept);
    }
    while !is_complete(&project) {
        let output = next(&project, blocks).output().expect("the harness starts");
        assert!(output.status.success(), "{}", support::said(&output));
    }
    nothing_lost(&project, &kept);
    let run = record::Run::open(&project.run_folder()).expect("it opens");
    let name = |point: &record::Point| {
        format!("{} {} {} block {}", point.scenario, point.contender, point.load(), point.block)
    };
    assert_eq!(
        run.points.iter().map(name).collect::<Vec<_>>(),
        run.manifest.order,
        "every case, once, in order"
    );
    assert_eq!(run.points.len() % 2, 0, "two contenders in every block");
}

/// The command that begins the run or goes on with it.
fn next(project: &Project, blocks: u32) -> std::process::Command {
    if project.run_folder().exists() { project.resume(&[]) } else { start(project, blocks) }
}

fn start(project: &Project, blocks: u32) -> std::process::Command {
    let (out, blocks) = (project.run_folder().display().to_string(), blocks.to_string());
    project.harness(&["compare", "tiny", "--profile", "smoke", "--blocks", &blocks, "--out", &out])
}

fn kill_at(project: &Project, mut command: std::process::Command, moment: Duration) {
    // Nobody reads what it says, and a full pipe must not hold it up.
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    let mut harness = Ends(command.spawn().expect("the harness starts"));
    thread::sleep(moment);
    let _ = harness.0.kill();
    harness.0.wait().expect("it ends");
    wait_for("every process to end", || project.processes().is_empty().then_some(()));
}

/// The directory, if there is one by now, opens with all that it held before; gives its rows.
fn nothing_lost(project: &Project, before: &str) -> String {
    let folder = project.run_folder();
    if !folder.exists() {
        return String::new();
    }
    let run = record::Run::open(&folder).expect("a directory that is there opens");
    for point in &run.points {
        run.histogram(point, record::Clock::Response).expect("a row has its histograms");
        run.series(point).expect("a row has its series");
    }
    let rows = fs::read_to_string(folder.join("points.csv")).expect("it is there");
    assert!(rows.starts_with(before), "what was recorded stays to the byte");
    rows
}

fn is_complete(project: &Project) -> bool {
    record::Run::open(&project.run_folder()).is_ok_and(|run| run.manifest.state == record::State::Complete)
}

/// A moment from 0 up to `most`, by xorshift.
fn drawn(random: &mut u64, most: Duration) -> Duration {
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    most.mul_f64((*random >> 11) as f64 / (1_u64 << 53) as f64)
}
