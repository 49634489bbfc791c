//! `cargo xtask diff OLD NEW`: what changed beyond noise between two runs.

use std::process::{Command, ExitCode};

use crate::programs::{build, cannot_start, exit_code};

/// Builds the program that compares runs, and ends as it ended.
pub(crate) fn diff(args: &[String]) -> ExitCode {
    match build() {
        Ok(folder) => Command::new(folder.join("diff"))
            .args(args)
            .status()
            .map_or_else(|error| cannot_start(&error), exit_code),
        Err(code) => code,
    }
}
