//! The ledger takes no side: it follows the figures.

mod made_up;

use record::{ClassFigures, LoadKind, Point, SeriesWindow, Verdict};
use report::{Evidence, Trace, render};

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
        assert!(
            row.contains("it would take longer: \\`cargo xtask compare curated/fetch-10ms --profile"),
            "{row}"
        );
    }
}

#[test]
fn what_is_not_in_the_run_is_not_tested_and_says_so() {
    let row = ruling(&made_up::run(), EFFICIENT);
    assert!(row.contains("| NOT TESTED HERE | curated/fetch-10ms is not in this run"), "{row}");
    assert!(row.contains("it would take \\`cargo xtask compare curated/fetch-10ms\\`"), "{row}");
    let two = ruling(&made_up::run(), "One blocking call hurts everyone on an async server.");
    assert!(two.contains("compare curated/blocking-mistake curated/blocking-neighbour\\`"), "{two}");
}

/// The open points of one rate as those of another scenario, between the two contenders of a pair; and a trace each.
fn asked_of(scenario: &str, rate_per_s: f64, steps: &[f64]) -> (made_up::MadeUp, Vec<Trace>) {
    let mut run = made_up::run();
    run.points.retain(|point| point.load_kind == LoadKind::Open && point.offered_per_s == Some(1_000.0));
    for (order, point) in run.points.iter_mut().enumerate() {
        scenario.clone_into(&mut point.scenario);
        (point.offered_per_s, point.window_s) = (Some(rate_per_s), 2.0);
        point.order = order as u32;
    }
    let asked = &mut run.manifest.scenarios[0];
    scenario.clone_into(&mut asked.name);
    asked.steps = steps.to_vec();
    asked.objective_p99_ms = Some(50.0);
    asked.predicted = vec!["The line is worked off 1.5 s later.".into()];
    let traces = run.points.iter().map(|point| Trace { order: point.order, ..Trace::default() }).collect();
    (run, traces)
}

fn said(run: &made_up::MadeUp, traces: &[Trace]) -> String {
    let report = render(Evidence { traces, ..Evidence::of_points(&run.manifest, &run.points) });
    let html = report.files.iter().find(|file| file.path == "report.html").expect("it is there");
    assert!(String::from_utf8_lossy(&html.bytes).contains("The line is worked off 1.5 s later."));
    let text = report.files.iter().find(|file| file.path == "report.md").expect("it is there");
    String::from_utf8(text.bytes.clone()).expect("it is text")
}

fn row<'t>(text: &'t str, begins: &str) -> &'t str {
    text.lines().find(|line| line.starts_with(begins)).unwrap_or_else(|| panic!("no row {begins}:\n{text}"))
}

const BACKPRESSURE: &str = "| Backpressure is not handled alike. |";
const WOBBLES: &str = "| Async latency is unfair. |";
const LEAKS: &str = "| Structured concurrency stops leaks. |";

/// Windows of 250 ms: 800 answers each in half a second at capacity; the last late one ends after `late_ms`.
fn course(late_ms: i64) -> Vec<SeriesWindow> {
    let window = |at: i64| {
        let start_ms = at * 250;
        let is_late = (500..late_ms).contains(&start_ms);
        let completed = if start_ms < 1_000 { 800 } else { 200 };
        let response_p99_us = Some(if is_late { 90_000.0 } else { 30_000.0 });
        SeriesWindow { start_ms, sent: completed, completed, response_p99_us, ..SeriesWindow::default() }
    };
    (-2..10).map(window).collect()
}

#[test]
fn an_overload_is_told_step_by_step_with_its_recovery() {
    let (mut run, mut traces) = asked_of("curated/overload-and-recovery", 3_200.0, &[1.0, 2.0, 0.1, 0.1]);
    run.points.iter_mut().for_each(|point| point.verdict = Verdict::Overloaded);
    traces.iter_mut().for_each(|trace| trace.windows = course(1_500));
    let text = said(&run, &traces);
    let told = row(&text, "| tokio at 3,200/s |");
    assert_eq!(told, "| tokio at 3,200/s | 3,200/s | 3,200/s | 800/s | 800/s | 100 % | 0.500 s |");
    traces.iter_mut().for_each(|trace| trace.windows = course(9_000));
    assert!(row(&said(&run, &traces), "| tokio at").ends_with("| not within 1.00 s |"));
    // Nobody with a limit is in this run, and slow readers are not either.
    assert!(row(&text, BACKPRESSURE).contains("tokio-limited is not in this run"));
    for point in run.points.iter_mut().filter(|point| point.contender == "tokio") {
        point.contender = "tokio-limited".into();
    }
    let text = said(&run, &traces);
    let told = row(&text, BACKPRESSURE);
    assert!(
        told.contains(
            "least goodput above capacity, tokio-limited at 3,200 requests/s = 100 \\[100 to 100\\] %"
        ),
        "{told}"
    );
}

#[test]
fn a_class_is_compared_by_itself() {
    let (mut run, mut traces) = asked_of("curated/wobble", 200.0, &[]);
    let mut settle = |planned: u64, async_us: f64| {
        for (trace, point) in traces.iter_mut().zip(&run.points) {
            let p99_us = if point.contender == "tokio" { async_us } else { 5_000.0 + f64::from(point.block) };
            let class = |class: &str, us: f64| ClassFigures {
                class: class.into(),
                planned,
                response_p99_us: Some(us),
                ..ClassFigures::default()
            };
            trace.classes = vec![class("main", p99_us), class("heavy", 60_000.0)];
        }
        row(&said(&run, &traces), WOBBLES).to_owned()
    };
    let told = settle(10_000, 45_000.0);
    assert!(
        told.contains("| SUPPORTED | p99 of the class \\`main\\`, async ÷ threads at 200 requests/s = 9.0"),
        "{told}"
    );
    assert!(settle(10_000, 5_000.0).contains("| REFUTED |"));
    let few = settle(300, 45_000.0);
    assert!(few.contains("| NOT TESTED HERE | too few of the class"), "{few}");
    let evidence = Evidence { traces: &traces, ..Evidence::of_points(&run.manifest, &run.points) };
    let page = String::from_utf8(render(evidence).files[0].bytes.clone()).expect("it is text");
    assert!(
        page.contains("Response, class main (ms)") && page.contains("Response, class heavy (ms)"),
        "both are drawn"
    );
    assert!(page.contains("p99 tokio: 45.0 at 200"), "in ms");
    run.points.iter_mut().for_each(|point| point.verdict = Verdict::Noisy);
    assert!(row(&said(&run, &traces), WOBBLES).contains("not both VALID at 200 requests/s"));
}

#[test]
fn calls_that_go_on_for_nobody_are_told_and_ruled_on() {
    let (mut run, traces) = asked_of("curated/orphans", 50.0, &[]);
    let leave = |points: &mut [Point], of_tasks: u64, of_threads: u64| {
        for point in points {
            point.orphan_calls = Some(if point.contender == "tokio" { of_tasks } else { of_threads });
        }
    };
    leave(&mut run.points, 0, 0);
    assert!(row(&said(&run, &traces), LEAKS).contains("| SUPPORTED |"));
    leave(&mut run.points, 0, 100);
    let text = said(&run, &traces);
    let told = row(&text, LEAKS);
    assert!(told.contains("| MIXED | orphan calls, tokio at 50.0 requests/s = 0 \\[0 to 0\\]"), "{told}");
    let sentence = row(&text, "Backend calls that still went on");
    assert!(
        sentence.contains("0 for tokio") && sentence.contains("100 for thread-per-connection"),
        "{sentence}"
    );
    leave(&mut run.points, 90, 100);
    assert!(row(&said(&run, &traces), LEAKS).contains("| REFUTED |"));
}
