//! The front door, walked through from one end to the other: every contender verified, a smoke run of
//! every scenario, its report, and the same report again.

use std::fs;
use std::process::ExitCode;

use crate::compare::compare;
use crate::programs::{build_again, harness};
use crate::report::report;
use crate::run::{root, succeeds};

/// Whether a smoke run of all scenarios is measured, drawn, and drawn alike a second time.
pub(crate) fn works() -> bool {
    let folder = root().join("results/local/ci-smoke");
    if folder.exists() && fs::remove_dir_all(&folder).is_err() {
        eprintln!("xtask: cannot remove {}", folder.display());
        return false;
    }
    let run = folder.display().to_string();
    let args = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    // An exit code compares to nothing but its own text.
    let succeeded = |code| format!("{code:?}") == format!("{:?}", std::process::ExitCode::SUCCESS);
    contenders()
        && succeeded(compare("compare", &args(&["*", "--profile", "smoke", "--out", &run])))
        && succeeded(report(&args(&[&run, "--check"])))
        && succeeded(advises())
}

/// Advice on a small service, in a folder that is thrown away first: described, measured and drawn.
fn advises() -> ExitCode {
    let folder = root().join("results/local/ci-advise");
    let _ = fs::remove_dir_all(&folder);
    let words = "--wait-ms 5,20:10% --cpu-us 100 --rate-per-s 100 --objective p99=100ms --profile smoke --blocks 1 --out";
    let args = words.split(' ').map(str::to_owned).chain([folder.display().to_string()]);
    let code = compare("advise", &args.collect::<Vec<_>>());
    let page = fs::read_to_string(folder.join("report.html")).unwrap_or_default();
    if page.contains("Your service: 100 requests/s, with a p99 of at most 100 ms") {
        return code;
    }
    eprintln!("xtask: the advice does not say what was wanted");
    ExitCode::FAILURE
}

/// Whether every contender whose program is built answers as the contract says. (Those behind cargo
/// features have a check of their own, and are skipped by name where they never were built.)
fn contenders() -> bool {
    build_again("verify").is_ok_and(|folder| succeeds(&mut harness(&folder, "verify", &[])))
}
