//! `cargo xtask compare`: the harness, the search for capacities where it is asked for, then the report.

use std::io::Read;
use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::programs::{build_for, cannot_start, exit_code, harness};
use crate::report::build_report;

/// Measures, then draws; ends as the harness ended, or as the report did: with 3 if the headline would rest on
/// points that are not VALID.
pub(crate) fn compare(args: &[String]) -> ExitCode {
    let folder = match build_for("compare", args) {
        Ok(folder) => folder,
        Err(code) => return code,
    };
    // Ctrl-C reaches every program of the terminal: the harness ends its run in order, and this one
    // waits for it and draws what was measured.
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        let _ = signal_hook::flag::register(signal, Arc::new(AtomicBool::new(false)));
    }
    let (searches, args) = searches(args);
    let args = args.as_slice();
    if args.iter().any(|arg| matches!(arg.as_str(), "--list" | "--help" | "-h")) {
        return harness(&folder, "compare", args)
            .status()
            .map_or_else(|error| cannot_start(&error), exit_code);
    }
    let started = harness(&folder, "compare", args).stdout(Stdio::piped()).spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(error) => return cannot_start(&error),
    };
    let mut said = String::new();
    if let Some(mut stdout) = child.stdout.take() {
        let _ = stdout.read_to_string(&mut said);
    }
    let ended = match child.wait() {
        Ok(status) => status,
        Err(error) => return cannot_start(&error),
    };
    let Some(run) = said.lines().last().filter(|run| Path::new(run).is_dir()) else {
        return exit_code(ended);
    };
    let mut ended = ended;
    if searches && ended.success() {
        ended = match harness(&folder, "capacity", &[run.to_owned()]).status() {
            Ok(status) => status,
            Err(error) => return cannot_start(&error),
        };
    }
    let report = build_report(&folder, &[run.to_owned(), "--require-headline".to_owned()]);
    if ended.success() { report } else { exit_code(ended) }
}

/// Whether capacities are searched too, with `--capacity` or in a thorough run; and the harness's own arguments.
fn searches(args: &[String]) -> (bool, Vec<String>) {
    let own = args.iter().filter(|arg| *arg != "--capacity").cloned().collect::<Vec<_>>();
    let thorough = args.windows(2).any(|two| two == ["--profile", "thorough"])
        || args.iter().any(|arg| arg == "--profile=thorough");
    (thorough || own.len() < args.len(), own)
}

#[cfg(test)]
mod tests {
    use super::searches;

    #[test]
    fn a_thorough_run_searches_capacities_and_a_quick_one_when_asked() {
        let check = |line: &str, expect: bool, left: usize| {
            let args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            let (found, own) = searches(&args);
            assert_eq!((found, own.len()), (expect, left), "{line}");
        };
        check("fetch-10ms --profile thorough", true, 3);
        check("--profile=thorough", true, 1);
        check("fetch-10ms --capacity", true, 1);
        check("thorough --profile quick", false, 3);
        check("", false, 0);
    }
}
