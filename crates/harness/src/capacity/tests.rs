//! A search carried out over a server with a known limit, without a clock.

use std::fs;
use std::path::Path;

use load::{Outcome, Window};
use record::{
    Carried, Environment, MATCHED_SHARES, MadeWith, RunWriter, State, Verdict, Version, read_matched,
};
use scenario::{Library, LoadPoint};

use super::*;
use crate::cli::Compare;
use crate::execute::{CaseFailure, CaseParts};
use crate::machine::Descriptors;
use crate::manifest::planned;
use crate::measurement::{Cores, Measurement, Readings};
use crate::plan::Step;

/// Carries up to so many requests a second in 12 ms; beyond that answers come ever later. Stops the run
/// after so many cases.
struct Limited {
    per_s: f64,
    stop_after: usize,
    stop: Stop,
    steal: f64,
    ceiling_per_s: f64,
}

impl Limited {
    fn to(per_s: f64) -> Self {
        let ceiling_per_s = 1e6;
        Self { per_s, stop_after: usize::MAX, stop: Stop::default(), steal: 0.0, ceiling_per_s }
    }
}

impl Executor for Limited {
    fn execute(&mut self, step: &Step, parts: &CaseParts<'_>) -> Result<Measurement, CaseFailure> {
        let LoadPoint::Open { rate_per_s } = step.case.load else { panic!("an open loop") };
        match self.stop_after.checked_sub(1) {
            Some(left) => self.stop_after = left,
            None => self.stop.stop(),
        }
        let window_s = parts.timing.window.as_secs_f64();
        let planned = (rate_per_s * window_s) as u64;
        let over = (rate_per_s / self.per_s - 1.0).max(0.0);
        let completed = (planned as f64 / (1.0 + over)) as u64;
        let costs_us = if step.case.contender == "tokio" { 30.0 } else { 50.0 };
        let mut outcome = Outcome {
            window: parts.timing.window,
            planned,
            sent: planned,
            completed: planned,
            completed_in_window: completed,
            ..Outcome::default()
        };
        let response_ns = 12_000_000 + (over * window_s * 1e9) as u64;
        for histogram in [&mut outcome.response, &mut outcome.service] {
            histogram.record_n(response_ns, planned).expect("it is within its bounds");
        }
        outcome.series = (0..(window_s * 4.0) as i64)
            .map(|part| Window {
                start_ms: part * 250,
                sent: planned / 6,
                completed: completed / 6,
                response_mean_us: Some(12_000.0 + over * 250_000.0 * part as f64 + (part % 2) as f64),
                ..Window::default()
            })
            .collect();
        let readings = Readings {
            server_cpu: Some(Duration::from_secs_f64(
                (20_000.0 + costs_us * completed as f64 / window_s) / 1e6 * window_s,
            )),
            steal_ratio: Some(self.steal),
            ceiling_per_s: Some(self.ceiling_per_s),
            cores: Cores { server: 1, generator: 1, used: 2, backend_with_generator: true },
            ..Readings::default()
        };
        Ok(Measurement {
            started: Duration::ZERO,
            outcome,
            readings,
            death: None,
            notes: Vec::new(),
            extensions: 0,
        })
    }
}

/// The matched pair on the headline scenario, for windows of 1.5 s.
fn pair() -> RunPlan {
    let library = Library::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios"));
    let options = Compare {
        capacity: true,
        ..Compare::of(&["fetch-10ms"], "quick", &["thread-per-connection", "tokio"])
    };
    let descriptors = Descriptors { found: 20_000, now: 20_000 };
    let library = library.expect("the scenarios are sound");
    let mut plan = RunPlan::make(&library, &options, descriptors).expect("the names are known");
    plan.profile.window_ms = 1_500;
    plan
}

/// A run in `folder` in which nothing was measured yet, or the one that is there.
fn writer(folder: &Path, plan: &RunPlan) -> RunWriter {
    if folder.join("run").exists() {
        return RunWriter::reopen(&folder.join("run")).expect("it opens").0;
    }
    let versions = vec![Version::default(); plan.contenders.len()];
    let manifest = planned("run", plan, versions, Environment::default(), MadeWith::default());
    RunWriter::create(folder, "run", &manifest).expect("the folder is writable")
}

/// All of it with `limited`: whether it ended, and what is in the log.
fn carried_out(folder: &Path, plan: &RunPlan, mut limited: Limited) -> (bool, Vec<String>) {
    let mut writer = writer(folder, plan);
    let stop = limited.stop.clone();
    let ended = carry_out(plan, &mut limited, &mut writer, &stop).expect("nothing fails");
    writer.finish(if ended { State::Complete } else { State::Interrupted }).expect("it can be written");
    let log = fs::read_to_string(folder.join("run/log.txt")).expect("it is there");
    (ended, log.lines().map(str::to_owned).collect())
}

fn probes(folder: &Path) -> Vec<Probe> {
    read_probes(&folder.join("run")).expect("it was written")
}

#[test]
fn only_what_is_asked_for_is_searched_and_it_takes_its_time() {
    let mut plan = pair();
    let names: Vec<_> = searches(&plan).iter().map(|search| search.contender.name.clone()).collect();
    assert_eq!(names, ["thread-per-connection", "tokio"]);
    let case = plan.open_case_estimate();
    assert_eq!(case, Duration::from_millis(500 + 1_500 + 150 + 350));
    assert_eq!(estimate(&plan), case * (20 + 5 * 3) * 2);
    plan.asked.capacity = false;
    assert!(searches(&plan).is_empty());
    assert_eq!(estimate(&plan), Duration::ZERO);
}

#[test]
fn both_of_a_pair_are_searched_in_turn_to_two_percent_and_confirmed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (ended, log) = carried_out(folder.path(), &pair(), Limited::to(14_321.0));
    assert!(ended);
    let probes = probes(folder.path());
    let firsts: Vec<_> = probes.iter().take(4).map(|probe| probe.contender.as_str()).collect();
    assert_eq!(firsts, ["thread-per-connection", "tokio", "thread-per-connection", "tokio"]);
    let kept = probes.iter().filter(|probe| probe.carried == Carried::Kept);
    let best = kept.map(|probe| probe.offered_per_s).fold(0.0, f64::max);
    assert!((14_000.0..=14_900.0).contains(&best), "{best}: an objective of 50 ms lets 2 % more wait");
    let ends: Vec<_> = log.iter().filter(|line| line.contains("kept 4 times of 4")).collect();
    assert_eq!(ends.len(), 2, "{log:?}");
    assert!(ends[0].contains("p99 ≤ 50 ms") && ends[0].contains(" probes)"), "{ends:?}");
}

#[test]
fn a_search_that_was_stopped_goes_on_and_repeats_nothing() {
    let whole = tempfile::tempdir().expect("a temporary folder");
    carried_out(whole.path(), &pair(), Limited::to(5_000.0));
    let cut = tempfile::tempdir().expect("a temporary folder");
    let (ended, _) = carried_out(cut.path(), &pair(), Limited { stop_after: 7, ..Limited::to(5_000.0) });
    assert!(!ended);
    assert_eq!(probes(cut.path()).len(), 7, "the one cut short is left out");
    let (ended, _) = carried_out(cut.path(), &pair(), Limited::to(5_000.0));
    assert!(ended);
    for name in ["thread-per-connection", "tokio"] {
        let of = |folder: &Path| {
            probes(folder).into_iter().filter(|probe| probe.contender == name).collect::<Vec<_>>()
        };
        assert_eq!(of(cut.path()), of(whole.path()), "only whose turn it is may differ");
    }
}

#[test]
fn a_rate_above_half_of_the_generators_ceiling_shows_nothing_of_the_server() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let limited = Limited { ceiling_per_s: 12_000.0, ..Limited::to(14_321.0) };
    let (ended, log) = carried_out(folder.path(), &pair(), limited);
    assert!(ended);
    let probes = probes(folder.path());
    assert!(probes.iter().all(|probe| probe.offered_to_ceiling_ratio.is_some()), "{probes:?}");
    for probe in &probes {
        let beyond = probe.offered_per_s > 6_000.0;
        assert_eq!(probe.verdict == Verdict::GeneratorLimited, beyond, "{probe:?}");
        assert_eq!(probe.carried == Carried::Unknown, beyond, "{probe:?}");
    }
    assert!(
        log.iter().any(|line| line.contains("above it no rate could be judged in three tries")),
        "{log:?}"
    );
}

#[test]
fn a_probe_that_the_machine_spoiled_says_nothing_and_a_growing_backlog_is_a_miss() {
    let plan = pair();
    let searches = searches(&plan);
    let mut limited = Limited::to(1_000.0);
    let probe = searches[0].probe(&mut limited, 1_010.0, &[], &plan);
    // 1 % too much for 1.5 s: goodput and p99 still pass, but 15 ms more wait at the end than at the start.
    assert_eq!(probe.carried, Carried::Missed, "{probe:?}");
    assert!(probe.reason.contains("the mean response grew by"), "{probe:?}");
    let carried = searches[0].probe(&mut limited, 1_000.0, &[], &plan);
    assert_eq!((carried.carried, carried.verdict), (Carried::Kept, Verdict::Valid), "{carried:?}");
    let empty = searches[0].probe(&mut limited, 0.5, &[], &plan);
    assert_eq!(empty.carried, Carried::Unknown, "no request falls into 1.5 s: {empty:?}");
    limited.steal = 0.5;
    let spoiled = searches[0].probe(&mut limited, 1_000.0, &[], &plan);
    assert_eq!((spoiled.carried, spoiled.verdict), (Carried::Unknown, Verdict::Noisy), "{spoiled:?}");
}

#[test]
fn both_are_measured_at_shares_of_the_lower_capacity_and_the_slope_is_what_a_request_costs() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let plan = pair();
    let (_, _) = carried_out(folder.path(), &plan, Limited { stop_after: 31, ..Limited::to(8_000.0) });
    let before = read_matched(&folder.path().join("run")).expect("it was written").len();
    assert!((1..30).contains(&before), "stopped among the matched rates: {before}");
    let (ended, log) = carried_out(folder.path(), &plan, Limited::to(8_000.0));
    assert!(ended);
    let points = read_matched(&folder.path().join("run")).expect("it was written");
    assert_eq!(points.len(), 2 * MATCHED_SHARES.len() * plan.profile.blocks as usize);
    let measured = log.iter().filter(|line| line.starts_with("matched ") && line.contains(" VALID ")).count();
    assert_eq!(measured, points.len(), "none twice");
    let rates = |name: &str| {
        let own = points.iter().filter(|point| point.contender == name && point.block == 0);
        let mut rates: Vec<f64> = own.filter_map(|point| point.offered_per_s).collect();
        rates.sort_by(f64::total_cmp);
        rates
    };
    assert_eq!(rates("tokio"), rates("thread-per-connection"));
    assert!((rates("tokio")[2] / 4_000.0 - 1.0).abs() < 0.04, "half of 8,000: {:?}", rates("tokio"));
    for (search, costs_us) in searches(&plan).iter().zip([50.0, 30.0]) {
        let slopes = matched::slopes(search, &points);
        assert_eq!(slopes.len(), plan.profile.blocks as usize);
        assert!(slopes.iter().all(|(_, slope)| (slope - costs_us).abs() < 0.1), "{slopes:?}");
    }
    assert!(log.iter().any(|line| line.starts_with("tokio ÷ thread-per-connection: 0.600")), "{log:?}");
}

#[test]
fn nothing_is_matched_before_every_capacity_is_known() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let plan = pair();
    carried_out(folder.path(), &plan, Limited { stop_after: 9, ..Limited::to(8_000.0) });
    assert!(matched::cases(&searches(&plan), &probes(folder.path())).is_empty());
}
