//! kill -9 of the harness at work, fifty times at random moments: nothing is lost, and nobody is left behind.

mod support;

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use support::{Ends, Project, wait_for};

/// Kills in all that met a harness at work, and how many runs share them. The runs go side by side: most of their
/// time is waiting.
const KILLS: usize = 50;
const RUNS: usize = 5;
/// Blocks of a run, before it is given more.
const BLOCKS: usize = 2;

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
    let mut command = start(&project);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut harness = Ends(command.spawn().expect("the harness starts"));
    // What looks for processes that were left behind sees those that are there: harness, server, backend.
    wait_for("its processes to be seen", || (project.processes().len() >= 3).then_some(()));
    assert!(harness.0.wait().expect("it ends").success());
    let whole = began.elapsed();
    let undisturbed = cases(&record::Run::open(&project.run_folder()).expect("it opens"));
    let struck: usize = thread::scope(|scope| {
        let runs: Vec<_> = (0..RUNS)
            .map(|run| {
                scope.spawn({
                    let undisturbed = &undisturbed;
                    move || one_run(run as u64 + 1, whole, undisturbed)
                })
            })
            .collect();
        runs.into_iter().map(|run| run.join().expect("nothing is lost")).sum()
    });
    assert_eq!(struck, KILLS, "so many met a harness at work");
}

/// A run of its own, killed again and again until it has had its share of kills and has ended. Gives how many met a
/// harness at work.
fn one_run(seed: u64, whole: Duration, undisturbed: &[String]) -> usize {
    let project = Project::new();
    project.write("scenarios/curated/tiny.toml", TINY);
    let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut kept = String::new();
    let (mut struck, mut life) = (0, whole);
    while struck < KILLS / RUNS {
        // Whoever was too quick for its killer gets more to do.
        let more: &[&str] = if is_complete(&project) { &["--append", "1"] } else { &[] };
        // Moments are drawn from a little more than the longest life that is to be expected.
        match kill_at(&project, next(&project, more), drawn(&mut random, life.mul_f64(1.1))) {
            None => struck += 1,
            // What the machine did beside it may have made the life before this one long.
            Some(lived) => life = lived,
        }
        kept = nothing_lost(&project, &kept);
    }
    while !is_complete(&project) {
        let output = next(&project, &[]).output().expect("the harness starts");
        assert!(output.status.success(), "{}", support::said(&output));
    }
    nothing_lost(&project, &kept);
    let run = record::Run::open(&project.run_folder()).expect("it opens");
    let found = cases(&run);
    assert_eq!(found, run.manifest.order, "every case, once, in order");
    assert_eq!(found[..undisturbed.len()], *undisturbed, "the same as of a run that nobody disturbed");
    assert_eq!(found.len() % (undisturbed.len() / BLOCKS), 0, "its last block is whole");
    struck
}

/// The measured cases of a run, each with its block.
fn cases(run: &record::Run) -> Vec<String> {
    let name = |point: &record::Point| {
        format!("{} {} {} block {}", point.scenario, point.contender, point.load(), point.block)
    };
    run.points.iter().map(name).collect()
}

/// The command that begins the run or goes on with it.
fn next(project: &Project, more: &[&str]) -> Command {
    if project.run_folder().exists() { project.resume(more) } else { start(project) }
}

fn start(project: &Project) -> Command {
    let (out, blocks) = (project.run_folder().display().to_string(), BLOCKS.to_string());
    project.harness(&["compare", "tiny", "--profile", "smoke", "--blocks", &blocks, "--out", &out])
}

/// Kills the harness at `moment` of its life; how long it lived if it had ended before.
fn kill_at(project: &Project, mut command: Command, moment: Duration) -> Option<Duration> {
    // Nobody reads what it says, and a full pipe must not hold it up.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let began = Instant::now();
    let mut harness = Ends(command.spawn().expect("the harness starts"));
    while began.elapsed() < moment && harness.0.try_wait().expect("it was started").is_none() {
        thread::sleep(Duration::from_millis(2).min(moment.saturating_sub(began.elapsed())));
    }
    let lived = began.elapsed();
    let _ = harness.0.kill();
    let ended = harness.0.wait().expect("it ends");
    wait_for("every process to end", || project.processes().is_empty().then_some(()));
    (ended.signal() != Some(Signal::SIGKILL as i32)).then_some(lived)
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
