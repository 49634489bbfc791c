//! The program, from outside.

mod made_up;
#[path = "made_up/written.rs"]
mod written;

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

/// One scenario and few points: pictures are drawn slowly without optimisation.
fn small_run(folder: &Path) -> PathBuf {
    let mut run = made_up::run();
    run.points.retain(|point| point.scenario == "plaintext" && point.connections <= 16);
    run.manifest.scenarios.retain(|scenario| scenario.name == "plaintext");
    written::written(&run, folder, "small")
}

fn program() -> Command {
    Command::cargo_bin("report").expect("the program was built")
}

#[test]
fn it_writes_a_report_and_then_agrees_with_it() {
    let folder = TempDir::new().expect("a folder");
    let run = small_run(folder.path());
    let written = program().arg(&run).output().expect("it starts");
    let said = String::from_utf8_lossy(&written.stdout).into_owned();
    assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stderr));
    assert!(said.contains("CPU µs") && said.trim_end().ends_with("report.html"), "{said}");
    for name in
        ["report.html", "report.md", "summary.csv", "plots/headline.svg", "plots/plaintext-closed.png"]
    {
        assert!(run.join(name).is_file(), "{name} is missing");
    }
    for name in ["headline", "plaintext-closed"] {
        let picture = fs::read(run.join(format!("plots/{name}.png"))).expect("it was written");
        let number = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().expect("four bytes"));
        assert_eq!((number(16), number(20)), (1_920, 1_080), "{name} is as large as a slide");
    }

    fs::write(run.join("report.md"), "touched").expect("writable");
    fs::remove_file(run.join("plots/headline.png")).expect("it was there");
    let check = program().arg(&run).arg("--check").output().expect("it starts");
    let said = String::from_utf8_lossy(&check.stderr).into_owned();
    assert_eq!(check.status.code(), Some(1));
    assert!(
        said.contains("report.md") && said.contains("headline.png") && !said.contains("report.html"),
        "{said}"
    );
    assert_eq!(fs::read(run.join("report.md")).expect("still there"), b"touched", "a check writes nothing");
}

#[test]
fn an_untouched_report_is_what_the_run_gives() {
    let folder = TempDir::new().expect("a folder");
    let mut run = made_up::run();
    // Without points there are no pictures, and all the rest.
    run.points.clear();
    let run = written::written(&run, folder.path(), "empty");
    program().arg(&run).assert().success();
    program().arg(&run).arg("--check").assert().success();
}

#[test]
fn what_is_no_run_is_said_to_be_none() {
    let folder = TempDir::new().expect("a folder");
    for arguments in [vec![], vec!["--chekc"], vec![folder.path().to_str().expect("plain")]] {
        let refused = program().args(&arguments).output().expect("it starts");
        assert_eq!(refused.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&refused.stderr).starts_with("error: "));
    }
    program().arg("--help").assert().success();
}

#[test]
fn an_index_shows_every_run_and_its_answer() {
    let folder = TempDir::new().expect("a folder");
    let local = folder.path().join("local");
    fs::create_dir(&local).expect("writable");
    let mut run = made_up::run();
    run.points.truncate(100);
    for (name, place) in [("one", folder.path()), ("two", &local)] {
        run.manifest.name = format!("made-up-{name}");
        written::written(&run, place, name);
    }
    fs::create_dir(folder.path().join("no-run")).expect("writable");
    let said = program().arg("--index").arg(folder.path()).output().expect("it starts");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    assert!(String::from_utf8_lossy(&said.stdout).starts_with("2 runs: "));
    let page = fs::read_to_string(folder.path().join("index.html")).expect("it was written");
    assert!(page.contains("href=\"one/report.html\"") && page.contains("href=\"local/two/report.html\""));
    assert!(page.contains("nobody is faster") || page.contains("Not resolved"), "the answers are missing");
    program().arg("--index").arg(folder.path().join("nowhere")).assert().code(2);
}
