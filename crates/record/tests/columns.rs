//! `points.csv`: its columns, how a row reads, and that any point survives.

mod common;

use std::fs;

use common::{add, histogram, manifest, point};
use proptest::prelude::*;
use proptest::test_runner::Config;
use record::{COLUMNS, Clock, Histograms, LoadKind, Point, Run, RunWriter, Verdict};

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
