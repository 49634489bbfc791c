//! The front door, walked through from one end to the other: every contender verified, a smoke run of
//! every scenario, its report, and the same report again.

use std::fs;

use crate::compare::compare;
use crate::programs::{build, harness};
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
}

/// Whether every contender whose program is always built answers as the contract says. (Those behind
/// cargo features have a check of their own, and are skipped by name where they are not built.)
fn contenders() -> bool {
    build().is_ok_and(|folder| succeeds(&mut harness(&folder, "verify", &[])))
}
