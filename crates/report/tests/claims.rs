//! The ledger takes no side: it follows the figures.

mod made_up;

use record::Verdict;
use report::{Evidence, render};

/// The row of `claim`, as Markdown.
fn ruling(run: &made_up::MadeUp, claim: &str) -> String {
    let report = render(Evidence::of_points(&run.manifest, &run.points));
    let text = report.files.iter().find(|file| file.path == "report.md").expect("it is there");
    let text = String::from_utf8(text.bytes.clone()).expect("it is text");
    let row = text.lines().find(|line| line.starts_with(&format!("| {claim} |")));
    row.unwrap_or_else(|| panic!("no row for {claim}")).to_owned()
}

/// The made-up run under the names that the claims know.
fn run() -> made_up::MadeUp {
    let mut run = made_up::run();
    let rename = |name: &mut String| {
        *name = if name.starts_with("fetch") { "curated/fetch-10ms" } else { "curated/plaintext" }.to_owned();
    };
    run.points.iter_mut().for_each(|point| rename(&mut point.scenario));
    run.manifest.scenarios.iter_mut().for_each(|scenario| rename(&mut scenario.name));
    run
}

const EFFICIENT: &str = "Async is more efficient under high concurrency.";
const NOT_FASTER: &str = "Async is not faster.";

#[test]
fn what_the_figures_say_is_supported_and_the_opposite_refuted() {
    let mut run = run();
    let row = ruling(&run, NOT_FASTER);
    assert!(row.contains("| SUPPORTED |"), "{row}");
    assert!(row.contains("p50, async ÷ threads at 4 in flight = 1.00"), "{row}");

    for point in run.points.iter_mut().filter(|point| point.contender == "tokio") {
        point.response_p50_us = point.response_p50_us.map(|us| us * 0.5);
    }
    let row = ruling(&run, NOT_FASTER);
    assert!(row.contains("| REFUTED |"), "{row}");
}

#[test]
fn one_block_settles_nothing() {
    let mut run = run();
    assert!(!ruling(&run, EFFICIENT).contains("NOT TESTED"));
    run.points.retain(|point| point.block == 0);
    let row = ruling(&run, EFFICIENT);
    assert!(row.contains("| MIXED |") && row.contains("one block: no interval"), "{row}");
}

#[test]
fn points_that_are_not_valid_test_nothing() {
    let mut run = run();
    run.points.iter_mut().for_each(|point| point.verdict = Verdict::Noisy);
    for claim in [EFFICIENT, NOT_FASTER, "Tables of throughput hide latency."] {
        let row = ruling(&run, claim);
        assert!(row.contains("| NOT TESTED HERE |"), "{row}");
    }
}

#[test]
fn what_is_not_in_the_run_is_not_tested_and_says_so() {
    let row = ruling(&made_up::run(), EFFICIENT);
    assert!(row.contains("| NOT TESTED HERE | curated/fetch-10ms is not in this run"), "{row}");
}
