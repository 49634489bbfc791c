//! `diff`, from outside: its exit codes and what it says.

mod made_up;
#[path = "made_up/written.rs"]
mod written;

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

/// A few cases, with tokio's CPU per request multiplied.
fn small_run(folder: &Path, name: &str, cpu_factor: f64, blocks: u32) -> PathBuf {
    let mut run = made_up::run();
    run.points.retain(|p| p.scenario == "plaintext" && p.connections <= 4 && p.block < blocks);
    for point in run.points.iter_mut().filter(|point| point.contender == "tokio") {
        point.cpu_us_per_request = point.cpu_us_per_request.map(|cpu| cpu * cpu_factor);
    }
    written::written(&run, folder, name)
}

/// The exit code, and what was said on either channel.
fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } =
        Command::cargo_bin("diff").expect("it was built").args(arguments).output().expect("it starts");
    (status.code(), String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr))
}

#[test]
fn exit_codes() {
    let folder = TempDir::new().expect("a folder");
    let path = |name: &str, factor: f64, blocks| {
        small_run(folder.path(), name, factor, blocks).display().to_string()
    };
    let (old, new, one) = (path("old", 1.0, 3), path("new", 1.2, 3), path("one", 1.2, 1));
    let nowhere = folder.path().join("nowhere").display().to_string();
    let cpu = ["--fail-if", "cpu_us_per_request > +5%"];
    let cases: [(&[&str], i32, &str); 11] = [
        (&[&old, &new], 0, "changed by"),
        (&[&old, &new, cpu[0], cpu[1]], 1, "FAILS: cpu_us_per_request > +5%"),
        (&[&new, &old, cpu[0], cpu[1]], 0, "passes: cpu_us_per_request > +5%"),
        (&[&old, &new, "--fail-if", "cpu_us_per_request > +50%"], 0, "passes: "),
        (&[&old, &new, "--fail-if", "completed_per_s < -5%", cpu[0], cpu[1]], 1, "passes: completed_per_s"),
        (&[&old, &one, cpu[0], cpu[1]], 2, "CANNOT BE JUDGED"),
        (&[&old, &new, "--fail-if", "cpu_per_request > 5%"], 2, "did you mean `cpu_us_per_request`?"),
        (&[&old, &new, "--fail-if"], 2, "error: "),
        (&[&old], 2, "which two runs?"),
        (&[&old, &new, "--fail-fi", "x"], 2, "see `diff --help`"),
        (&[&old, &nowhere], 2, "error: "),
    ];
    for (arguments, code, said) in cases {
        let (found, text) = run(arguments);
        assert_eq!(found, Some(code), "{arguments:?}: {text}");
        assert!(text.contains(said), "{arguments:?}: {text}");
    }
}

#[test]
fn the_help_teaches() {
    let (code, text) = run(&["--help"]);
    assert_eq!(code, Some(0));
    for word in ["--fail-if", "cpu_us_per_request > +5%", "Exit code", "VALID"] {
        assert!(text.contains(word), "{word}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 110), "a line is too long");
}
