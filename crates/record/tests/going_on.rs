//! Going on with a run that was stopped.

mod common;

use std::fs;

use common::{add, manifest, point, series};
use record::{Manifest, RecordError, Run, RunWriter, State};

#[test]
fn a_stopped_run_goes_on_and_loses_nothing() {
    let results = tempfile::tempdir().unwrap();
    let mut writer = RunWriter::create(results.path(), "a-run", &manifest()).unwrap();
    for order in 0..2 {
        add(&mut writer, order).unwrap();
    }
    writer.log("before").unwrap();
    let folder = writer.finish(State::Interrupted).unwrap();
    let before = fs::read(folder.join("points.csv")).unwrap();

    let (mut writer, run) = RunWriter::reopen(&folder).unwrap();
    assert_eq!(run.points, [point(0), point(1)]);
    assert!(matches!(add(&mut writer, 1), Err(RecordError::Case { .. })), "a case is recorded once");
    add(&mut writer, 2).unwrap();
    writer.log("after").unwrap();
    writer.finish(State::Complete).unwrap();

    let run = Run::open(&folder).unwrap();
    assert_eq!(run.points, [point(0), point(1), point(2)]);
    assert_eq!(run.manifest, Manifest { state: State::Complete, ..manifest() });
    assert_eq!(run.series(&run.points[2]).unwrap(), series(20));
    assert!(fs::read(folder.join("points.csv")).unwrap().starts_with(&before), "old rows stay to the byte");
    assert_eq!(fs::read_to_string(folder.join("log.txt")).unwrap(), "before\nafter\n");
}

#[test]
fn leftovers_of_a_write_that_was_cut_off_are_removed() {
    let results = tempfile::tempdir().unwrap();
    let folder = RunWriter::create(results.path(), "a-run", &manifest()).unwrap().path().to_path_buf();
    let leftovers =
        [".points.csv.77-1.unfinished", "histograms/.x.77-2.unfinished"].map(|name| folder.join(name));
    let kept = folder.join("histograms/.mine");
    for file in leftovers.iter().chain([&kept]) {
        fs::write(file, "half").unwrap();
    }
    RunWriter::reopen(&folder).unwrap();
    assert!(leftovers.iter().all(|file| !file.exists()));
    assert!(kept.exists(), "what is not ours is left alone");
}

#[test]
fn two_programs_never_write_one_run() {
    let results = tempfile::tempdir().unwrap();
    let writer = RunWriter::create(results.path(), "a-run", &manifest()).unwrap();
    let folder = writer.path().to_path_buf();
    let error = RunWriter::reopen(&folder).expect_err("the first still writes");
    assert!(matches!(error, RecordError::InUse(_)) && error.to_string().contains("a-run"), "{error}");
    drop(writer);
    RunWriter::reopen(&folder).unwrap();
}

#[test]
fn other_columns_and_no_run_are_refused() {
    let results = tempfile::tempdir().unwrap();
    let folder = RunWriter::create(results.path(), "a-run", &manifest()).unwrap().path().to_path_buf();
    let points = folder.join("points.csv");
    let text = fs::read_to_string(&points).unwrap();
    fs::write(&points, text.replace("scenario,contender", "more,scenario,contender")).unwrap();
    Run::open(&folder).expect("a reader finds its columns by name");
    assert!(matches!(RunWriter::reopen(&folder), Err(RecordError::OtherColumns(_))));
    assert!(matches!(RunWriter::reopen(results.path()), Err(RecordError::NotARun(_))));
}

#[test]
fn a_run_of_an_earlier_version_says_nothing_of_its_protocol() {
    let results = tempfile::tempdir().unwrap();
    let folder = RunWriter::create(results.path(), "a-run", &manifest()).unwrap().path().to_path_buf();
    let path = folder.join("run.json");
    let mut json: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    json.as_object_mut().unwrap().remove("protocol").expect("it is written");
    fs::write(&path, json.to_string()).unwrap();
    assert_eq!(Run::open(&folder).unwrap().manifest.protocol, record::Protocol::default());
}
