//! The release programs: built before they are needed, started as processes of their own.

use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus};

use crate::run::{cargo, root, succeeds};

/// What a comparison needs.
const PROGRAMS: [&str; 6] = ["harness", "report", "load", "backend", "blocking-server", "async-server"];

/// Builds the release programs. Their folder, or the exit code to end with.
pub(crate) fn build() -> Result<PathBuf, ExitCode> {
    let mut args = vec!["build", "--release", "--bins"];
    args.extend(PROGRAMS.iter().flat_map(|program| ["-p", program]));
    if !folder().join("harness").exists() {
        eprintln!("building the release programs: a few minutes the first time, seconds after that");
    } else {
        args.push("--quiet");
    }
    if succeeds(&mut cargo(&args)) { Ok(folder()) } else { Err(ExitCode::FAILURE) }
}

/// The harness, told where the project is.
pub(crate) fn harness(folder: &std::path::Path, verb: &str, args: &[String]) -> Command {
    let mut command = Command::new(folder.join("harness"));
    command.arg(verb).args(args).env("COMMON_GROUND_ROOT", root());
    command
}

/// Builds, runs one of the harness's verbs, and ends as it ended.
pub(crate) fn run_harness(verb: &str, args: &[String]) -> ExitCode {
    match build() {
        Ok(folder) => match harness(&folder, verb, args).status() {
            Ok(status) => exit_code(status),
            Err(error) => cannot_start(&error),
        },
        Err(code) => code,
    }
}

/// The exit code of a program that has ended; 130 for one that a signal ended.
pub(crate) fn exit_code(status: ExitStatus) -> ExitCode {
    ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(130))
}

/// Says that a program could not be started.
pub(crate) fn cannot_start(error: &std::io::Error) -> ExitCode {
    eprintln!("xtask: cannot start a release program in {}: {error}", folder().display());
    ExitCode::FAILURE
}

fn folder() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    target.unwrap_or_else(|| root().join("target")).join("release")
}
