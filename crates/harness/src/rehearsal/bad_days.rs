//! What a machine does to a run, without waiting for such a day.

use std::time::Duration;

use load::Stop;
use record::{Environment, LoadKind, MadeWith, Run, RunWriter, State, Verdict, Version};

use super::exact::Exact;
use super::{DESCRIPTORS, go_on, library, options, rehearse};
use crate::cli::Compare;
use crate::course::Course;
use crate::manifest::planned;
use crate::run_plan::RunPlan;

/// Every case with load is NOISY for `gate`, and the report gives no headline on them.
fn is_noisy(run: &Run, gate: &str) {
    for point in run.points.iter().filter(|point| point.load_kind != LoadKind::Parked) {
        assert_eq!(point.verdict, Verdict::Noisy, "{}", point.verdict_reason);
        assert!(point.verdict_reason.starts_with(gate), "{}", point.verdict_reason);
    }
    let report = report::render(report::Evidence::of_points(&run.manifest, &run.points));
    assert!(!report.shaken.is_empty(), "{}", report.answer);
    assert!(report.answer.contains("Not resolved here"), "{}", report.answer);
}

#[test]
fn a_machine_that_is_suspended_in_a_case_makes_it_noisy() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let asleep = Exact { slept: Duration::from_secs(3), ..Exact::new() };
    let (state, run) = rehearse(folder.path(), &options("quick"), asleep);
    assert_eq!(state, State::Complete);
    is_noisy(&run, "slept_s 3 (at most 0.001): the machine was suspended");
}

#[test]
fn another_process_that_takes_the_cores_makes_a_case_noisy() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let busy = Exact { foreign_ratio: 0.3, ..Exact::new() };
    let (_, run) = rehearse(folder.path(), &options("quick"), busy);
    is_noisy(&run, "foreign_cpu_ratio 0.3 (at most 0.0");
}

/// A run that began without a contender that this machine does not have, stopped after so many cases.
fn begun_without(left_out: &str, folder: &std::path::Path, options: &Compare, stop_after: usize) {
    let mut plan = RunPlan::make(&library(), options, DESCRIPTORS).expect("the names are known");
    plan.leave_out(left_out, "its program is not built").expect("others remain");
    let versions = vec![Version::default(); plan.contenders.len()];
    let manifest = planned("run", &plan, versions, Environment::default(), MadeWith::default());
    let writer = RunWriter::create(folder, "run", &manifest).expect("the folder is writable");
    let mut course = Course { plan, manifest, writer, points: Vec::new() };
    let mut exact = Exact { stop_after, ..Exact::new() };
    let stop: Stop = exact.stop.clone();
    let state = course.run(&mut exact, &stop).expect("nothing fails");
    course.writer.finish(state).expect("the folder is writable");
}

#[test]
fn a_run_without_a_contender_that_is_not_here_goes_on_without_it() {
    let whole = tempfile::tempdir().expect("a temporary folder");
    let everybody = Compare { contenders: Vec::new(), ..options("quick") };
    begun_without("tiny-http", whole.path(), &everybody, usize::MAX);
    let folder = tempfile::tempdir().expect("a temporary folder");
    begun_without("tiny-http", folder.path(), &everybody, 20);
    let (state, run) = go_on(folder.path(), &options("quick"), Exact::new());
    assert_eq!(state, State::Complete);
    assert_eq!(super::points_csv(folder.path()), super::points_csv(whole.path()));
    assert!(run.points.iter().all(|point| point.contender != "tiny-http"));
    assert!(run.manifest.warnings.iter().any(|warning| warning.contains("tiny-http is left out")));
}
