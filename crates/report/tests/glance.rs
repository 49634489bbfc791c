//! Who does better where is told of every scenario alike, whoever it is.

mod made_up;

use report::{Evidence, render};

fn rows(run: &made_up::MadeUp) -> Vec<String> {
    let report = render(Evidence::of_points(&run.manifest, &run.points));
    let text = report.files.iter().find(|file| file.path == "report.md").expect("it is there");
    let text = String::from_utf8(text.bytes.clone()).expect("it is text");
    let table = text.split_once("## Who does better where").map_or("", |(_, rest)| rest);
    let table = table.split("\n## ").next().unwrap_or_default();
    table.lines().filter(|line| line.starts_with("| ")).skip(1).map(str::to_owned).collect()
}

/// `async` and `threads` change places.
fn swapped() -> made_up::MadeUp {
    let mut run = made_up::run();
    let names = ["tokio", "thread-per-connection"];
    for point in &mut run.points {
        if let Some(place) = names.iter().position(|&name| name == point.contender) {
            point.contender = names[1 - place].to_owned();
        }
    }
    run
}

fn cells<'t>(rows: &'t [String], begins: &str) -> Vec<&'t str> {
    let row = rows.iter().find(|row| row.starts_with(begins)).unwrap_or_else(|| panic!("{begins}: {rows:?}"));
    row.trim_matches('|').split('|').skip(3).map(str::trim).collect()
}

const CLOSED: &str = "| One call of 10 ms to a backend | closed | matched |";
const CONTROL: &str = "| Control: no waiting at all | closed | matched |";

#[test]
fn whoever_does_better_is_named_in_the_same_place() {
    let (plain, other) = (rows(&made_up::run()), rows(&swapped()));
    assert_eq!(plain.len(), 3, "{plain:?}");
    for begins in [CLOSED, CONTROL] {
        let pairs = cells(&plain, begins).into_iter().zip(cells(&other, begins)).collect::<Vec<_>>();
        assert!(pairs.contains(&("async", "threads")), "{pairs:?}");
        for (one, two) in pairs {
            let mirrored = match one {
                "async" => "threads",
                "threads" => "async",
                alike => alike,
            };
            assert_eq!(mirrored, two, "{begins}");
        }
    }
}

#[test]
fn what_changes_sides_is_by_load_and_what_is_not_valid_is_not_compared() {
    let mut run = made_up::run();
    for point in &mut run.points {
        if point.scenario == "plaintext" {
            point.verdict = record::Verdict::Noisy;
        } else if point.contender == "thread-per-connection" && point.connections <= 4 {
            point.cpu_us_per_request = Some(1.0);
        }
    }
    let rows = rows(&run);
    assert_eq!(cells(&rows, CLOSED)[0], "by load");
    assert_eq!(cells(&rows, CONTROL), ["–"; 5]);
}

#[test]
fn one_row_would_only_repeat_the_first_screen() {
    let mut run = made_up::run();
    run.points.retain(|point| point.scenario == "plaintext");
    assert_eq!(rows(&run), Vec::<String>::new());
}
