//! Small backends for tests, good and bad.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use contract::delay::Delay;

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
    connections: Arc<AtomicUsize>,
}

impl TestBackend {
    /// Starts one.
    #[must_use]
    pub fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let connections = Arc::<AtomicUsize>::default();
        let count = Arc::clone(&connections);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                count.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || converse(&stream, behaviour));
            }
        });
        Self { address, connections }
    }

    /// How many connections it has accepted.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

fn converse(mut stream: &TcpStream, behaviour: Behaviour) -> Option<()> {
    let mut lines = BufReader::new(stream).lines();
    loop {
        let first = lines.next()?.ok()?;
        while !lines.next()?.ok()?.is_empty() {}
        let ask = Delay::parse(first.split(' ').nth(1)?).ok()?;
        thread::sleep(Duration::from_millis(ask.ms.into()));
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
