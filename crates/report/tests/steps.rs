//! What differs in more than one thing is told step by step, each step by its own name.

mod made_up;

use made_up::MadeUp;
use report::{Evidence, render};

/// A contender like `like`, whose every request costs `dearer` times the CPU.
fn add(run: &mut MadeUp, name: &str, like: &str, dearer: f64, change: impl Fn(&mut record::Contender)) {
    let original = run.manifest.contenders.iter().find(|one| one.name == like).expect("it is made up");
    let mut contender = record::Contender { name: name.to_owned(), pairs: Vec::new(), ..original.clone() };
    change(&mut contender);
    run.manifest.contenders.push(contender);
    let own = |point: &record::Point| record::Point {
        contender: name.to_owned(),
        cpu_us_per_request: point.cpu_us_per_request.map(|us| us * dearer),
        ..point.clone()
    };
    let points: Vec<_> = run.points.iter().filter(|point| point.contender == like).map(own).collect();
    run.points.extend(points);
    run.manifest.scenarios.iter_mut().for_each(|scenario| scenario.contenders.push(name.to_owned()));
}

fn markdown(run: &MadeUp) -> String {
    let report = render(Evidence::of_points(&run.manifest, &run.points));
    let text = report.files.iter().find(|file| file.path == "report.md").expect("it is there");
    String::from_utf8(text.bytes.clone()).expect("it is text")
}

/// The sentence about steps that names `contender`.
fn told<'t>(text: &'t str, contender: &str) -> Option<&'t str> {
    text.lines().find(|line| line.starts_with("- CPU per request at ") && line.contains(contender))
}

#[test]
fn what_is_deployed_is_told_by_way_of_the_matched_pair() {
    let mut run = made_up::run();
    add(&mut run, "axum", "tokio", 1.5, |one| {
        (one.http, one.pairs) = ("axum".into(), vec!["deployed".into()]);
    });
    add(&mut run, "tiny-http-ureq", "tiny-http", 1.2, |one| {
        (one.http, one.pairs) = ("tiny_http and ureq".into(), vec!["deployed".into()]);
    });
    let text = markdown(&run);
    let line = told(&text, "tiny-http-ureq").expect("a sentence");
    let steps = [
        "in 3 steps.",
        "**The library**: tokio ÷ axum = 0.67",
        "**The model**: thread-per-request ÷ tokio = 2.3",
        "**The library**: tiny-http-ureq ÷ thread-per-request = 1.0",
        "deployed pair)",
    ];
    let at: Vec<_> = steps.iter().map(|step| line.find(step)).collect();
    assert!(at.is_sorted() && at[0].is_some(), "{at:?} in {line}");
    run.manifest.contenders.retain(|one| one.name != "thread-per-request");
    assert_eq!(told(&markdown(&run), "tiny-http-ureq ÷"), None, "nobody stands in between");
}

#[test]
fn a_boundary_is_one_step() {
    let mut run = made_up::run();
    add(&mut run, "tokio-tower", "tokio", 1.1, |one| {
        (one.boundary, one.pairs) = (Some("tower::Service".into()), vec!["boundary".into()]);
    });
    assert_eq!(told(&markdown(&run), "tokio-tower ÷"), None, "half a pair is none");
    run.manifest.contenders[0].pairs.push("boundary".into());
    let text = markdown(&run);
    let line = told(&text, "tokio-tower").expect("a sentence");
    assert!(line.contains("**The boundary**: tokio-tower ÷ tokio = 1.10"), "{line}");
}
