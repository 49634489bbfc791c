//! `cargo xtask compare`: the harness, then the report. `capacity` is one too: it goes on with a run.

use std::io::Read;
use std::path::Path;
use std::process::{ExitCode, ExitStatus, Stdio};
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
    let report = draw(&folder, run, ended);
    refresh_index(&folder);
    report
}

/// Lets the report program in `folder` draw `run`, of which a headline is required; ends as the harness `ended` unless
/// that went well.
fn draw(folder: &Path, run: &str, ended: ExitStatus) -> ExitCode {
    let report = build_report(folder, &[run.to_owned(), "--require-headline".to_owned()]);
    if ended.success() { report } else { exit_code(ended) }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::process::ExitStatusExt;

    use super::*;
    use crate::scripts::script;

    #[test]
    fn a_headline_that_does_not_stand_ends_it_with_3_and_a_harness_that_failed_as_that_did() {
        let folder = std::env::temp_dir().join(format!("common-ground-headline-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("writable");
        let report = folder.join("report");
        // As the report program does with a run of which no headline stands.
        script(&report, "[ \"$1 $2\" = 'a-run --require-headline' ] && exit 3\nexit 0");
        let code = |code: i32| format!("{:?}", draw(&folder, "a-run", ExitStatus::from_raw(code << 8)));
        assert_eq!(code(0), format!("{:?}", ExitCode::from(3)));
        assert_eq!(code(1), format!("{:?}", ExitCode::from(1)));
        fs::remove_dir_all(&folder).expect("ours");
    }
}
