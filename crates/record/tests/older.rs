//! A run of an earlier schema stays readable, and what it did not record is empty.

mod common;

use std::fs;

use common::{add, manifest};
use record::{Run, RunWriter, State};

#[test]
fn a_run_of_schema_1_opens_and_what_it_did_not_record_is_empty() {
    let results = tempfile::tempdir().unwrap();
    fs::write(results.path().join("run.json"), include_str!("schema_1/run.json")).unwrap();
    fs::write(results.path().join("points.csv"), include_str!("schema_1/points.csv")).unwrap();
    let run = Run::open(results.path()).unwrap();
    let point = &run.points[0];
    assert_eq!((point.order, point.parked_requests, point.foreign_cpu_ratio), (0, None, None));
    assert!(point.cpu_us_per_request.is_some());
    assert_eq!(point.design_effect(0.99), None, "responses were not told apart then");
    assert_eq!(run.gates(point).unwrap(), []);

    let json = include_str!("schema_1/run.json").replace("\"schema_version\": 1", "\"schema_version\": 2");
    fs::write(results.path().join("run.json"), json).unwrap();
    assert!(Run::open(results.path()).unwrap_err().to_string().contains("no column `parked_requests`"));
}

/// A run of schema 2 had gates, and neither design effects nor what they are made from.
#[test]
fn a_run_of_schema_2_opens_without_design_effects() {
    let results = tempfile::tempdir().unwrap();
    let mut writer = RunWriter::create(results.path(), "a-run", &manifest()).unwrap();
    add(&mut writer, 0).unwrap();
    let folder = writer.finish(State::Complete).unwrap();
    let without = |file: &std::path::Path, is_new: fn(&str) -> bool| {
        let mut reader = csv::Reader::from_path(file).unwrap();
        let header = reader.headers().unwrap().clone();
        let keep: Vec<usize> = (0..header.len()).filter(|&at| !is_new(&header[at])).collect();
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        let mut writer = csv::Writer::from_path(file).unwrap();
        for row in std::iter::once(&header).chain(&rows) {
            writer.write_record(keep.iter().map(|&at| &row[at])).unwrap();
        }
    };
    let run = Run::open(&folder).unwrap();
    without(&folder.join("points.csv"), |name| name.ends_with("design_effect"));
    let series = folder.join("series").join(run.points[0].file_stem() + ".csv");
    without(&series, |name| name.starts_with("beyond"));
    assert!(Run::open(&folder).unwrap_err().to_string().contains("no column `response_p50_design_effect`"));
    let json = fs::read_to_string(folder.join("run.json")).unwrap();
    let older = json.replace("\"schema_version\": 3", "\"schema_version\": 2");
    fs::write(folder.join("run.json"), older).unwrap();
    let run = Run::open(&folder).unwrap();
    assert_eq!(run.points[0].design_effect(0.5), None);
    assert_eq!(run.series(&run.points[0]).unwrap()[3].beyond_p99, None);
    assert!(!run.gates(&run.points[0]).unwrap().is_empty());
}
