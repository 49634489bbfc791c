//! Without its script the page is whole: what the script would bring is hidden, and nothing else is.

mod made_up;

use std::collections::BTreeSet;

use report::{Evidence, render};

fn page() -> String {
    let run = made_up::run();
    let report = render(Evidence::of_points(&run.manifest, &run.points));
    String::from_utf8(report.files[0].bytes.clone()).expect("the page is text")
}

#[test]
fn only_what_the_script_brings_is_hidden() {
    let page = page();
    let body = page.split_once("<body>").expect("a page has a body").1.split("<script>").next();
    let tags = body.expect("before the script").split('<').filter_map(|part| part.split('>').next());
    let hidden: Vec<&str> = tags.filter(|tag| tag.split(' ').any(|word| word == "hidden")).collect();
    let of = |begins: &str| hidden.iter().filter(|tag| tag.starts_with(begins)).count();
    // The controls, and each chart drawn a second time on the other kind of axis.
    let scales = of("button class=\"scale\"");
    assert!(scales > 10 && of("div hidden") == scales, "{scales} charts have two axes");
    let known = scales * 2 + of("button class=\"copy\"") + of("div id=\"tools\"") + of("div id=\"tip\"");
    assert_eq!(known, hidden.len(), "{hidden:?}");
}

#[test]
fn every_mark_and_every_point_is_there() {
    let run = made_up::run();
    let page = page();
    let cell = |point: &record::Point| format!("{} {} {}", point.scenario, point.contender, point.load());
    let cells: BTreeSet<String> = run.points.iter().map(cell).collect();
    let row = |tag: &&str| tag.starts_with("tr ") && tag.contains(" id=") && tag.contains("data-contender=");
    let rows = page.split('<').filter(row).count();
    assert_eq!(rows, cells.len());
    let marks = page.matches("fill-opacity=\"0\"><title>").count();
    assert_eq!(page.matches("fill-opacity=\"0\"").count(), marks, "a pointer is told of each mark");
    assert!(marks > cells.len());
}
