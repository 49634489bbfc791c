//! A crossover is told with its interval, and only where the blocks agree on both sides of it.

mod made_up;

use record::LoadKind;
use report::{Evidence, render};

/// A file of the report of the made-up run in which threads need a third less CPU than async up to `up_to` in flight.
fn told(up_to: u32, file: &str) -> String {
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
    let file = report.files.iter().find(|one| one.path == file).expect("the file is there");
    String::from_utf8(file.bytes.clone()).expect("it is text")
}

#[test]
fn where_the_advantage_changes_sides_the_place_is_told_with_its_interval() {
    let text = told(256, "report.md");
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
    for file in ["report.md", "report.html", "plots/headline.svg"] {
        let text = told(0, file);
        assert!(!text.contains("cross at") && !text.contains("data-and"), "{file}");
    }
}

#[test]
fn the_plots_show_the_crossover_where_the_finding_is() {
    let mark = "<g data-contender=\"thread-per-connection\" data-and=\"tokio\">";
    for file in ["plots/headline.svg", "plots/fetch-ten-ms-closed.svg"] {
        let text = told(256, file);
        // Once drawn, once for the pointer: on one plot alone, that of CPU per request.
        assert_eq!(text.matches(mark).count(), 2, "{file}");
        let (_, drawn) = text.split_once(mark).expect("counted");
        let drawn = drawn.split("</g>").next().expect("a whole group");
        assert!(drawn.contains("<polygon") && drawn.contains("matched: cross at"), "{file}: {drawn}");
    }
    assert!(!told(256, "plots/fetch-ten-ms-open.svg").contains("cross at"), "that is another axis");
    assert!(!told(256, "plots/plaintext-closed.svg").contains(mark), "those do not cross");
}

#[test]
fn a_crossover_is_among_what_is_told_first() {
    let page = told(256, "report.html");
    let (_, findings) = page.split_once("id=\"findings\"").expect("they are there");
    let first = findings.split("<details").next().expect("some are not folded");
    assert!(first.contains("threads and async cross at about"), "{first}");
}
