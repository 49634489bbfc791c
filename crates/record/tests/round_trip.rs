//! What is written is what is read, to the last bit.

mod common;

use std::fs;

use common::{add, gates, histogram, manifest, point, series};
use record::{ClassFigures, Clock, Histograms, Load, LoadKind, Point, Run, RunWriter, State};

#[test]
fn a_run_is_read_as_it_was_written() {
    let results = tempfile::tempdir().unwrap();
    let mut writer = RunWriter::create(&results.path().join("deep/er"), "a-run", &manifest()).unwrap();
    add(&mut writer, 0).unwrap();
    add(&mut writer, 1).unwrap();
    let warned = record::Manifest { warnings: vec!["late".into()], ..manifest() };
    writer.manifest(&warned).unwrap();
    writer.log("one").unwrap();
    writer.log("two").unwrap();
    let folder = writer.finish(State::Complete).unwrap();

    let run = Run::open(&folder).unwrap();
    assert_eq!(run.manifest, record::Manifest { state: State::Complete, ..warned });
    assert_eq!(run.points, [point(0), point(1)]);
    assert_eq!(run.histogram(&run.points[1], Clock::Response).unwrap(), histogram(10_000_001, 1000));
    assert_eq!(run.histogram(&run.points[1], Clock::Service).unwrap(), histogram(9_000_000, 901));
    assert!(run.histogram(&run.points[1], Clock::Lag).unwrap().is_empty());
    assert_eq!(run.series(&run.points[0]).unwrap(), series(20));
    assert_eq!(run.gates(&run.points[0]).unwrap(), gates());
    assert_eq!(fs::read_to_string(folder.join("log.txt")).unwrap(), "one\ntwo\n");
}

#[test]
fn classes_are_read_as_they_were_written_and_only_a_mix_has_some() {
    let results = tempfile::tempdir().unwrap();
    let mut writer = RunWriter::create(results.path(), "a-run", &manifest()).unwrap();
    let class = |class: &str, p99| ClassFigures {
        class: class.to_owned(),
        planned: 10,
        completed: 7,
        errors: 2,
        censored: 1,
        response_p50_us: p99,
        response_p90_us: p99,
        response_p99_us: p99,
        response_max_us: p99,
    };
    let classes = [class("main", Some(10_500.25)), class("heavy", None)];
    writer.classes(&point(0), &classes).unwrap();
    add(&mut writer, 0).unwrap();
    writer.classes(&point(1), &[]).unwrap();
    add(&mut writer, 1).unwrap();
    let run = Run::open(writer.path()).unwrap();
    assert_eq!(run.classes(&run.points[0]).unwrap(), classes);
    assert_eq!(run.classes(&run.points[1]).unwrap(), []);
    fs::write(writer.path().join("classes").join(point(0).file_stem() + ".csv"), "class\n").unwrap();
    assert!(run.classes(&run.points[0]).is_err(), "damage is noticed");
}

#[test]
fn a_run_opens_before_its_first_case() {
    let results = tempfile::tempdir().unwrap();
    let writer = RunWriter::create(results.path(), "a-run", &manifest()).unwrap();
    let run = Run::open(writer.path()).unwrap();
    assert_eq!((run.manifest, run.points), (manifest(), vec![]));
    let names: Vec<_> =
        fs::read_dir(results.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["a-run"], "nothing hidden is left");
}

#[test]
fn blocks_of_a_case_are_found_and_merged() {
    let results = tempfile::tempdir().unwrap();
    let mut writer = RunWriter::create(results.path(), "a-run", &manifest()).unwrap();
    for order in 0..3 {
        add(&mut writer, order).unwrap();
    }
    let response = histogram(1_000, 10);
    let histograms = Histograms { response: &response, service: &response, lag: &response };
    let open = Point { load_kind: LoadKind::Open, offered_per_s: Some(1000.0), connections: 17, ..point(3) };
    writer.add(&open, histograms, &[], &[]).unwrap();
    // In an open loop the connections are an outcome: another number of them is the same case.
    writer.add(&Point { connections: 19, order: 4, ..open.clone() }, histograms, &[], &[]).unwrap();

    let run = Run::open(writer.path()).unwrap();
    let blocks = |load| run.blocks("curated/fetch-10ms", "thread-per-connection", load).collect::<Vec<_>>();
    let closed = blocks(Load::Closed { connections: 64 });
    assert_eq!(closed.len(), 3);
    let merged = run.merged(closed, Clock::Service).unwrap().unwrap();
    assert_eq!(merged.len(), 900 + 901 + 902);
    assert_eq!(merged.max(), histogram(9_000_000, 902).max());
    assert_eq!(blocks(Load::Open { offered_per_s: 1000.0 }).len(), 2);
    assert_eq!(run.merged(blocks(Load::Closed { connections: 65 }), Clock::Service).unwrap(), None);
}

#[test]
fn files_are_named_so_that_people_find_them() {
    assert_eq!(point(7).file_stem(), "0007-curated-fetch-10ms-thread-per-connection-closed-64-b7");
    let open = Point { load_kind: LoadKind::Open, offered_per_s: Some(2500.0), ..point(7) };
    assert_eq!(open.file_stem(), "0007-curated-fetch-10ms-thread-per-connection-open-2500-per-s-b7");
    let parked =
        Point { load_kind: LoadKind::Parked, parked_requests: Some(64), connections: 80, ..point(7) };
    assert_eq!(parked.file_stem(), "0007-curated-fetch-10ms-thread-per-connection-parked-64-b7");
    let odd = Point { contender: "../é x".into(), scenario: "s".repeat(500), ..point(7) };
    assert!(odd.file_stem().ends_with("-..---x-closed-64-b7"), "{}", odd.file_stem());
    assert!(odd.file_stem().len() < 240);
}
