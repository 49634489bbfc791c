//! The whole path from plan to run directory, carried out by an executor that gives exact times: no
//! clock, no process, the same digits everywhere.

use std::path::Path;
use std::time::Duration;

use load::{Outcome, Stop};
use record::{Clock, Load, Manifest, Run, RunWriter, State, Verdict};
use scenario::{Library, LoadPoint};

use crate::cli::Compare;
use crate::compare::measure;
use crate::execute::{CaseFailure, CaseParts, Executor};
use crate::machine::Descriptors;
use crate::measurement::{Cores, Measurement, Readings, UsageDelta};
use crate::plan::Step;
use crate::run_plan::RunPlan;

/// Every request takes 10 ms and 40 µs of CPU; one contender does not start at 64 connections.
struct Exact {
    done: usize,
    stop: Stop,
    stop_after: usize,
}

impl Executor for Exact {
    fn execute(&mut self, step: &Step, parts: &CaseParts<'_>) -> Result<Measurement, CaseFailure> {
        self.done += 1;
        if self.done > self.stop_after {
            self.stop.stop();
        }
        let connections = match step.case.load {
            LoadPoint::Closed { connections: 64 } if step.case.contender == "tokio" => {
                return Err(CaseFailure("it exited with code 7".into()));
            }
            LoadPoint::Closed { connections } => u64::from(connections),
            LoadPoint::Open { rate_per_s } => (rate_per_s / 100.0) as u64,
        };
        let requests = connections * 100 * parts.timing.window.as_millis() as u64 / 1000;
        let mut outcome = Outcome {
            window: parts.timing.window,
            planned: requests,
            sent: requests,
            completed: requests,
            completed_in_window: requests,
            ..Outcome::default()
        };
        for histogram in [&mut outcome.response, &mut outcome.service] {
            histogram.record_n(10_000_000, requests).expect("10 ms is within its bounds");
        }
        let readings = Readings {
            server_cpu: Some(Duration::from_micros(40) * u32::try_from(requests).expect("few requests")),
            server_usage: Some(UsageDelta {
                requests,
                switches_voluntary: 2 * requests,
                ..UsageDelta::default()
            }),
            steal_ratio: Some(0.0),
            cores: Cores { server: 1, generator: 1, used: 2, backend_with_generator: true },
            ..Readings::default()
        };
        let started = Duration::from_secs(self.done as u64);
        Ok(Measurement { started, outcome, readings, death: None, notes: Vec::new() })
    }
}

fn rehearse(folder: &Path, stop_after: usize) -> (RunPlan, State) {
    let library = Library::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios"));
    let options = Compare {
        scenarios: vec!["fetch-10ms".into()],
        profile: "quick".into(),
        contenders: vec!["thread-per-connection".into(), "tokio".into()],
        list: false,
        out: None,
        seed: 3,
    };
    let descriptors = Descriptors { found: 20_000, now: 20_000 };
    let plan = RunPlan::make(&library.expect("the scenarios are sound"), &options, descriptors);
    let plan = plan.expect("the names are known");
    let manifest: Manifest = serde_json::from_str(include_str!("rehearsal.json")).expect("a manifest");
    let mut writer = RunWriter::create(folder, "rehearsal", &manifest).expect("the folder is writable");
    let stop = Stop::default();
    let mut exact = Exact { done: 0, stop: stop.clone(), stop_after };
    let state = measure(&plan, &mut exact, &mut writer, &stop).expect("nothing fails");
    writer.finish(state).expect("the folder is writable");
    (plan, state)
}

#[test]
fn every_case_is_recorded_in_its_order_with_exact_figures() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (plan, state) = rehearse(folder.path(), usize::MAX);
    assert_eq!(state, State::Complete);
    let run = Run::open(&folder.path().join("rehearsal")).expect("it opens");
    assert_eq!(run.points.len(), plan.steps.len());
    for (point, step) in run.points.iter().zip(&plan.steps) {
        assert_eq!((&point.contender, point.block), (&step.case.contender, step.block));
        let failed =
            step.case.contender == "tokio" && step.case.load == LoadPoint::Closed { connections: 64 };
        if failed {
            assert_eq!(point.verdict, Verdict::Failed);
            assert!(point.verdict_reason.ends_with("it exited with code 7"), "{}", point.verdict_reason);
            assert_eq!(run.gates(point).expect("they were written").len(), 1);
            assert_eq!(point.response_p50_us, None, "nothing was measured, so nothing is told");
        } else {
            assert_eq!(point.verdict, Verdict::Valid, "{}", point.verdict_reason);
            let gates = run.gates(point).expect("they were written");
            assert!(gates.iter().any(|gate| gate.gate == "steal_ratio" && gate.passed == Some(true)));
            assert_eq!(point.cpu_us_per_request, Some(40.0));
            assert_eq!(point.requests_per_cpu_s, Some(25_000.0));
            assert_eq!(point.context_switches_voluntary_per_request, Some(2.0));
            assert!((point.response_p99_us.expect("it was measured") - 10_000.0).abs() < 10.0);
        }
        if let LoadPoint::Closed { connections } = step.case.load
            && !failed
        {
            assert_eq!(point.completed_per_s, f64::from(connections) * 100.0);
            assert!((point.little_ratio.expect("a closed loop has one") - 1.0).abs() < 1e-3);
        }
    }
    let first = &run.points[0];
    assert_eq!(run.histogram(first, Clock::Response).expect("it was written").len(), first.samples);
}

#[test]
fn a_case_that_was_cut_short_is_left_out_and_the_others_are_kept() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (_, state) = rehearse(folder.path(), 5);
    assert_eq!(state, State::Interrupted);
    let run = Run::open(&folder.path().join("rehearsal")).expect("it opens");
    assert_eq!((run.points.len(), run.manifest.state), (5, State::Interrupted));
}

#[test]
fn a_load_point_reads_alike_in_plan_and_record() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    rehearse(folder.path(), usize::MAX);
    let run = Run::open(&folder.path().join("rehearsal")).expect("it opens");
    let load = Load::Closed { connections: 64 };
    let merged = run.merged(run.blocks("curated/fetch-10ms", "thread-per-connection", load), Clock::Response);
    let blocks: u64 = run
        .points
        .iter()
        .filter(|point| {
            point.contender == "thread-per-connection"
                && point.connections == 64
                && point.offered_per_s.is_none()
        })
        .map(|point| point.samples)
        .sum();
    assert_eq!(merged.expect("it was written").map(|histogram| histogram.len()), Some(blocks));
}
