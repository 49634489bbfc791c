//! `cargo xtask ci`: everything that must hold before a change lands.

use std::process::ExitCode;
use std::time::Instant;

use crate::run::{cargo, succeeds};
use crate::{architecture, smoke, teach, testing};

/// A check's name, and what tells whether it holds.
type Step = (&'static str, fn() -> bool);

const STEPS: [Step; 8] = [
    ("format", format),
    ("lints", lints),
    ("architecture", architecture::holds),
    ("tests", tests),
    ("fuzz", fuzz),
    ("runtimes", runtimes),
    ("smoke", smoke::works),
    ("docs", documentation),
];

/// Runs every check, or those named, going on after a failure so that one run shows all of them.
pub(crate) fn ci(only: &[String]) -> ExitCode {
    let known = STEPS.map(|(name, _)| name);
    if only.iter().any(|arg| arg == "--help" || arg == "-h") {
        return teach(&format!(
            "Usage: cargo xtask ci [CHECK...]\n\nRuns every check, or those named, in this order: {}.\n\
             Goes on after one that fails, and ends with exit code 1 if any did.\n",
            known.join(", ")
        ));
    }
    if let Some(unknown) = only.iter().find(|name| !known.contains(&name.as_str())) {
        eprintln!("ci: there is no check `{unknown}`; there are: {}", known.join(", "));
        return ExitCode::from(2);
    }
    let mut failed = Vec::new();
    for (name, step) in STEPS {
        if !only.is_empty() && !only.iter().any(|wanted| wanted == name) {
            continue;
        }
        println!("── {name}");
        let began = Instant::now();
        if !step() {
            failed.push(name);
        }
        println!("── {name}: {} s", began.elapsed().as_secs());
    }
    if failed.is_empty() {
        println!("ci: {} holds", if only.is_empty() { "everything".into() } else { only.join(", ") });
        return ExitCode::SUCCESS;
    }
    println!("ci: failed: {}", failed.join(", "));
    ExitCode::FAILURE
}

fn format() -> bool {
    succeeds(&mut cargo(&["fmt", "--all", "--check"]))
}

fn lints() -> bool {
    succeeds(&mut cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]))
}

fn tests() -> bool {
    testing::hold(cargo, &["--quiet"], &["--workspace"])
}

/// A minute of what a server may answer, mutated from what a fuzzer found; with optimisation it tries the more.
fn fuzz() -> bool {
    let corpus = [
        "test",
        "--release",
        "--package",
        "load",
        "--lib",
        "--quiet",
        "--",
        "--nocapture",
        "the_corpus_is_survived",
    ];
    succeeds(cargo(&corpus).env("FUZZ_FOR_S", "60"))
}

/// The programs behind cargo features: their lints, their own tests, and the black-box tests of their models.
fn runtimes() -> bool {
    let servers = ["-p", "async-server", "-p", "blocking-server"];
    let flags = ["--all-features", "--quiet"];
    let lints = [&["clippy"], &servers[..], &flags, &["--all-targets", "--", "-D", "warnings"]].concat();
    let own = [&servers[..], &["--bins"]].concat();
    let models = [&servers[..], &["--test", "black_box", "on_"]].concat();
    let hold = |which: &[&str]| testing::hold(cargo, &flags, which);
    [succeeds(&mut cargo(&lints)), hold(&own), hold(&models)] == [true; 3]
}

fn documentation() -> bool {
    succeeds(cargo(&["doc", "--workspace", "--no-deps", "--quiet"]).env("RUSTDOCFLAGS", "-D warnings"))
}
