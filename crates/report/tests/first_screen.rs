//! What the first screen is about.

mod made_up;

use report::{Evidence, render};

#[test]
fn of_many_scenarios_the_one_with_the_longest_curve_is_asked_about() {
    let mut run = made_up::run();
    let whole = run.manifest.scenarios[0].clone();
    for name in ["before", "like"] {
        let question = format!("What of {name}?");
        let other = record::Scenario { name: name.into(), question, ..whole.clone() };
        let is_like = name == "like";
        let own = run.points.iter().filter(|p| p.scenario == whole.name && (is_like || p.connections == 64));
        let own: Vec<_> = own.map(|p| record::Point { scenario: name.into(), ..p.clone() }).collect();
        run.points.extend(own);
        // One with a single load stands before it, one with as many behind it.
        let place = if is_like { run.manifest.scenarios.len() } else { 0 };
        run.manifest.scenarios.insert(place, other);
    }
    let report = render(Evidence::of_points(&run.manifest, &run.points));
    let page = String::from_utf8_lossy(&report.files[0].bytes).into_owned();
    assert!(page.contains(&format!("<h1>{}</h1>", whole.question)));
}

/// The made-up run, with async's p99 in the three blocks e^−`apart`, 1 and e^`apart` times four fifths of the threads'.
fn with_tails(apart: f64) -> report::Report {
    let mut run = made_up::run();
    let factor = |block: u32| 0.8 * (apart * (f64::from(block) - 1.0)).exp();
    let threads: Vec<_> =
        run.points.iter().filter(|point| point.contender == "thread-per-connection").cloned().collect();
    for point in run.points.iter_mut().filter(|point| point.contender == "tokio") {
        let is_beside = |other: &&record::Point| {
            (&other.scenario, other.load_kind, other.load(), other.connections, other.block)
                == (&point.scenario, point.load_kind, point.load(), point.connections, point.block)
        };
        let other = threads.iter().find(is_beside).and_then(|other| other.response_p99_us);
        point.response_p99_us = other.map(|p99_us| p99_us * factor(point.block));
    }
    render(Evidence::of_points(&run.manifest, &run.points))
}

#[test]
fn an_interval_that_only_just_leaves_no_difference_is_called_not_told_apart() {
    // Three blocks: the interval's upper end is 0.8 × e^(2.484 × apart), so 0.952 and then 0.995.
    let (sure, perhaps) = (with_tails(0.07), with_tails(0.0878));
    assert!(sure.answer.contains("async's p99 is 20 % lower than threads'"), "{}", sure.answer);
    assert!(!perhaps.answer.contains("p99"), "{}", perhaps.answer);
    let text = perhaps.files.iter().find(|file| file.path == "report.md").expect("it is there");
    let text = String::from_utf8_lossy(&text.bytes);
    let first_screen = text.split("## Findings").next().unwrap_or_default();
    assert!(
        first_screen.contains("is **not told apart**: async ÷ threads = 0.80 \\[0.64–0.99\\]"),
        "{first_screen}"
    );
    assert!(text.contains("only where its whole 95 % interval lies more than 1 % from no difference"));
}

#[test]
fn every_link_within_the_page_leads_somewhere_and_a_readers_load_has_one() {
    let run = made_up::run();
    let report = render(Evidence::of_points(&run.manifest, &run.points));
    let page = String::from_utf8_lossy(&report.files[0].bytes).into_owned();
    let links: Vec<&str> = page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let lost: Vec<&&str> = links.iter().filter(|link| !page.contains(&format!("id=\"{link}\""))).collect();
    assert!(links.len() > 10 && lost.is_empty(), "{lost:?}");
    let contents = page.split("aria-label=\"Contents\">").nth(1).and_then(|rest| rest.split("</nav>").next());
    let question = "-closed\">Which at my load?</a>";
    assert!(contents.is_some_and(|contents| contents.contains(question)), "{contents:?}");
}
