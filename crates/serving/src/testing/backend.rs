//! Small backends for tests, good and bad.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use contract::delay::Delay;

use super::patience::eventually;

/// A request that calls the backend, and waits there until the test lets it go.
pub const HELD: &str = "/fetch?ms=60000&bytes=5";

/// The time that a call asks for to be held.
const HELD_MS: u32 = contract::limits::MAX_WAIT_MS;

/// How a test backend behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// As it should.
    Answers,
    /// Reads and never answers.
    Silent,
    /// Reads and hangs up.
    HangsUp,
    /// Answers, promises to keep the connection, and closes it.
    ClosesAfterEach,
    /// Answers 500.
    Errs,
    /// Answers with a byte less than asked for.
    IsShort,
    /// Breaks off in the middle of the body.
    BreaksOff,
    /// Answers something that is no HTTP.
    Babbles,
}

/// A backend that lives as long as the test's process.
#[derive(Clone, Debug)]
pub struct TestBackend {
    /// Where it listens.
    pub address: SocketAddr,
    seen: Arc<Seen>,
}

/// What has come in so far.
#[derive(Debug, Default)]
struct Seen {
    calls: Mutex<Calls>,
    let_go: Condvar,
}

#[derive(Debug, Default)]
struct Calls {
    connections: usize,
    closed: usize,
    waiting: usize,
    waiting_max: usize,
    asked_bytes: Vec<u32>,
    are_let_go: bool,
}

impl TestBackend {
    /// Starts one.
    #[must_use]
    pub fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let seen = Arc::<Seen>::default();
        let all = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                all.calls().connections += 1;
                let seen = Arc::clone(&all);
                thread::spawn(move || {
                    converse(&stream, behaviour, &seen);
                    drop(stream);
                    seen.calls().closed += 1;
                });
            }
        });
        Self { address, seen }
    }

    /// How many connections it has accepted.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.seen.calls().connections
    }

    /// Waits until it has closed so many connections.
    pub fn await_closed(&self, count: usize) {
        eventually(format_args!("{count} closed"), || self.seen.calls().closed == count);
    }

    /// Waits until so many calls are waiting for its answer.
    pub fn await_calls(&self, count: usize) {
        eventually(format_args!("{count} calls wait"), || self.seen.calls().waiting == count);
    }

    /// How many calls have been waiting for its answer at once.
    #[must_use]
    pub fn calls_max(&self) -> usize {
        self.seen.calls().waiting_max
    }

    /// How many bytes the calls have asked for, in the order in which they came.
    #[must_use]
    pub fn asked_bytes(&self) -> Vec<u32> {
        self.seen.calls().asked_bytes.clone()
    }

    /// Answers what is [`HELD`], from now on without waiting.
    pub fn let_go(&self) {
        self.seen.calls().are_let_go = true;
        self.seen.let_go.notify_all();
    }
}

impl Seen {
    fn calls(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for as long as is asked for.
    fn wait(&self, ask: Delay) {
        let mut calls = self.calls();
        calls.asked_bytes.push(ask.bytes);
        calls.waiting += 1;
        calls.waiting_max = calls.waiting_max.max(calls.waiting);
        if ask.ms == HELD_MS {
            calls = self
                .let_go
                .wait_while(calls, |calls| !calls.are_let_go)
                .unwrap_or_else(PoisonError::into_inner);
        } else {
            drop(calls);
            thread::sleep(Duration::from_millis(ask.ms.into()));
            calls = self.calls();
        }
        calls.waiting -= 1;
    }
}

fn converse(mut stream: &TcpStream, behaviour: Behaviour, seen: &Seen) -> Option<()> {
    let mut lines = BufReader::new(stream).lines();
    loop {
        let first = lines.next()?.ok()?;
        while !lines.next()?.ok()?.is_empty() {}
        let ask = Delay::parse(first.split(' ').nth(1)?).ok()?;
        seen.wait(ask);
        let body = contract::payload(ask.bytes);
        let short = &body[..body.len().saturating_sub(1)];
        let (status, length, body) = match behaviour {
            Behaviour::Answers | Behaviour::ClosesAfterEach => ("200 OK", body.len(), &body[..]),
            Behaviour::Errs => ("500 Internal Server Error", body.len(), &body[..]),
            Behaviour::IsShort => ("200 OK", short.len(), short),
            Behaviour::BreaksOff => ("200 OK", body.len(), short),
            Behaviour::Silent => continue,
            Behaviour::HangsUp => return None,
            Behaviour::Babbles => return stream.write_all(b"good morning\r\n\r\n").ok(),
        };
        write!(stream, "HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n").ok()?;
        stream.write_all(body).ok()?;
        if matches!(behaviour, Behaviour::ClosesAfterEach | Behaviour::BreaksOff) {
            return None;
        }
    }
}
