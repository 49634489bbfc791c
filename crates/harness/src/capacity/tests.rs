//! A search carried out over a server with a known limit, without a clock.

use std::cell::RefCell;

use load::{Outcome, Window};
use record::{Carried, MATCHED_SHARES, Verdict, read_matched};

use super::*;
use crate::execute::CaseFailure;
use crate::measurement::{Cores, Measurement, Readings};

/// Carries up to so many requests a second in 12 ms; beyond that answers come ever later. Stops the run
/// after so many cases.
struct Limited {
    per_s: f64,
    stop_after: usize,
    stop: Stop,
    steal: f64,
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

fn pair() -> (Vec<Search>, Manifest) {
    let library = Library::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios"));
    let mut manifest: Manifest = serde_json::from_str(include_str!("../rehearsal.json")).expect("a manifest");
    manifest.profile.window_ms = 1_500;
    let searches = ["thread-per-connection", "tokio"].map(|name| {
        let library = library.as_ref().expect("the scenarios are sound");
        let scenario = library.select(&["fetch-10ms".into()]).expect("it is there")[0].clone();
        let contender = library.contenders_named(&[name.into()]).expect("it is there")[0].clone();
        Search { scenario, contender, objective_p99_us: 50_000.0 }
    });
    (searches.into(), manifest)
}

fn search(folder: &Path, per_s: f64, stop_after: usize) -> (bool, Vec<String>) {
    let (searches, manifest) = pair();
    let stop = Stop::default();
    let mut limited = Limited { per_s, stop_after, stop: stop.clone(), steal: 0.0 };
    let said = RefCell::new(Vec::new());
    let say = |line: &str| said.borrow_mut().push(line.to_owned());
    let ended = carry_out(&searches, &mut limited, (folder, &manifest), &stop, &say);
    (ended.expect("nothing fails"), said.into_inner())
}

#[test]
fn both_of_a_pair_are_searched_in_turn_to_two_percent_and_confirmed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (ended, said) = search(folder.path(), 14_321.0, usize::MAX);
    assert!(ended);
    let probes = read_probes(folder.path()).expect("it was written");
    let firsts: Vec<_> = probes.iter().take(4).map(|probe| probe.contender.as_str()).collect();
    assert_eq!(firsts, ["thread-per-connection", "tokio", "thread-per-connection", "tokio"]);
    let kept = probes.iter().filter(|probe| probe.carried == Carried::Kept);
    let best = kept.map(|probe| probe.offered_per_s).fold(0.0, f64::max);
    assert!((14_000.0..=14_900.0).contains(&best), "{best}: an objective of 50 ms lets 2 % more wait");
    let ends: Vec<_> = said.iter().filter(|line| line.contains("kept 4 times of 4")).collect();
    assert_eq!(ends.len(), 2, "{said:?}");
    assert!(ends[0].contains("p99 ≤ 50 ms"), "{ends:?}");
}

#[test]
fn a_search_that_was_stopped_goes_on_and_repeats_nothing() {
    let whole = tempfile::tempdir().expect("a temporary folder");
    search(whole.path(), 5_000.0, usize::MAX);
    let cut = tempfile::tempdir().expect("a temporary folder");
    let (ended, _) = search(cut.path(), 5_000.0, 7);
    assert!(!ended);
    assert_eq!(read_probes(cut.path()).expect("it was written").len(), 7, "the one cut short is left out");
    let (ended, _) = search(cut.path(), 5_000.0, usize::MAX);
    assert!(ended);
    let read = |folder: &Path| read_probes(folder).expect("it was written");
    let rates = |folder: &Path| {
        read(folder).into_iter().map(|probe| (probe.contender, probe.offered_per_s)).collect::<Vec<_>>()
    };
    let (mut one, mut other) = (rates(whole.path()), rates(cut.path()));
    one.sort_by(|a, b| a.partial_cmp(b).expect("rates are numbers"));
    other.sort_by(|a, b| a.partial_cmp(b).expect("rates are numbers"));
    assert_eq!(one, other);
}

#[test]
fn a_probe_that_the_machine_spoiled_says_nothing_and_a_growing_backlog_is_a_miss() {
    let (searches, manifest) = pair();
    let mut limited = Limited { per_s: 1_000.0, stop_after: usize::MAX, stop: Stop::default(), steal: 0.0 };
    let probe = searches[0].probe(&mut limited, 1_010.0, &[], &manifest);
    // 1 % too much for 1.5 s: goodput and p99 still pass, but 15 ms more wait at the end than at the start.
    assert_eq!(probe.carried, Carried::Missed, "{probe:?}");
    assert!(probe.reason.contains("the mean response grew by"), "{probe:?}");
    let carried = searches[0].probe(&mut limited, 1_000.0, &[], &manifest);
    assert_eq!((carried.carried, carried.verdict), (Carried::Kept, Verdict::Valid), "{carried:?}");
    limited.steal = 0.5;
    let spoiled = searches[0].probe(&mut limited, 1_000.0, &[], &manifest);
    assert_eq!((spoiled.carried, spoiled.verdict), (Carried::Unknown, Verdict::Noisy), "{spoiled:?}");
}

#[test]
fn both_are_measured_at_shares_of_the_lower_capacity_and_the_slope_is_what_a_request_costs() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    search(folder.path(), 8_000.0, usize::MAX);
    let (searches, manifest) = pair();
    let searches: Vec<&Search> = searches.iter().collect();
    let probes = read_probes(folder.path()).expect("it was written");
    let matched = |stop_after| {
        let stop = Stop::default();
        let mut limited = Limited { per_s: 8_000.0, stop_after, stop: stop.clone(), steal: 0.0 };
        let said = RefCell::new(Vec::new());
        let say = |line: &str| said.borrow_mut().push(line.to_owned());
        let to = (folder.path(), &manifest);
        let ended = matched::carry_out(&searches, &probes, &mut limited, to, (&stop, &say));
        (ended.expect("nothing fails"), said.into_inner())
    };
    assert!(!matched(4).0, "it is stopped in its fifth case");
    assert_eq!(read_matched(folder.path()).expect("it was written").len(), 4);
    let (ended, said) = matched(usize::MAX);
    assert!(ended);
    let points = read_matched(folder.path()).expect("it was written");
    assert_eq!(points.len(), 2 * MATCHED_SHARES.len() * manifest.profile.blocks as usize);
    assert_eq!(said.iter().filter(|line| line.contains(" VALID ")).count(), points.len() - 4, "none twice");
    let rates = |name: &str| {
        let own = points.iter().filter(|point| point.contender == name && point.block == 0);
        let mut rates: Vec<f64> = own.filter_map(|point| point.offered_per_s).collect();
        rates.sort_by(f64::total_cmp);
        rates
    };
    assert_eq!(rates("tokio"), rates("thread-per-connection"));
    assert!((rates("tokio")[2] / 4_000.0 - 1.0).abs() < 0.04, "half of 8,000: {:?}", rates("tokio"));
    for (search, costs_us) in searches.iter().zip([50.0, 30.0]) {
        let slopes = matched::slopes(search, &points);
        assert_eq!(slopes.len(), manifest.profile.blocks as usize);
        assert!(slopes.iter().all(|(_, slope)| (slope - costs_us).abs() < 0.1), "{slopes:?}");
    }
    assert!(said.iter().any(|line| line.starts_with("tokio ÷ thread-per-connection: 0.600")), "{said:?}");
}

#[test]
fn nothing_is_matched_before_every_capacity_is_known() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    search(folder.path(), 8_000.0, 9);
    let (searches, _) = pair();
    let probes = read_probes(folder.path()).expect("it was written");
    assert!(matched::cases(&searches.iter().collect::<Vec<_>>(), &probes).is_empty());
}
