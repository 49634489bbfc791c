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
