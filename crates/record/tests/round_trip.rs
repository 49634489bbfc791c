//! What is written is what is read, to the last bit.

mod common;

use std::fs;

use common::{add, gates, histogram, manifest, point, series};
use proptest::prelude::*;
use proptest::test_runner::Config;
use record::{
    COLUMNS, ClassFigures, Clock, Histograms, Load, LoadKind, Point, Run, RunWriter, State, Verdict,
};

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

#[test]
fn the_header_of_points_csv_is_pinned() {
    let results = tempfile::tempdir().unwrap();
    let writer = RunWriter::create(results.path(), "a-run", &manifest()).unwrap();
    let text = fs::read_to_string(writer.path().join("points.csv")).unwrap();
    assert_eq!(text, HEADER.to_owned() + "\n", "a reader of older runs depends on these names");

    // The names and the order are those of the struct: serialised with a header, it has the same.
    let mut table = csv::Writer::from_writer(Vec::new());
    table.serialize(point(0)).unwrap();
    let table = String::from_utf8(table.into_inner().unwrap()).unwrap();
    assert_eq!(table.lines().next().unwrap(), COLUMNS.map(|column| column.name).join(","));
}

/// Read by people with other tools; a name that is here stays.
const HEADER: &str = "scenario,contender,load_kind,connections,offered_per_s,parked_requests,block,order,\
started_s,window_s,extensions,planned,sent,completed_per_s,errors,censored,samples,response_mean_us,response_p50_us,response_p90_us,\
response_p99_us,response_p999_us,response_max_us,response_p50_design_effect,response_p90_design_effect,\
response_p99_design_effect,response_p999_design_effect,service_p50_us,service_p99_us,lag_p50_us,lag_p99_us,\
cpu_us_per_request,requests_per_cpu_s,server_busy_ratio,server_cpu_us_per_s,context_switches_voluntary_per_request,\
context_switches_involuntary_per_request,run_queue_wait_us_per_request,page_faults_minor_per_request,\
page_faults_major_per_request,threads_max,memory_pss_bytes_max,memory_kernel_stacks_bytes,\
memory_page_tables_bytes,socket_buffers_bytes,backend_cpu_us_per_request,backend_in_flight_max,orphan_calls,\
in_flight_mean,generator_busy_ratio,steal_ratio,foreign_cpu_ratio,listen_overflows,tcp_retransmits,\
little_ratio,connections_without_response,verdict,verdict_reason";

#[test]
fn a_row_reads_as_one_would_write_it() {
    let results = tempfile::tempdir().unwrap();
    let mut writer = RunWriter::create(results.path(), "a-run", &manifest()).unwrap();
    add(&mut writer, 0).unwrap();
    let text = fs::read_to_string(writer.path().join("points.csv")).unwrap();
    assert_eq!(
        text.lines().nth(1).unwrap(),
        "curated/fetch-10ms,thread-per-connection,closed,64,,,0,0,12.5,2.0,0,1000,1000,500.25,0,0,1000,10321.1,\
        10100.0,10900.0,12000.0,,14000.0,1.5,1.25,0.75,,10100.0,12000.0,,,64.125,15594.5,0.3,31000.5,1.97,0.07,,0.25,0.0,66,\
        4000000,1081344,40960,0,5.0,64,,63.5,0.2,,0.01,0,,0.99,0,VALID,\"every gate passed, \"\"little\"\" = 0.99, lag = -\""
    );
}

/// A published run stays readable.
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

/// What an analysis needs, whatever else is there.
#[test]
fn the_columns_that_must_exist_exist() {
    let required = "scenario, contender, load_kind, connections, offered_per_s, block, planned, sent, \
        completed_per_s, errors, censored, response_p50_us, response_p90_us, response_p99_us, \
        response_p999_us, response_max_us, service_p50_us, service_p99_us, lag_p99_us, cpu_us_per_request, \
        requests_per_cpu_s, context_switches_voluntary_per_request, \
        context_switches_involuntary_per_request, threads_max, memory_pss_bytes_max, little_ratio, \
        connections_without_response, verdict, verdict_reason";
    for column in required.split(", ") {
        assert!(COLUMNS.iter().any(|known| known.name == column), "{column}");
    }
}

fn ratio() -> impl Strategy<Value = Option<f64>> {
    // All that a measurement can give, the very small and the infinite among them.
    proptest::option::of(
        proptest::num::f64::NORMAL
            | proptest::num::f64::ZERO
            | proptest::num::f64::SUBNORMAL
            | proptest::num::f64::INFINITE,
    )
}

prop_compose! {
    fn any_point()(
        words in ("\\PC{0,40}", "\\PC{0,40}", "[ -~\r\n\"',;é]{0,80}"),
        kind in prop_oneof![Just(LoadKind::Closed), Just(LoadKind::Open), Just(LoadKind::Parked)],
        verdict in prop::sample::select(vec![
            Verdict::Valid, Verdict::GeneratorLimited, Verdict::Unsteady, Verdict::Noisy, Verdict::Starved,
            Verdict::Overloaded, Verdict::Failed,
        ]),
        small in any::<[u32; 4]>(),
        large in any::<[u64; 5]>(),
        always in (ratio(), ratio(), ratio()),
        maybe in prop::collection::vec(ratio(), 30),
        counts in any::<(Option<u32>, [Option<u64>; 8], [Option<u32>; 2])>(),
    ) -> Point {
        Point {
            scenario: words.0,
            contender: words.1,
            load_kind: kind,
            connections: small[0],
            offered_per_s: maybe[0],
            block: small[1],
            order: small[2],
            started_s: always.0.unwrap_or(0.0),
            window_s: always.1.unwrap_or(1.0),
            planned: large[0],
            sent: large[1],
            completed_per_s: always.2.unwrap_or(0.1),
            errors: large[2],
            censored: large[3],
            samples: large[4],
            response_mean_us: maybe[1],
            response_p50_us: maybe[2],
            response_p90_us: maybe[3],
            response_p99_us: maybe[4],
            response_p999_us: maybe[5],
            response_max_us: maybe[6],
            response_p50_design_effect: maybe[26],
            response_p90_design_effect: maybe[27],
            response_p99_design_effect: maybe[28],
            response_p999_design_effect: maybe[29],
            service_p50_us: maybe[7],
            service_p99_us: maybe[8],
            lag_p50_us: maybe[9],
            lag_p99_us: maybe[10],
            cpu_us_per_request: maybe[11],
            requests_per_cpu_s: maybe[12],
            server_busy_ratio: maybe[13],
            context_switches_voluntary_per_request: maybe[14],
            context_switches_involuntary_per_request: maybe[15],
            threads_max: counts.0,
            memory_pss_bytes_max: counts.1[0],
            backend_cpu_us_per_request: maybe[16],
            backend_in_flight_max: counts.1[1],
            generator_busy_ratio: maybe[17],
            steal_ratio: maybe[18],
            little_ratio: maybe[19],
            connections_without_response: small[3],
            parked_requests: counts.2[0],
            extensions: counts.2[1],
            server_cpu_us_per_s: maybe[20],
            run_queue_wait_us_per_request: maybe[21],
            page_faults_minor_per_request: maybe[22],
            page_faults_major_per_request: maybe[23],
            memory_kernel_stacks_bytes: counts.1[2],
            memory_page_tables_bytes: counts.1[3],
            socket_buffers_bytes: counts.1[4],
            in_flight_mean: maybe[24],
            foreign_cpu_ratio: maybe[25],
            listen_overflows: counts.1[5],
            tcp_retransmits: counts.1[6],
            orphan_calls: counts.1[7],
            verdict,
            verdict_reason: words.2,
        }
    }
}

proptest! {
    #![proptest_config(Config::with_cases(32))]

    #[test]
    fn any_point_survives(points in prop::collection::vec(any_point(), 1..4)) {
        let results = tempfile::tempdir().unwrap();
        let mut writer = RunWriter::create(results.path(), "a-run", &manifest()).unwrap();
        let empty = histogram(1, 0);
        let histograms = Histograms { response: &empty, service: &empty, lag: &empty };
        let mut written = Vec::new();
        for (order, point) in points.into_iter().enumerate() {
            let point = Point { order: order as u32, ..point };
            writer.add(&point, histograms, &[], &[]).unwrap();
            written.push(point);
        }
        let run = Run::open(writer.path()).unwrap();
        prop_assert_eq!(&run.points, &written);
        for point in &run.points {
            prop_assert_eq!(run.series(point).unwrap(), vec![]);
            prop_assert!(run.histogram(point, Clock::Lag).unwrap().is_empty());
        }
    }
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
