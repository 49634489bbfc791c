//! The release programs, a project folder of one's own, and what is left behind.

#![allow(dead_code, reason = "each test program uses a part of this")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

/// Two contenders, with requests that are held.
pub(crate) const HELD: &str = r#"
title = "Held"
question = "What does it take to hold a request?"
expect = "A thread, or a little memory."
analysis = "Read memory over requests."
objective = { p99_ms = 50 }
contenders = ["thread-per-connection", "tokio"]
[request.fetch]
wait_ms = 2
body_bytes = 64
[backend.fixed]
[load.parked]
requests = [0, 64]
idle_connections = 8
"#;

/// Builds the release programs once and gives their folder: only those are ever timed.
pub(crate) fn programs() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let packages = ["harness", "load", "backend", "blocking-server", "async-server"];
        let built = Command::new(env!("CARGO"))
            .args(["build", "--release", "--quiet", "--bins"])
            .args(packages.iter().flat_map(|package| ["-p", package]))
            .current_dir(root())
            .status()
            .expect("cargo is there");
        assert!(built.success(), "the release programs build");
        // Cargo was started at the root: a folder that is not told in full lies below that.
        root().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or("target".into())).join("release")
    })
}

/// The workspace's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace is there")
}

/// A project folder of one's own, with the real contenders and one short scenario.
pub(crate) struct Project {
    folder: tempfile::TempDir,
}

/// A scenario that is measured in under a second a case.
const SHORT: &str = r#"
title = "A short one"
question = "Does it work?"
expect = "It does."
analysis = "Look whether it did."
objective = { p99_ms = 50 }
contenders = ["thread-per-connection", "tokio"]
[request.fetch]
wait_ms = 2
body_bytes = 64
[backend.fixed]
[load.closed]
connections = [1, 8, 32]
[load.open]
rates_per_s = [200]
gaps = "exponential"
connections_max = 100
"#;

impl Project {
    pub(crate) fn new() -> Self {
        let project = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        let contenders = project.path().join("scenarios/contenders");
        fs::create_dir_all(&contenders).expect("folders in it");
        for entry in fs::read_dir(root().join("scenarios/contenders")).expect("the contenders are there") {
            let file = entry.expect("it can be listed").path();
            fs::copy(&file, contenders.join(file.file_name().expect("it has a name"))).expect("a copy");
        }
        project.write("scenarios/curated/short.toml", SHORT);
        project
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let file = self.path().join(name);
        fs::create_dir_all(file.parent().expect("it has a folder")).expect("its folder");
        fs::write(file, text).expect("it can be written");
    }

    /// A program of the given shell text, which a contender file may name.
    ///
    /// A copy by another process is what runs: were it open for writing in this one, a program that another test starts
    /// at that moment would hold it open too, and the system would refuse to run it (ETXTBSY).
    pub(crate) fn script(&self, name: &str, text: &str) -> PathBuf {
        let written = format!("{name}.text");
        self.write(&written, text);
        let file = self.path().join(name);
        let install = Command::new("install").arg(self.path().join(written)).arg(&file).status();
        assert!(install.expect("install is there").success(), "cannot make {}", file.display());
        file
    }

    /// Makes `contender` run `program` in place of its own.
    pub(crate) fn replace(&self, contender: &str, program: &Path) {
        let name = format!("scenarios/contenders/{contender}.toml");
        let text = fs::read_to_string(self.path().join(&name)).expect("it is there");
        let own = text.lines().find(|line| line.starts_with("run = ")).expect("it says what to run");
        self.write(&name, &text.replace(own, &format!("run = {:?}", program.display().to_string())));
    }

    /// The harness, told of this project. It runs there and in no checkout: a run goes on with the same revision only,
    /// and a file of the checkout may be changed at any time.
    pub(crate) fn harness(&self, args: &[&str]) -> Command {
        let mut command = Command::new(programs().join("harness"));
        command
            .args(args)
            .env("COMMON_GROUND_ROOT", self.path())
            .current_dir(self.path())
            .stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// A smoke run of the short scenario into `run`: two contenders at one load, in four blocks.
    pub(crate) fn smoke(&self) -> Command {
        self.smoke_of(4)
    }

    /// The same in so many blocks. One that is to be met at work gets more of them than it will need: whoever waits for
    /// it may be held up.
    pub(crate) fn smoke_of(&self, blocks: u32) -> Command {
        let (out, blocks) = (self.run_folder().display().to_string(), blocks.to_string());
        self.harness(&["compare", "short", "--profile", "smoke", "--blocks", &blocks, "--out", &out])
    }

    /// Goes on with `run`.
    pub(crate) fn resume(&self, more: &[&str]) -> Command {
        let run = self.run_folder().display().to_string();
        let mut command = self.harness(&["compare", "--resume", &run]);
        command.args(more);
        command
    }

    /// The processes that this project's harness, or whoever it started, has left: they bear its folder
    /// in their environment.
    pub(crate) fn processes(&self) -> Vec<u32> {
        let mark = format!("COMMON_GROUND_ROOT={}", self.path().display());
        let bears = |pid: &u32| {
            let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
            environment.split(|byte| *byte == 0).any(|variable| variable == mark.as_bytes())
        };
        let entries = fs::read_dir("/proc").expect("/proc is there").flatten();
        let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        pids.filter(bears).collect()
    }

    pub(crate) fn run_folder(&self) -> PathBuf {
        self.path().join("run")
    }

    /// The rows of `points.csv`: contender and verdict of each.
    pub(crate) fn verdicts(&self) -> Vec<(String, String)> {
        let run = record::Run::open(&self.run_folder()).expect("the run directory opens");
        let row = |point: &record::Point| (point.contender.clone(), point.verdict.word().to_owned());
        run.points.iter().map(row).collect()
    }

    pub(crate) fn state(&self) -> record::State {
        record::Run::open(&self.run_folder()).expect("the run directory opens").manifest.state
    }
}

/// What a program said.
pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The processes that `parent` started and that run now: number and name.
pub(crate) fn children(parent: u32) -> Vec<(u32, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").expect("/proc is there").flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) else { continue };
        let Some((name, rest)) = stat.split_once('(').and_then(|(_, rest)| rest.rsplit_once(')')) else {
            continue;
        };
        if rest.split_whitespace().nth(1) == Some(&parent.to_string()) {
            found.push((pid, name.to_owned()));
        }
    }
    found
}

/// Waits until `found` finds something; fails after two minutes, which a busy machine may need.
pub(crate) fn wait_for<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(120) {
        if let Some(found) = found() {
            return found;
        }
        thread::sleep(Duration::from_millis(5));
    }
    panic!("waited in vain for {what}");
}

/// Waits until `rows` cases are recorded.
pub(crate) fn wait_for_rows(project: &Project, rows: usize) {
    let file = project.run_folder().join("points.csv");
    wait_for("cases to be recorded", || {
        let text = fs::read_to_string(&file).ok()?;
        (text.lines().count() > rows).then_some(())
    });
}

/// None of these processes runs any more.
pub(crate) fn assert_gone(processes: &[(u32, String)]) {
    wait_for("the processes to end", || {
        let left = |(pid, name): &&(u32, String)| {
            fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|comm| comm.trim() == name)
        };
        processes.iter().find(left).is_none().then_some(())
    });
}

/// Ends a process that a test started, whatever became of it.
pub(crate) struct Ends(pub(crate) Child);

impl Drop for Ends {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
