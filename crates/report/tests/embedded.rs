//! What is part of the program is what lies in the checkout.

mod made_up;

use std::fs;
use std::path::Path;

use record::{Gate, LoadKind, SeriesWindow, Verdict};
use report::{Evidence, Trace, render};

/// The names of the files in `folder` of the checkout, without their ending.
fn names(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let name = |file: fs::DirEntry| file.path().file_stem().map(|stem| stem.to_string_lossy().into_owned());
    files.filter_map(|file| name(file.ok()?)).collect()
}

fn page(run: &made_up::MadeUp, traces: &[Trace]) -> String {
    let report = render(Evidence { traces, ..Evidence::of_points(&run.manifest, &run.points) });
    String::from_utf8(report.files[0].bytes.clone()).expect("the page is text")
}

#[test]
fn every_claim_is_in_the_ledger() {
    let page = page(&made_up::run(), &[]);
    let claims = names("scenarios/claims");
    assert!(claims.len() >= 17, "{claims:?}");
    for claim in claims {
        assert!(
            page.contains(&format!("id=\"c-{claim}\"")),
            "{claim} is not in crates/report/src/claims/mod.rs"
        );
    }
}

#[test]
fn every_handler_can_be_shown() {
    let mut run = made_up::run();
    let handlers: Vec<String> =
        names("crates/async-server/src/handlers").into_iter().filter(|name| name != "mod").collect();
    assert!(handlers.len() >= 3, "{handlers:?}");
    for handler in handlers {
        run.manifest.scenarios[0].target = format!("/{}?ms=1", handler.replace('_', "-"));
        let file = format!("handlers/{handler}.rs");
        assert!(page(&run, &[]).contains(&file), "{file} is not in crates/report/src/handlers.rs");
    }
}

/// What was recorded of a point: 2,000 responses, two seconds.
fn trace(point: &record::Point) -> Trace {
    let mut response = hdrhistogram::Histogram::new_with_max(60_000_000_000, 3).expect("sound bounds");
    (1..=2000u64).for_each(|i| response.record(10_000_000 + i * 1_000).expect("within bounds"));
    let window = |i: i64| SeriesWindow {
        start_ms: i * 250,
        completed: 100,
        response_p99_us: Some(12_000.0),
        ..SeriesWindow::default()
    };
    let gate = Gate::new("steal_ratio", point.steal_ratio, None, Some(0.01), Verdict::Noisy);
    Trace {
        order: point.order,
        response: Some(response),
        windows: (0..8).map(window).collect(),
        classes: Vec::new(),
        gates: vec![gate],
    }
}

#[test]
fn what_lies_behind_a_point_is_drawn() {
    let run = made_up::run();
    assert!(!page(&run, &[]).contains("Every percentile"), "without traces there is nothing to draw");
    let traces: Vec<Trace> = run.points.iter().map(trace).collect();
    let page = page(&run, &traces);
    for part in ["Every percentile of response time", "Throughput, window by window", "99.9 %", "steal_ratio"]
    {
        assert!(page.contains(part), "{part} is missing");
    }
}

#[test]
fn only_what_has_something_behind_it_is_drawn() {
    let mut run = made_up::run();
    run.points.retain(|point| point.scenario.starts_with("fetch") && point.connections <= 64);
    run.points.retain(|point| point.load_kind == LoadKind::Closed);
    for point in &mut run.points {
        point.load_kind = LoadKind::Parked;
        point.parked_requests = Some(point.connections);
    }
    let traces = |of: &dyn Fn(&record::Point) -> bool| -> Vec<Trace> {
        run.points.iter().filter(|point| of(point)).map(trace).collect()
    };
    let whole = page(&run, &traces(&|_| true));
    assert!(whole.contains("Every percentile at") && whole.contains("<h4>4 parked</h4>"));
    assert!(
        !whole.contains("window by window") && !whole.contains("how the window went"),
        "nothing is completed"
    );
    let part = page(&run, &traces(&|point| point.connections != 4));
    assert!(
        part.contains("<h4>1 parked</h4>") && !part.contains("<h4>4 parked</h4>"),
        "a heading of nothing"
    );
}
