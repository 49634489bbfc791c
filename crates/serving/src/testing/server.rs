//! A server process under test; it is killed with its handle.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::ops::Range;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::Contender;
use super::backend::TestBackend;
use super::patience::{PATIENCE, eventually};
use super::wire::Connection;

/// A running server.
#[derive(Debug)]
pub struct Server {
    process: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    stderr: Option<ChildStderr>,
    /// Where it listens.
    pub address: SocketAddr,
    /// The line that it printed at its start.
    pub line: String,
}

/// How a server ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; `None` if a signal killed it.
    pub code: Option<i32>,
    /// What it said on standard error.
    pub stderr: String,
}

impl Server {
    /// Starts a contender with these arguments, separated by spaces.
    #[must_use]
    pub fn start(contender: Contender, args: &str) -> Self {
        let mut command = Command::new(contender.program);
        command.args(arguments(contender, args));
        Self::spawn(command)
    }

    /// Starts one that calls `backend`, with more patience than a test has.
    #[must_use]
    pub fn start_with(contender: Contender, backend: &TestBackend, args: &str) -> Self {
        let args = format!("--backend {} --backend-grace-ms 600000 {args}", backend.address);
        Self::start(contender, &args)
    }

    /// Starts it under a limit of the shell, such as `-n 40`.
    #[must_use]
    pub fn start_limited(contender: Contender, limit: &str, args: &str) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("ulimit {limit} && exec \"$0\" \"$@\""), contender.program]);
        command.args(arguments(contender, args));
        Self::spawn(command)
    }

    fn spawn(mut command: Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("the program starts");
        let mut stdout = BufReader::new(process.stdout.take().expect("a pipe"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line");
        let address = line.split(' ').nth(1).and_then(|word| word.parse().ok());
        let (stdin, stderr) = (process.stdin.take(), process.stderr.take());
        let address = address.unwrap_or_else(|| panic!("no address in {line:?}"));
        Self { process, stdin, stdout, stderr, address, line }
    }

    /// A new connection to it.
    #[must_use]
    pub fn connect(&self) -> Connection {
        Connection::to(self.address)
    }

    /// New connections to it, each of which has been served once. (tiny_http may leave some of those
    /// that arrive in one burst waiting until others leave.)
    #[must_use]
    pub fn connect_many(&self, count: usize) -> Vec<Connection> {
        let served = || {
            let mut connection = self.connect();
            assert_eq!(connection.get("/plaintext").status, 200);
            connection
        };
        (0..count).map(|_| served()).collect()
    }

    /// A request on a connection of its own.
    #[must_use]
    pub fn get(&self, target: &str) -> super::Reply {
        self.connect().get(target)
    }

    /// Writes a line to its standard input.
    pub fn tell(&mut self, line: &str) {
        if let Err(error) = writeln!(self.stdin.as_mut().expect("not closed yet"), "{line}") {
            panic!("it does not read ({error}): {}", self.last_words());
        }
    }

    /// A number from its answer to `usage`; `None` where it says null.
    #[must_use]
    pub fn usage(&mut self, key: &str) -> Option<u64> {
        self.tell("usage");
        let line = self.answer();
        assert!(line.starts_with('{') && line.ends_with("}\n"), "{line:?}");
        let (_, after) = line.split_once(&format!("\"{key}\":")).unwrap_or_else(|| panic!("{key} in {line}"));
        after.split([',', '}']).next()?.parse().ok()
    }

    /// The next line that it prints.
    #[must_use]
    pub fn answer(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).expect("a line");
        line
    }

    /// What it has of the machine's memory for itself. (Its share of what others use too grows when they end.)
    #[must_use]
    pub fn memory_kib(&self) -> u64 {
        let path = format!("/proc/{}/smaps_rollup", self.process.id());
        let text = std::fs::read_to_string(path).expect("it lives");
        let kib = |name| {
            let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
            rest.split_whitespace().next()?.parse::<u64>().ok()
        };
        let (resident, swapped) = (kib("Anonymous:"), kib("Swap:"));
        resident.expect("a line of the kernel's") + swapped.expect("a line of the kernel's")
    }

    /// Where its memory is mapped, and what may be done with it, in the kernel's order and words.
    #[must_use]
    pub fn mappings(&self) -> Vec<(Range<u64>, String)> {
        let text = std::fs::read_to_string(format!("/proc/{}/maps", self.process.id())).expect("it lives");
        let mapping = |line: &str| {
            let (range, rest) = line.split_once(' ')?;
            let (start, end) = range.split_once('-')?;
            let [start, end] = [start, end].map(|hex| u64::from_str_radix(hex, 16).ok());
            Some((start?..end?, rest.split(' ').next()?.to_owned()))
        };
        text.lines().map(|line| mapping(line).expect("a line of the kernel's")).collect()
    }

    /// Waits until a number of its usage is `wanted`.
    pub fn await_usage(&mut self, key: &str, wanted: u64) {
        let deadline = Instant::now() + PATIENCE;
        while self.usage(key) != Some(wanted) {
            assert!(Instant::now() < deadline, "{key} is {:?}, not {wanted}", self.usage(key));
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits for a while in which it uses less than a third of a core: it may be at work on what came before, but
    /// not for ever.
    pub fn await_rest(&mut self) {
        let cpu = |server: &mut Self| {
            let us = server
                .usage("cpu_user_us")
                .zip(server.usage("cpu_system_us"))
                .map(|(user, system)| user + system);
            Duration::from_micros(us.expect("the kernel counts it"))
        };
        eventually("it rests, and does not spin", || {
            let (began, before) = (Instant::now(), cpu(self));
            thread::sleep(Duration::from_millis(300));
            cpu(self) - before < began.elapsed() / 3
        });
    }

    /// How it ended, and what it said; for the words of a failure.
    fn last_words(&mut self) -> String {
        let ended = self.process.try_wait();
        let _ = self.process.kill();
        let mut stderr = String::new();
        let _ = self.stderr.take().map(|mut pipe| pipe.read_to_string(&mut stderr));
        format!("{ended:?}, saying {stderr:?}")
    }

    /// How it ended, if it does instead of answering.
    pub(super) fn ended_before_an_answer(self) -> Option<Ended> {
        let answers = || {
            let mut connection = Connection::to_who_listens(self.address)?;
            connection.send(super::get("/plaintext"));
            connection.try_reply("GET")
        };
        if answers().is_some() { None } else { Some(self.wait()) }
    }

    /// Closes its standard input.
    pub fn close_stdin(&mut self) {
        self.stdin = None;
    }

    /// Sends it SIGTERM.
    pub fn terminate(&self) {
        let id = i32::try_from(self.process.id()).expect("a process id");
        kill(Pid::from_raw(id), Signal::SIGTERM).expect("it is ours");
    }

    /// Waits for its end.
    pub fn wait(mut self) -> Ended {
        let deadline = Instant::now() + PATIENCE;
        while self.process.try_wait().expect("a child").is_none() {
            assert!(Instant::now() < deadline, "it does not end");
            thread::sleep(Duration::from_millis(2));
        }
        let code = self.process.wait().expect("a child").code();
        let mut stderr = String::new();
        let _ = self.stderr.take().expect("a pipe").read_to_string(&mut stderr);
        Ended { code, stderr }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Ended {
    /// How a program ends that is given these arguments and cannot start.
    #[must_use]
    pub fn at_once(contender: Contender, args: &str) -> Self {
        let mut command = Command::new(contender.program);
        let output = command.args(arguments(contender, args)).stdin(Stdio::null()).output();
        let output = output.expect("the program starts");
        Self { code: output.status.code(), stderr: String::from_utf8_lossy(&output.stderr).into_owned() }
    }
}

fn arguments(contender: Contender, args: &str) -> Vec<String> {
    let all = format!("--model {} --control stdin {args}", contender.model);
    all.split_whitespace().map(str::to_owned).collect()
}
