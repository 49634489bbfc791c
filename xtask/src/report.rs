//! `cargo xtask report DIR`: the report of a run, built again from what was recorded; `--open` shows it, `--index`
//! makes one page of all runs.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use crate::programs::{build, cannot_start, exit_code};
use crate::run::root;

/// Where runs lie.
const RESULTS: &str = "results";

/// Builds the report program and lets it work.
pub(crate) fn report(args: &[String]) -> ExitCode {
    match build() {
        Ok(folder) => build_report(&folder, args),
        Err(code) => code,
    }
}

/// Lets the report program in `folder` work; with `--open` among `args` a browser shows what it wrote.
pub(crate) fn build_report(folder: &Path, args: &[String]) -> ExitCode {
    let (asked, mut args): (Vec<String>, Vec<String>) = args.iter().cloned().partition(|arg| arg == "--open");
    let is_index = args.iter().any(|arg| arg == "--index");
    if is_index && args.len() == 1 {
        args.push(root().join(RESULTS).display().to_string());
    }
    let status = match Command::new(folder.join("report")).args(&args).status() {
        Ok(status) => status,
        Err(error) => return cannot_start(&error),
    };
    if status.success() && !asked.is_empty() {
        let name = if is_index { "index.html" } else { "report.html" };
        for below in args.iter().filter(|arg| !arg.starts_with('-')) {
            open(&Path::new(below).join(name));
        }
    }
    exit_code(status)
}

/// Shows a file in whatever this system opens it with, and does not wait for it.
fn open(file: &Path) {
    let opener = std::env::var("BROWSER").unwrap_or_else(|_| "xdg-open".to_owned());
    let started = Command::new(&opener)
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Err(error) = started {
        eprintln!("cannot start {opener} ({error}); set BROWSER, or open {} yourself", file.display());
    }
}
