//! A server or backend: started on its cores, asked over its standard input, stopped for certain.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::PathBuf;
use std::process::{ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;
use thiserror::Error;

use crate::machine::on_cores;

/// How long a program may take to say where it listens.
const START_MAX: Duration = Duration::from_secs(10);
/// How long a program may take to end after SIGTERM, before SIGKILL.
const STOP_MAX: Duration = Duration::from_secs(7);
/// How long a program may live on after it has closed its standard output: its end comes just after.
const CLOSED_MAX: Duration = Duration::from_secs(5);
/// How a program ends that this machine has no place for.
const EX_UNAVAILABLE: i32 = 69;
/// How many lines of a program's complaints are kept for the message.
const COMPLAINTS: usize = 20;

/// Why a program could not be started.
#[derive(Debug, Error)]
pub(crate) enum StartError {
    /// The file is not there or cannot be executed.
    #[error("cannot start {program}: {source}. Build it with `cargo build --release`")]
    Spawn {
        /// What was to be started.
        program: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// It ended, or said nothing in time.
    #[error("{program} did not start: {how}{complaints}")]
    Silent {
        /// What was to be started.
        program: String,
        /// How it failed.
        how: String,
        /// Its exit code, if it ended with one.
        code: Option<i32>,
        /// Its last words, indented, or nothing.
        complaints: String,
    },
}

impl StartError {
    /// Why this machine does not have the program, where that is the reason: it was not built, or
    /// says itself that the machine lacks what it needs (`EX_UNAVAILABLE` of sysexits.h).
    pub(crate) fn unavailable(&self) -> Option<String> {
        match self {
            Self::Spawn { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
                Some("its program is not built".into())
            }
            Self::Silent { code: Some(EX_UNAVAILABLE), complaints, .. } => Some(complaints.trim().to_owned()),
            _ => None,
        }
    }
}

/// What a program says of itself in its first line: `listening ADDR key=value …`.
#[derive(Clone, Debug)]
pub(crate) struct Started {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// The rest of the line.
    pub(crate) facts: Vec<(String, String)>,
}

impl Started {
    fn read(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        if words.next() != Some("listening") {
            return None;
        }
        let address = words.next()?.parse().ok()?;
        let facts = words.filter_map(|word| word.split_once('='));
        Some(Self { address, facts: facts.map(|(key, value)| (key.into(), value.into())).collect() })
    }

    /// The value of `key`, where it was said.
    pub(crate) fn fact(&self, key: &str) -> Option<&str> {
        self.facts.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }
}

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
        let lines = reader(process.stdout.take());
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

    fn last_words(&self) -> String {
        self.complaints.lines().iter().map(|line| format!("\n    {line}")).collect()
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

fn reader(pipe: Option<impl std::io::Read + Send + 'static>) -> Receiver<String> {
    let (sender, receiver) = channel();
    if let Some(pipe) = pipe {
        thread::spawn(move || {
            for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
    }
    receiver
}

/// The last lines of a program's standard error.
#[derive(Debug)]
struct Complaints {
    kept: Arc<Mutex<VecDeque<String>>>,
    ended: Receiver<()>,
}

impl Complaints {
    fn of(pipe: Option<impl std::io::Read + Send + 'static>) -> Self {
        let kept = Arc::new(Mutex::new(VecDeque::new()));
        let (end, ended) = channel();
        let lines = reader(pipe);
        let shared = Arc::clone(&kept);
        thread::spawn(move || {
            for line in lines {
                let Ok(mut kept) = shared.lock() else { break };
                if kept.len() == COMPLAINTS {
                    kept.pop_front();
                }
                kept.push_back(line);
            }
            let _ = end.send(());
        });
        Self { kept, ended }
    }

    /// What was said so far; of a program that has just ended, all of it, unless something that it
    /// started keeps the pipe open.
    fn lines(&self) -> Vec<String> {
        let _ = self.ended.recv_timeout(Duration::from_millis(500));
        self.kept.lock().map(|kept| kept.iter().cloned().collect()).unwrap_or_default()
    }
}
