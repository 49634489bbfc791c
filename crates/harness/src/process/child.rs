//! A server or backend: started on its cores, asked over its standard input, stopped for certain.

use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::PathBuf;
use std::process::{ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;

use super::said::{Complaints, lines};
use super::started::{StartError, Started};
use crate::machine::on_cores;

/// How long a program may take to say where it listens.
const START_MAX: Duration = Duration::from_secs(10);
/// How long a program may take to end after SIGTERM, before SIGKILL.
const STOP_MAX: Duration = Duration::from_secs(7);
/// How long a program may live on after it has closed its standard output: its end comes just after.
const CLOSED_MAX: Duration = Duration::from_secs(5);

/// A running program. Dropping it kills it and whatever it started: no process is left behind.
#[derive(Debug)]
pub(crate) struct Child {
    process: std::process::Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
    complaints: Complaints,
    program: String,
    /// What it said at its start.
    pub(crate) started: Started,
}

impl Child {
    /// Starts `program` on `cores` and waits until it says where it listens.
    pub(crate) fn start(program: &PathBuf, args: &[String], cores: &[u32]) -> Result<Self, StartError> {
        let name = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
        let mut command = Command::new(program);
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // A group of its own: Ctrl-C in the terminal reaches the harness, which then stops its
        // children in order instead of finding them dead.
        command.process_group(0);
        let mut process = on_cores(cores, || command.spawn())
            .map_err(|source| StartError::Spawn { program: program.display().to_string(), source })?;
        let lines = lines(process.stdout.take());
        let complaints = Complaints::of(process.stderr.take());
        let stdin = process.stdin.take();
        let unknown = Started { address: SocketAddr::from(([0, 0, 0, 0], 0)), facts: Vec::new() };
        let mut child = Self { process, stdin, lines, complaints, program: name, started: unknown };
        child.started = child.first_line()?;
        Ok(child)
    }

    /// The process's number.
    pub(crate) fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Asks for one line without waiting for it; [`Self::answer`] collects it.
    pub(crate) fn ask(&mut self, question: &str) {
        if let Some(stdin) = &mut self.stdin {
            // A program that has died is noticed when its answer is missing.
            let _ = writeln!(stdin, "{question}");
        }
    }

    /// The next line that it says, within `wait_max`.
    pub(crate) fn answer(&self, wait_max: Duration) -> Option<String> {
        self.lines.recv_timeout(wait_max).ok()
    }

    /// How it ended, if it has: a sentence with its last words.
    pub(crate) fn death(&mut self) -> Option<String> {
        let status = self.process.try_wait().ok()??;
        Some(format!("{} {}{}", self.program, ending(status), self.last_words()))
    }

    /// What it has said on standard error so far, each line on one of its own.
    pub(crate) fn last_words(&self) -> String {
        self.complaints.lines().iter().map(|line| format!("\n    {line}")).collect()
    }

    /// Whether it was ended, or is within `wait_max`, for letting a file grow beyond the limit on the size of files.
    pub(crate) fn is_ended_by_file_size(&mut self, wait_max: Duration) -> bool {
        let ended = self.end_within(wait_max).and_then(|status| status.signal());
        ended == Some(Signal::SIGXFSZ as i32)
    }

    /// Asks it to end, and makes it end. An error says what it had to be forced to.
    pub(crate) fn stop(mut self) -> Result<(), String> {
        let pid = Pid::from_raw(i32::try_from(self.pid()).unwrap_or(i32::MAX));
        let _ = kill(pid, Signal::SIGTERM);
        match self.end_within(STOP_MAX) {
            Some(status) if status.success() => Ok(()),
            Some(status) => Err(format!("{} {}{}", self.program, ending(status), self.last_words())),
            None => Err(format!(
                "{} did not end {} s after SIGTERM and was killed",
                self.program,
                STOP_MAX.as_secs()
            )),
        }
    }

    /// How it ended, if it does so within `wait_max`.
    fn end_within(&mut self, wait_max: Duration) -> Option<ExitStatus> {
        let deadline = Instant::now() + wait_max;
        loop {
            match self.process.try_wait() {
                Ok(Some(status)) => return Some(status),
                _ if Instant::now() >= deadline => return None,
                _ => thread::sleep(Duration::from_millis(2)),
            }
        }
    }

    fn first_line(&mut self) -> Result<Started, StartError> {
        let (how, code) = match self.lines.recv_timeout(START_MAX) {
            Ok(line) => match Started::read(&line) {
                Some(started) => return Ok(started),
                None => (format!("its first line is not `listening ADDRESS …`: {line:?}"), None),
            },
            Err(RecvTimeoutError::Timeout) => {
                (format!("it said nothing for {} s", START_MAX.as_secs()), None)
            }
            Err(RecvTimeoutError::Disconnected) => match self.end_within(CLOSED_MAX) {
                Some(status) => (format!("it {}", ending(status)), status.code()),
                None => ("it closed its standard output without a word".into(), None),
            },
        };
        let complaints = self.last_words();
        Err(StartError::Silent { program: self.program.clone(), how, code, complaints })
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // The whole group: a contender may be a script that has started something of its own.
        if let Ok(pid) = i32::try_from(self.pid()) {
            let _ = killpg(Pid::from_raw(pid), Signal::SIGKILL);
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn ending(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exited with code {code}"),
        (None, Some(signal)) => format!("was killed by signal {signal}"),
        (None, None) => "ended".into(),
    }
}
