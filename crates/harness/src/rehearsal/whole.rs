//! A run from its beginning to its report.

use record::{Clock, Load, LoadKind, State, Verdict};

use super::exact::Exact;
use super::{options, rehearse};

#[test]
fn every_case_is_recorded_in_its_order_with_exact_figures() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (state, run) = rehearse(folder.path(), &options("quick"), Exact { fails: true, ..Exact::new() });
    assert_eq!(state, State::Complete);
    assert_eq!(run.points.len(), 2 * 11 * 3, "two contenders, eleven loads, three blocks");
    assert_eq!(run.points.len(), run.manifest.order.len());
    for (point, named) in run.points.iter().zip(&run.manifest.order) {
        let expect = format!("{} {} {} block {}", point.scenario, point.contender, point.load(), point.block);
        assert_eq!(*named, expect);
        if point.contender == "tokio" && point.load() == (Load::Closed { connections: 64 }) {
            assert_eq!(point.verdict, Verdict::Failed);
            assert!(point.verdict_reason.ends_with("it exited with code 7"), "{}", point.verdict_reason);
            assert_eq!(run.gates(point).expect("they were written").len(), 1);
            assert_eq!(point.response_p50_us, None, "nothing was measured, so nothing is told");
            continue;
        }
        if let Load::Parked { requests } = point.load() {
            assert_eq!(point.verdict, Verdict::Valid, "{}", point.verdict_reason);
            assert_eq!((point.parked_requests, point.cpu_us_per_request), (Some(requests), None));
            assert_eq!(point.memory_pss_bytes_max, Some(1_000_000 + 1_000 * u64::from(requests)));
            continue;
        }
        let cpu_us = if point.contender == "tokio" { 40.0 } else { 50.0 };
        assert_eq!(point.verdict, Verdict::Valid, "{}", point.verdict_reason);
        let gates = run.gates(point).expect("they were written");
        assert!(gates.iter().any(|gate| gate.gate == "steal_ratio" && gate.passed == Some(true)));
        assert_eq!(point.cpu_us_per_request, Some(cpu_us));
        assert_eq!(point.requests_per_cpu_s, Some(1e6 / cpu_us));
        assert_eq!(point.context_switches_voluntary_per_request, Some(2.0));
        assert!((point.response_p99_us.expect("it was measured") - 10_000.0).abs() < 10.0);
        if point.load_kind == LoadKind::Closed {
            assert_eq!(point.completed_per_s, f64::from(point.connections) * 100.0);
            assert!((point.little_ratio.expect("a closed loop has one") - 1.0).abs() < 1e-3);
        }
    }
    let first = &run.points[0];
    assert_eq!(run.histogram(first, Clock::Response).expect("it was written").len(), first.samples);
}

#[test]
fn blocks_merge_to_all_of_their_samples() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (_, run) = rehearse(folder.path(), &options("quick"), Exact::new());
    let load = Load::Closed { connections: 64 };
    let blocks = || run.blocks("curated/fetch-10ms", "thread-per-connection", load);
    let merged = run.merged(blocks(), Clock::Response).expect("they were written");
    assert_eq!(merged.map(|all| all.len()), Some(blocks().map(|point| point.samples).sum()));
    assert_eq!(blocks().count(), 3);
}

#[test]
fn the_report_says_exactly_what_was_measured() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (_, run) = rehearse(folder.path(), &options("quick"), Exact::new());
    let report = report::render(report::Evidence::of_points(&run.manifest, &run.points));
    // 40 µs ÷ 50 µs in every block: a fifth less, with an interval of no width.
    assert!(report.answer.contains("nobody is faster"), "{}", report.answer);
    assert!(report.answer.contains("20 % less CPU"), "{}", report.answer);
    let again = report::render(report::Evidence::of_points(&run.manifest, &run.points));
    assert_eq!(report.files, again.files);
}
