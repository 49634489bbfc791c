//! `cargo xtask report DIR --open` as a reader types it, with a cargo, a report program and a browser that only
//! write down what they were asked.

mod scripts;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use scripts::script;

/// A folder of this test's own, gone at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("common-ground-{name}-{}", std::process::id()));
        // Of a test that was killed, whose number has come round again.
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("release")).expect("writable");
        Self(path)
    }

    /// A program that writes its arguments to the file `told`, each on a line, and ends with `code`.
    fn program(&self, name: &str, told: &str, code: u8) -> PathBuf {
        let (path, told) = (self.0.join(name), self.0.join(told));
        let text =
            format!("printf '%s\\n' \"$@\" > '{0}.part'\nmv '{0}.part' '{0}'\nexit {code}", told.display());
        script(&path, &text);
        path
    }

    fn told(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.0.join(name)).ok()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn xtask(folder: &Folder, browser: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(args)
        .env("CARGO", folder.program("cargo", "cargo-told", 0))
        .env("CARGO_TARGET_DIR", &folder.0)
        .env("BROWSER", browser)
        .output()
        .expect("it starts")
}

/// One after the other: a script that another thread is about to start must not be open for writing.
#[test]
fn open_shows_the_page_that_was_written_and_no_other() {
    the_browser_is_given_the_page_of_the_run();
    what_could_not_be_written_is_not_shown();
}

fn the_browser_is_given_the_page_of_the_run() {
    let folder = Folder::new("open");
    folder.program("release/report", "report-told", 0);
    let browser = folder.program("browser", "browser-told", 0);
    let output = xtask(&folder, &browser, &["report", "results/a run", "--open", "--check"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(
        folder.told("report-told").as_deref(),
        Some("results/a run\n--check\n"),
        "`--open` is not its business"
    );
    let built = folder.told("cargo-told").expect("the programs are built first");
    assert!(built.starts_with("build\n--release\n") && built.contains("\nreport\n"), "{built}");
    // It is not waited for, so that a browser may stay open.
    let began = Instant::now();
    while folder.told("browser-told").is_none() {
        assert!(began.elapsed() < Duration::from_secs(60), "the browser was told nothing");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(folder.told("browser-told").as_deref(), Some("results/a run/report.html\n"));
}

fn what_could_not_be_written_is_not_shown() {
    let folder = Folder::new("not-open");
    folder.program("release/report", "report-told", 2);
    // A browser that is not there is complained about as soon as it is tried.
    let output = xtask(&folder, &folder.0.join("no-such-browser"), &["report", "nowhere", "--open"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!said.contains("no-such-browser"), "{said}");
    folder.program("release/report", "report-told", 0);
    let output = xtask(&folder, &folder.0.join("no-such-browser"), &["report", "nowhere", "--open"]);
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("no-such-browser"),
        "the control: now it is tried"
    );
}
