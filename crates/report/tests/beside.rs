//! Contenders of which no two are a pair: each is told beside the one that the scenario names first.

mod made_up;

use made_up::MadeUp;
use report::{Evidence, render};

/// The made-up run with tasks on tokio only, and two that cost `dear` and `cheap` times as much.
fn runtimes(dear: f64, cheap: f64) -> MadeUp {
    let mut run = made_up::run();
    run.manifest.contenders.retain(|one| one.name == "tokio");
    run.points.retain(|point| point.contender == "tokio");
    for scenario in &mut run.manifest.scenarios {
        scenario.contenders = ["tokio", "dear", "cheap"].map(str::to_owned).to_vec();
    }
    run.manifest.contenders[0].pairs.clear();
    for (name, factor) in [("dear", dear), ("cheap", cheap)] {
        let contender = record::Contender { name: name.to_owned(), ..run.manifest.contenders[0].clone() };
        run.manifest.contenders.push(contender);
        let own = |point: &record::Point| record::Point {
            contender: name.to_owned(),
            cpu_us_per_request: point.cpu_us_per_request.map(|us| us * factor),
            ..point.clone()
        };
        let of_tokio = run.points.iter().filter(|point| point.contender == "tokio");
        let points: Vec<_> = of_tokio.map(own).collect();
        run.points.extend(points);
    }
    run
}

fn markdown(run: &MadeUp) -> String {
    let report = render(Evidence::of_points(&run.manifest, &run.points));
    let text = report.files.iter().find(|file| file.path == "report.md").expect("it is there");
    String::from_utf8(text.bytes.clone()).expect("it is text")
}

#[test]
fn the_first_screen_answers_without_a_pair() {
    let text = markdown(&runtimes(1.5, 0.8));
    let first = text.split("## Findings").next().expect("a first screen");
    for told in ["beside tokio's: dear **50 % more**", "cheap **20 % less**", "compared with **tokio**"] {
        assert!(first.contains(told), "{told:?} in {first}");
    }
    assert!(!first.contains("no answer"), "{first}");
}

#[test]
fn a_label_that_does_not_fit_keeps_its_percentile() {
    let run = runtimes(1.5, 0.8);
    let report = render(Evidence::of_points(&run.manifest, &run.points));
    let picture = report.files.iter().find(|file| file.path == "plots/headline.svg").expect("it is drawn");
    let picture = String::from_utf8(picture.bytes.clone()).expect("it is text");
    assert!(picture.contains(">p99, dear<"), "the percentile comes first");
}

#[test]
fn what_is_alike_is_called_the_same() {
    let text = markdown(&runtimes(1.02, 0.98));
    assert!(text.contains("dear **the same** within 5 %, cheap **the same** within 5 %."), "{text}");
}

#[test]
fn the_load_is_one_at_which_the_most_is_known() {
    let mut run = runtimes(1.5, 0.8);
    for point in &mut run.points {
        // Where it is VALID in two blocks of three it could be compared, but less is known there.
        if point.contender == "dear"
            && (point.connections > 256 || point.connections == 256 && point.block == 1)
        {
            point.verdict = record::Verdict::Noisy;
        }
    }
    let text = markdown(&run);
    assert!(text.contains("CPU per request at 64 in flight, beside tokio's: dear"), "{text}");
}

#[test]
fn where_there_is_a_pair_nobody_is_told_beside_the_first() {
    let run = made_up::run();
    assert!(!markdown(&run).contains(", beside "), "the pair is what is told");
}
