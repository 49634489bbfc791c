//! The report of a made-up run, word for word.

mod made_up;

use report::{Evidence, Report, render};

fn report(run: &made_up::MadeUp) -> Report {
    render(Evidence::of_points(&run.manifest, &run.points))
}

fn file(report: &Report, path: &str) -> String {
    let file = report.files.iter().find(|file| file.path == path).expect("the file is there");
    String::from_utf8(file.bytes.clone()).expect("it is text")
}

#[test]
fn the_terminal() {
    insta::assert_snapshot!(report(&made_up::run()).terminal);
}

#[test]
fn a_point_without_one_right_answer_has_no_response_times() {
    let mut run = made_up::run();
    for point in run.points.iter_mut().filter(|point| point.contender == "tiny-http") {
        (point.errors, point.completed_per_s) = (point.planned, 0.0);
        point.verdict = record::Verdict::Failed;
    }
    let report = report(&run);
    let rows: Vec<_> = report.terminal.lines().filter(|line| line.contains(" tiny-http ")).collect();
    assert!(!rows.is_empty());
    for row in rows {
        let after = row.split("tiny-http").nth(1).expect("its figures");
        let cells: Vec<&str> = after.split_whitespace().collect();
        assert_eq!((cells[1], cells[2], cells.last()), ("–", "–", Some(&"FAILED")), "{row}");
    }
}

#[test]
fn markdown() {
    insta::assert_snapshot!(file(&report(&made_up::run()), "report.md"));
}

#[test]
fn the_summary() {
    insta::assert_snapshot!(file(&report(&made_up::run()), "summary.csv"));
}

#[test]
fn the_headline_as_svg() {
    insta::assert_snapshot!(file(&report(&made_up::run()), "plots/headline.svg"));
}

#[test]
fn one_block() {
    let mut run = made_up::run();
    run.points.retain(|point| point.block == 0);
    run.manifest.profile.blocks = 1;
    insta::assert_snapshot!(words(&report(&run)));
}

#[test]
fn nothing_measured() {
    let mut run = made_up::run();
    run.points.clear();
    run.manifest.state = record::State::Running;
    insta::assert_snapshot!(words(&report(&run)));
}

#[test]
fn stopped_halfway() {
    let mut run = made_up::run();
    run.points.truncate(100);
    run.manifest.state = record::State::Interrupted;
    let report = report(&run);
    assert!(file(&report, "report.html").contains("interrupted: partial"));
    assert!(file(&report, "report.html").contains("100 of 204 planned cases"));
    insta::assert_snapshot!(words(&report));
}

#[test]
fn threads_that_win_are_said_to_win() {
    let mut run = made_up::run();
    for point in &mut run.points {
        let names = ["tokio", "thread-per-connection"];
        if let Some(place) = names.iter().position(|&name| name == point.contender) {
            point.contender = names[1 - place].to_owned();
        }
    }
    insta::assert_snapshot!(words(&report(&run)));
}

#[test]
fn two_alike_are_said_to_be_the_same() {
    let mut run = made_up::run();
    let tokio: Vec<_> = run.points.iter().filter(|p| p.contender == "tokio").cloned().collect();
    run.points.retain(|point| point.contender != "thread-per-connection");
    let copies =
        tokio.into_iter().map(|point| record::Point { contender: "thread-per-connection".into(), ..point });
    run.points.extend(copies);
    insta::assert_snapshot!(words(&report(&run)));
}

#[test]
fn cost_is_read_where_the_most_blocks_know_it() {
    let mut run = made_up::run();
    for point in
        run.points.iter_mut().filter(|p| p.block == 1 && p.connections == 64 && p.contender == "tokio")
    {
        point.verdict = record::Verdict::Noisy;
        point.verdict_reason = "steal 2.0 % (bound 1 %)".into();
    }
    insta::assert_snapshot!(words(&report(&run)));
}

/// The words below the terminal's tables.
fn words(report: &Report) -> String {
    let from = report.terminal.find("When each request").expect("the question is there");
    report.terminal[from..].to_owned()
}
