//! What is part of the program is what lies in the checkout.

mod made_up;

use std::fs;
use std::path::Path;

use record::{Gate, SeriesWindow, Verdict};
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

#[test]
fn what_lies_behind_a_point_is_drawn() {
    let run = made_up::run();
    assert!(!page(&run, &[]).contains("Every percentile"), "without traces there is nothing to draw");
    let trace = |point: &record::Point| {
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
    };
    let traces: Vec<Trace> = run.points.iter().map(trace).collect();
    let page = page(&run, &traces);
    for part in ["Every percentile of response time", "Throughput, window by window", "99.9 %", "steal_ratio"]
    {
        assert!(page.contains(part), "{part} is missing");
    }
}
