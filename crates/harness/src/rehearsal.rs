//! The whole path from plan to run directory and report, carried out by an executor that gives exact
//! times: no clock, no process, the same digits everywhere.

mod bad_days;
mod exact;
mod going_on;
mod searching;
mod stopping;
mod whole;

use std::fs;
use std::path::Path;

use load::Stop;
use record::{Environment, MadeWith, Run, RunWriter, State, Version};
use scenario::Library;

use crate::cli::Compare;
use crate::course::Course;
use crate::machine::Descriptors;
use crate::manifest::planned;
use crate::resume::Earlier;
use crate::run_plan::RunPlan;
use exact::Exact;

const DESCRIPTORS: Descriptors = Descriptors { found: 20_000, now: 20_000 };

fn library() -> Library {
    let library = Library::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios"));
    library.expect("the scenarios are sound")
}

/// The matched pair on the headline scenario.
fn options(profile: &str) -> Compare {
    Compare { seed: 3, ..Compare::of(&["fetch-10ms"], profile, &["thread-per-connection", "tokio"]) }
}

/// A run from its beginning in `folder`/run, and what came of it.
fn rehearse(folder: &Path, options: &Compare, mut exact: Exact) -> (State, Run) {
    let plan = RunPlan::make(&library(), options, DESCRIPTORS).expect("the names are known");
    let versions = vec![Version::default(); plan.contenders.len()];
    let manifest = planned("run", &plan, versions, Environment::default(), MadeWith::default());
    let writer = RunWriter::create(folder, "run", &manifest).expect("the folder is writable");
    let course = Course { plan, manifest, writer, points: Vec::new() };
    carry_out(course, &mut exact)
}

/// The run in `folder`/run, gone on with.
fn go_on(folder: &Path, options: &Compare, mut exact: Exact) -> (State, Run) {
    let earlier = Earlier::open(&folder.join("run")).expect("it opens");
    let plan = earlier.plan(&library(), options, DESCRIPTORS).expect("nothing has changed");
    let versions = vec![Version::default(); plan.contenders.len()];
    let (course, _) = earlier.go_on(plan, &versions, options).expect("nothing has changed");
    carry_out(course, &mut exact)
}

fn carry_out(mut course: Course, exact: &mut Exact) -> (State, Run) {
    let stop: Stop = exact.stop.clone();
    let state = course.run(exact, &stop).expect("nothing fails");
    let folder = course.writer.finish(state).expect("the folder is writable");
    (state, Run::open(&folder).expect("it opens"))
}

fn points_csv(folder: &Path) -> String {
    fs::read_to_string(folder.join("run/points.csv")).expect("it is there")
}
