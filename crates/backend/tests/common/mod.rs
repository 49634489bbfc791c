//! The real program and a plain client.

#![allow(dead_code)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// Longer than anything here takes; whoever waits so long has found a mistake.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// Asks whether something is so that holds for `limit` only, again if it was too late for that.
#[track_caller]
pub(crate) fn while_it_lasts(limit: Duration, mut is_so: impl FnMut() -> bool) {
    let was_so = (0..20).any(|_| {
        let begin = Instant::now();
        let is_so = is_so();
        assert!(is_so || begin.elapsed() >= limit, "not so after {:?}", begin.elapsed());
        is_so
    });
    assert!(was_so, "never asked within {limit:?}");
}

/// Waits until something is so.
#[track_caller]
pub(crate) fn eventually(mut is_so: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !is_so() {
        assert!(begin.elapsed() < PATIENCE, "waited in vain");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// A running backend; dropped, it is killed.
pub(crate) struct Backend {
    process: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    pub(crate) first_line: String,
    pub(crate) address: SocketAddr,
}

pub(crate) fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_backend"))
}

impl Backend {
    pub(crate) fn start(args: &[&str]) -> Self {
        let mut command = program();
        command.args(["--control", "stdin"]).args(args);
        Self::run(command)
    }

    pub(crate) fn run(mut command: Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let mut first_line = String::new();
        stdout.read_line(&mut first_line).unwrap();
        let address = first_line.split(' ').nth(1).unwrap_or_else(|| panic!("{first_line:?}"));
        let address = address.parse().unwrap();
        Self { stdin: process.stdin.take(), process, stdout, first_line, address }
    }

    pub(crate) fn connect(&self) -> Client {
        let socket = TcpStream::connect(self.address).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket.set_write_timeout(Some(PATIENCE)).unwrap();
        socket.set_nodelay(true).unwrap();
        Client { socket, received: Vec::new() }
    }

    pub(crate) fn say(&mut self, line: &str) {
        writeln!(self.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    pub(crate) fn ask(&mut self, line: &str) -> String {
        self.say(line);
        let mut answer = String::new();
        self.stdout.read_line(&mut answer).unwrap();
        answer.trim_end().to_owned()
    }

    /// One of the numbers in the answer to `usage`.
    pub(crate) fn count(&mut self, name: &str) -> u64 {
        let answer = self.ask("usage");
        let rest = answer.split(&format!("\"{name}\":")).nth(1).unwrap_or_else(|| panic!("{name}: {answer}"));
        rest.split([',', '}']).next().unwrap().parse().unwrap()
    }

    /// Waits until a count is as expected.
    pub(crate) fn until(&mut self, name: &str, expected: u64) {
        let begin = Instant::now();
        while self.count(name) != expected {
            assert!(begin.elapsed() < PATIENCE, "{name} is not {expected}: {}", self.ask("usage"));
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits for a while in which it uses less than a third of a core: it may be at work on what came before, but
    /// not for ever.
    pub(crate) fn until_it_rests(&mut self) {
        let cpu_us = |backend: &mut Self| backend.count("cpu_user_us") + backend.count("cpu_system_us");
        eventually(|| {
            let (begin, before_us) = (Instant::now(), cpu_us(self));
            std::thread::sleep(Duration::from_millis(300));
            Duration::from_micros(cpu_us(self) - before_us) < begin.elapsed() / 3
        });
    }

    pub(crate) fn close_stdin(&mut self) {
        self.stdin = None;
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.process.id() as i32), signal).unwrap();
    }

    /// How it ended, and what it said on standard error.
    pub(crate) fn ended(&mut self) -> (ExitStatus, String) {
        let begin = Instant::now();
        let status = loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                break status;
            }
            assert!(begin.elapsed() < PATIENCE, "it did not end");
            std::thread::sleep(Duration::from_millis(2));
        };
        let mut said = String::new();
        self.process.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (status, said)
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// One connection.
pub(crate) struct Client {
    pub(crate) socket: TcpStream,
    received: Vec<u8>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

pub(crate) fn get(ms: u32, bytes: u32) -> String {
    format!("GET /delay?ms={ms}&bytes={bytes} HTTP/1.1\r\nhost: backend\r\n\r\n")
}

impl Client {
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.socket.write_all(bytes.as_ref()).unwrap();
    }

    /// The next response.
    pub(crate) fn receive(&mut self) -> Response {
        self.receive_of("GET")
    }

    pub(crate) fn receive_of(&mut self, method: &str) -> Response {
        let end = loop {
            if let Some(at) = self.received.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            self.more();
        };
        let head = String::from_utf8(self.received.drain(..end).collect()).unwrap();
        let length = head.split("content-length: ").nth(1).unwrap().split("\r\n").next().unwrap();
        let length: usize = if method == "HEAD" { 0 } else { length.parse().unwrap() };
        while self.received.len() < length {
            self.more();
        }
        let body = self.received.drain(..length).collect();
        Response { status: head[9..12].parse().unwrap(), head, body }
    }

    pub(crate) fn call(&mut self, request: impl AsRef<[u8]>) -> Response {
        self.send(request);
        self.receive()
    }

    /// Waits for the end of the connection; nothing may come before it.
    pub(crate) fn ends(&mut self) {
        let mut rest = Vec::new();
        self.socket.read_to_end(&mut rest).unwrap();
        assert_eq!((&self.received, rest), (&vec![], vec![]));
    }

    fn more(&mut self) {
        let mut buffer = [0; 64 << 10];
        // A process that was stopped and goes on finds its read interrupted.
        let length = loop {
            match self.socket.read(&mut buffer) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                read => break read.unwrap(),
            }
        };
        assert_ne!(length, 0, "the connection ended too soon, after {:?}", self.received);
        self.received.extend_from_slice(&buffer[..length]);
    }
}
