//! A crossover is told with its interval, and only where the blocks agree on both sides of it.

mod made_up;

use record::LoadKind;
use report::{Evidence, render};

/// Markdown of the made-up run in which threads need a third less CPU than async up to `up_to` in flight.
fn told(up_to: u32) -> String {
    let mut run = made_up::run();
    let cost = |run: &made_up::MadeUp, of: &record::Point| {
        let same = |point: &&record::Point| {
            (
                point.scenario.as_str(),
                point.load_kind,
                point.connections,
                point.block,
                point.contender.as_str(),
            ) == (of.scenario.as_str(), of.load_kind, of.connections, of.block, "tokio")
        };
        run.points.iter().find(same).and_then(|point| point.cpu_us_per_request)
    };
    let cheap: Vec<Option<f64>> = run.points.iter().map(|point| cost(&run, point)).collect();
    for (point, cost) in run.points.iter_mut().zip(cheap) {
        let is_cheap = point.contender == "thread-per-connection"
            && point.load_kind == LoadKind::Closed
            && point.connections <= up_to;
        if is_cheap {
            point.cpu_us_per_request = cost.map(|cost| cost / 1.5);
        }
    }
    let report = render(Evidence::of_points(&run.manifest, &run.points));
    let file = report.files.iter().find(|file| file.path == "report.md").expect("the file is there");
    String::from_utf8(file.bytes.clone()).expect("it is text")
}

#[test]
fn where_the_advantage_changes_sides_the_place_is_told_with_its_interval() {
    let text = told(256);
    let line =
        text.lines().find(|line| line.contains("threads and async cross at about")).expect("it is told");
    assert!(
        line.contains("CPU per request") && line.contains("below threads do better, above async does"),
        "{line}"
    );
    let ends = line.split_once("\\[").and_then(|(_, rest)| rest.split_once("\\]")).expect("an interval").0;
    let (low, high) = ends.split_once(" to ").expect("two ends");
    let number = |text: &str| text.replace(',', "").parse::<f64>().expect("a number");
    assert!(number(low) >= 256.0 && number(high) <= 1_024.0 && number(low) <= number(high), "{line}");
}

#[test]
fn one_side_that_is_ahead_everywhere_crosses_nobody() {
    assert!(!told(0).contains("cross at about"));
}
