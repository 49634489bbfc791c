//! `cargo xtask ci`: everything that must hold before a change lands.

use std::process::ExitCode;
use std::time::Instant;

use crate::run::{cargo, succeeds};
use crate::{architecture, smoke};

/// A check's name, and what tells whether it holds.
type Step = (&'static str, fn() -> bool);

const STEPS: [Step; 6] = [
    ("format", format),
    ("lints", lints),
    ("architecture", architecture::holds),
    ("tests", tests),
    ("smoke run", smoke::works),
    ("documentation", documentation),
];

/// Runs every check, going on after a failure so that one run shows all of them.
pub(crate) fn ci() -> ExitCode {
    let mut failed = Vec::new();
    for (name, step) in STEPS {
        println!("── {name}");
        let began = Instant::now();
        if !step() {
            failed.push(name);
        }
        println!("── {name}: {} s", began.elapsed().as_secs());
    }
    if failed.is_empty() {
        println!("ci: everything holds");
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
    succeeds(&mut cargo(&["test", "--workspace", "--quiet"]))
}

fn documentation() -> bool {
    succeeds(cargo(&["doc", "--workspace", "--no-deps", "--quiet"]).env("RUSTDOCFLAGS", "-D warnings"))
}
