//! The verbs that only the harness is needed for and that may take minutes: `calibrate` and `capacity`.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::programs::run_harness;

/// Builds, runs `verb`, and ends as the harness ended.
pub(crate) fn to_its_end(verb: &str, args: &[String]) -> ExitCode {
    // Ctrl-C reaches every program of the terminal: the harness stops its children and says what it
    // has found so far, and this one waits for it.
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        let _ = signal_hook::flag::register(signal, Arc::new(AtomicBool::new(false)));
    }
    run_harness(verb, args)
}
