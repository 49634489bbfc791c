//! The headline rests on VALID points or not at all, and the exit code says which.

mod made_up;
#[path = "made_up/written.rs"]
mod written;

use assert_cmd::Command;
use made_up::MadeUp;
use record::{LoadKind, Verdict};
use report::{Evidence, render};

/// The made-up run with `verdict` in every block of the matched pair's closed loop at these connections.
fn with(verdict: Verdict, spoilt: impl Fn(u32) -> bool) -> MadeUp {
    let mut run = made_up::run();
    for point in &mut run.points {
        let is_closed = point.load_kind == LoadKind::Closed && point.scenario == "fetch/ten-ms";
        if is_closed && spoilt(point.connections) {
            point.verdict = verdict;
            point.verdict_reason = "steal 0.034 (at most 0.01)".into();
        }
    }
    run
}

fn shaken(run: &MadeUp) -> Vec<String> {
    render(Evidence::of_points(&run.manifest, &run.points)).shaken
}

#[test]
fn a_headline_on_valid_points_stands_whatever_the_servers_did_further_up() {
    // It holds a NOISY block of three, and threads that starve at 4,096.
    assert_eq!(shaken(&made_up::run()), Vec::<String>::new());
    assert!(
        shaken(&with(Verdict::Overloaded, |connections| connections == 64)).is_empty(),
        "that is a result"
    );
    assert!(shaken(&with(Verdict::GeneratorLimited, |connections| connections >= 1024)).is_empty());
}

#[test]
fn a_headline_that_reaches_over_a_spoilt_point_does_not_stand() {
    for verdict in [Verdict::Noisy, Verdict::Unsteady, Verdict::GeneratorLimited] {
        let reasons = shaken(&with(verdict, |connections| connections == 16));
        assert!(
            reasons.len() == 1 && reasons[0].starts_with("16 ") && reasons[0].contains(verdict.word()),
            "{reasons:?}"
        );
    }
}

#[test]
fn without_a_valid_point_nothing_stands_and_a_smoke_run_is_not_asked() {
    let mut run = with(Verdict::Noisy, |_| true);
    assert_eq!(shaken(&run).len(), 8, "every load is named");
    run.manifest.profile.name = "smoke".into();
    assert!(shaken(&run).is_empty());
    run = with(Verdict::Noisy, |_| true);
    run.points.retain(|point| point.contender == "tokio");
    assert!(shaken(&run).is_empty(), "nobody asked for a comparison");
}

#[test]
fn the_exit_code_says_so_where_a_headline_is_required() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let mut run = with(Verdict::Noisy, |_| true);
    run.points.retain(|point| point.scenario == "fetch/ten-ms" && point.connections <= 4);
    let run = written::written(&run, folder.path(), "noisy");
    let report = |more: &[&str]| {
        let program = &mut Command::cargo_bin("report").expect("the program was built");
        program.arg(&run).args(more).output().expect("it starts")
    };
    assert_eq!(report(&[]).status.code(), Some(0));
    let output = report(&["--require-headline"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("--append") && said.contains("NOISY"), "{said}");
}

fn answer(run: &MadeUp) -> String {
    render(Evidence::of_points(&run.manifest, &run.points)).answer
}

#[test]
fn a_smoke_run_claims_no_headline() {
    let mut run = made_up::run();
    run.manifest.profile.name = "smoke".into();
    let answer = answer(&run);
    assert!(answer.contains("too short for an answer") && !answer.contains("CPU"), "{answer}");
    let page = render(Evidence::of_points(&run.manifest, &run.points)).terminal;
    assert!(!page.contains("less CPU") && !page.contains("95 % intervals"), "{page}");
}

#[test]
fn up_to_reaches_over_nothing_that_was_not_seen() {
    let up_to = |answer: &str| answer.split(" in flight nobody is faster").next().map(str::to_owned);
    assert_eq!(up_to(&answer(&made_up::run())).as_deref(), Some("Up to 64"));
    // A result at 16 stands between: above it nothing is known to be as fast at every load.
    let broken = with(Verdict::Overloaded, |connections| connections == 16);
    assert_eq!(up_to(&answer(&broken)).as_deref(), Some("Up to 4"));
}

#[test]
fn where_no_block_is_valid_it_is_not_said_that_one_was() {
    let run = with(Verdict::Noisy, |_| true);
    let said = render(Evidence::of_points(&run.manifest, &run.points)).terminal.replace('\n', " ");
    assert!(
        said.contains("no load at which both sides were VALID") && !said.contains("block only"),
        "{said}"
    );
}
