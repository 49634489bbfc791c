//! `cargo xtask report DIR`: the report of a run, built again from what was recorded.

use std::path::Path;
use std::process::{Command, ExitCode};

use crate::programs::{build, cannot_start, exit_code};

/// Builds the report program and lets it work.
pub(crate) fn report(args: &[String]) -> ExitCode {
    match build() {
        Ok(folder) => build_report(&folder, args),
        Err(code) => code,
    }
}

/// Lets the report program in `folder` work.
pub(crate) fn build_report(folder: &Path, args: &[String]) -> ExitCode {
    Command::new(folder.join("report"))
        .args(args)
        .status()
        .map_or_else(|error| cannot_start(&error), exit_code)
}
