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
        let opener = std::env::var("BROWSER").unwrap_or_else(|_| "xdg-open".to_owned());
        let name = if is_index { "index.html" } else { "report.html" };
        for below in args.iter().filter(|arg| !arg.starts_with('-')) {
            open(&opener, &Path::new(below).join(name));
        }
    }
    exit_code(status)
}

/// Makes the page of all runs again, in silence: it comes with every run, and is never a reason to fail.
pub(crate) fn refresh_index(folder: &Path) {
    let refreshed = Command::new(folder.join("report"))
        .arg("--index")
        .arg(root().join(RESULTS))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if refreshed.is_ok_and(|status| status.success()) {
        eprintln!("all runs: {}", root().join(RESULTS).join("index.html").display());
    }
}

/// Shows a file in whatever this system opens it with, and does not wait for it.
fn open(opener: &str, file: &Path) {
    let started = Command::new(opener)
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Err(error) = started {
        eprintln!("cannot start {opener} ({error}); set BROWSER, or open {} yourself", file.display());
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::{Duration, Instant};

    use super::open;
    use crate::scripts::script;

    #[test]
    fn the_opener_is_given_the_page_and_one_that_is_missing_is_no_failure() {
        let folder = std::env::temp_dir().join(format!("common-ground-open-{}", std::process::id()));
        // Of a test that was killed, whose number has come round again.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("writable");
        let (opener, told) = (folder.join("opener"), folder.join("told"));
        script(&opener, &format!("printf %s \"$1\" > '{0}.part' && mv '{0}.part' '{0}'", told.display()));
        let page = folder.join("a run/report.html");
        open(&opener.display().to_string(), &page);
        // It is not waited for, so that a browser may stay open.
        let began = Instant::now();
        while !told.exists() {
            assert!(began.elapsed() < Duration::from_secs(60), "the opener was told nothing");
            std::thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(fs::read_to_string(&told).expect("whole"), page.display().to_string());
        open("no-such-opener-anywhere", &page);
        fs::remove_dir_all(&folder).expect("ours");
    }
}
