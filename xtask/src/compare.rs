//! `cargo xtask compare`: the harness, then the report. `capacity` is one too: it goes on with a run.

use std::io::Read;
use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::programs::{build_for, cannot_start, exit_code, harness};
use crate::report::{build_report, refresh_index};

/// Measures, then draws; ends as the harness ended, or as the report did: with 3 if the headline would rest on
/// points that are not VALID.
pub(crate) fn compare(verb: &str, args: &[String]) -> ExitCode {
    let folder = match build_for(if verb == "advise" { verb } else { "compare" }, args) {
        Ok(folder) => folder,
        Err(code) => return code,
    };
    // Ctrl-C reaches every program of the terminal: the harness ends its run in order, and this one
    // waits for it and draws what was measured.
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        let _ = signal_hook::flag::register(signal, Arc::new(AtomicBool::new(false)));
    }
    if args.iter().any(|arg| matches!(arg.as_str(), "--list" | "--print" | "--help" | "-h")) {
        return harness(&folder, verb, args).status().map_or_else(|error| cannot_start(&error), exit_code);
    }
    let started = harness(&folder, verb, args).stdout(Stdio::piped()).spawn();
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
    let report = build_report(&folder, &[run.to_owned(), "--require-headline".to_owned()]);
    refresh_index(&folder);
    if ended.success() { report } else { exit_code(ended) }
}
