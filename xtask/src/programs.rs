//! The release programs: built before they are needed, started as processes of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Stdio};

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

/// Builds, beside the release programs, those that `verb` with `args` needs: runtimes that are not
/// everybody's are behind cargo features. One that does not build is said, and left out by the harness.
pub(crate) fn build_for(verb: &str, args: &[String]) -> Result<PathBuf, ExitCode> {
    build_which(verb, args, |_| true)
}

/// Builds the release programs, and of those behind cargo features only what was built before: one of
/// yesterday must not be asked for today's answers.
pub(crate) fn build_again(verb: &str) -> Result<PathBuf, ExitCode> {
    build_which(verb, &[], Path::exists)
}

fn build_which(verb: &str, args: &[String], is_wanted: fn(&Path) -> bool) -> Result<PathBuf, ExitCode> {
    let folder = build()?;
    // A mistake in the arguments is told by the verb itself.
    let asked = harness(&folder, verb, args).arg("--needs").stderr(Stdio::null()).output();
    let needed = asked.ok().filter(|output| output.status.success()).map(|output| output.stdout);
    for line in String::from_utf8_lossy(&needed.unwrap_or_default()).lines() {
        // Whatever else it prints, its help for one, is not for us.
        if let ["needs", program, package, feature] = line.split(' ').collect::<Vec<_>>()[..]
            && is_wanted(&folder.join(program))
        {
            build_optional(&folder, program, package, feature);
        }
    }
    Ok(folder)
}

fn build_optional(folder: &Path, program: &str, package: &str, feature: &str) {
    if !folder.join(program).exists() {
        eprintln!("building {program}: a minute the first time");
    }
    // Alone, so that no feature of this one reaches the others.
    let args = ["build", "--release", "--quiet", "-p", package, "--features", feature, "--bin", program];
    if !succeeds(&mut cargo(&args)) {
        // One of yesterday must not be taken for today's.
        let _ = fs::remove_file(folder.join(program));
        eprintln!("xtask: {program} does not build here; whoever runs it is left out");
    }
}

/// The harness, told where the project is.
pub(crate) fn harness(folder: &Path, verb: &str, args: &[String]) -> Command {
    let mut command = Command::new(folder.join("harness"));
    command.arg(verb).args(args).env("COMMON_GROUND_ROOT", root());
    command
}

/// Builds, runs one of the harness's verbs, and ends as it ended.
pub(crate) fn run_harness(verb: &str, args: &[String]) -> ExitCode {
    match build_for(verb, args) {
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
