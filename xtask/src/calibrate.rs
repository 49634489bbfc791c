//! `cargo xtask calibrate`: the harness proves itself on this machine.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::programs::run_harness;

/// Builds, calibrates, and ends as the harness ended.
pub(crate) fn calibrate(args: &[String]) -> ExitCode {
    // Ctrl-C reaches every program of the terminal: the harness stops its children and says what it
    // has found so far, and this one waits for it.
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        let _ = signal_hook::flag::register(signal, Arc::new(AtomicBool::new(false)));
    }
    run_harness("calibrate", args)
}
