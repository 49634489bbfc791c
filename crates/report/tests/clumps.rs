//! Responses that are slow together count as fewer: in the tables and in what is said. Comparisons rest on
//! blocks, which show it by themselves.

mod made_up;

use made_up::MadeUp;
use report::{Evidence, Report, render};

/// The made-up run, in which so many responses are worth one at p99.
fn run(effect: Option<f64>) -> MadeUp {
    let mut run = made_up::run();
    run.points.iter_mut().for_each(|point| point.response_p99_design_effect = effect);
    run
}

fn report(run: &MadeUp) -> Report {
    render(Evidence::of_points(&run.manifest, &run.points))
}

fn file(report: &Report, path: &str) -> String {
    let file = report.files.iter().find(|file| file.path == path).expect("the file is there");
    String::from_utf8(file.bytes.clone()).expect("it is text")
}

/// How many p99 figures of the terminal's tables are pale.
fn pale(report: &Report) -> usize {
    report.terminal.matches('~').count()
}

#[test]
fn what_clumps_is_greyed_and_compared_by_its_blocks() {
    let (even, clumped) = (report(&run(Some(1.0))), report(&run(Some(5.0))));
    assert!(pale(&clumped) > pale(&even), "{}", clumped.terminal);
    let known = |report: &Report| file(report, "summary.csv").matches(",true,").count();
    assert!(known(&clumped) < known(&even));
    let pairs = |report: &Report| {
        let text = file(report, "report.md");
        let rows =
            text.lines().filter(|line| line.contains("in flight | ") || line.contains("requests/s | "));
        rows.map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(!pairs(&even).is_empty());
    assert_eq!(
        pairs(&clumped),
        pairs(&even),
        "a block is the unit of replication, whatever clumps within it"
    );
}

#[test]
fn an_effect_below_one_makes_no_more_of_them_than_there_are() {
    assert_eq!(pale(&report(&run(Some(0.2)))), pale(&report(&run(Some(1.0)))));
}

#[test]
fn the_reader_is_told_what_responses_are_worth_or_that_nobody_knows() {
    let doubts = |effect| file(&report(&run(effect)), "report.md");
    assert!(doubts(Some(5.0)).contains("So 5.0 of them are worth one independent response at p99"));
    assert!(doubts(None).contains("did not record how its responses clump"));
}
