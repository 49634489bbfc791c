//! The programs of a soak, and the cores that they run on.

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use super::counts::Counts;

/// More than any limit that is worth a soak, and fewer than the system has ports.
const CONNECTIONS_MAX: &str = "16000";

/// Ends its process with itself.
pub(super) struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    /// Starts a program of `folder` on `cores`; it says in its first line where it listens.
    pub(super) fn listening(
        folder: &Path,
        program: &str,
        args: &[&str],
        cores: &CpuSet,
    ) -> Option<(Self, String)> {
        let mut command = Command::new(folder.join(program));
        command.args(["--control", "stdin"]).args(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut running = Self(on(cores, || command.spawn()).ok()?);
        let mut line = String::new();
        BufReader::new(running.0.stdout.take()?).read_line(&mut line).ok()?;
        let address = line.split_whitespace().nth(1)?.to_owned();
        Some((running, address))
    }

    /// Starts to ask for `url`, so many times a second for so many seconds, whatever becomes of it.
    pub(super) fn load(
        folder: &Path,
        url: &str,
        rate_per_s: usize,
        seconds: u64,
        cores: &CpuSet,
    ) -> Option<Self> {
        let (rate, seconds) = (rate_per_s.to_string(), format!("{seconds}s"));
        let mut load = Command::new(folder.join("load"));
        load.args(["--rate", &rate, "--for", &seconds, "--warm-up", "0s", "--drain", "0s"]);
        load.args(["--connections-max", CONNECTIONS_MAX, "--timeout", "600s"]);
        load.args(["--quiet", "--no-ceiling", url]).stdout(Stdio::piped()).stderr(Stdio::null());
        on(cores, || load.spawn()).ok().map(Self)
    }

    /// Its number.
    pub(super) fn id(&self) -> u32 {
        self.0.id()
    }

    /// Whether it has ended.
    pub(super) fn has_ended(&mut self) -> bool {
        !matches!(self.0.try_wait(), Ok(None))
    }

    /// What a load counted, when it is done.
    pub(super) fn counted(mut self) -> Option<Counts> {
        let mut table = String::new();
        self.0.stdout.take()?.read_to_string(&mut table).ok()?;
        Counts::read(&table)
    }
}

/// Who runs where: the servers' threads must not keep the one who asks from asking.
pub(super) struct Cores {
    /// The server's.
    pub(super) server: CpuSet,
    /// The generator's and the backend's: the last, if there is more than one.
    pub(super) others: CpuSet,
}

impl Cores {
    /// Shares out the cores that this process may use.
    pub(super) fn shared_out() -> io::Result<Self> {
        let (mut server, mut others) = (sched_getaffinity(None)?, CpuSet::new());
        let last = (0..CpuSet::MAX_CPU).rev().find(|core| server.is_set(*core)).unwrap_or(0);
        if server.count() > 1 {
            server.unset(last);
        }
        others.set(last);
        Ok(Self { server, others })
    }
}

/// Does `start` on `cores`: a process begins where the thread ran that started it.
fn on<T>(cores: &CpuSet, start: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let before = sched_getaffinity(None)?;
    sched_setaffinity(None, cores)?;
    let started = start();
    sched_setaffinity(None, &before)?;
    started
}
