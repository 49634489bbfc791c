//! A client that sees every byte.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};

use super::patience::PATIENCE;

/// A connection to a server under test.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

/// A response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status line and headers as they came.
    pub head: String,
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// The request line and headers of a plain GET.
#[must_use]
pub fn get(target: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nhost: test\r\n\r\n")
}

impl Connection {
    /// Connects.
    #[must_use]
    pub fn to(address: SocketAddr) -> Self {
        Self::to_who_listens(address).expect("it listens")
    }

    /// Connects; `None` if nobody listens.
    #[must_use]
    pub(super) fn to_who_listens(address: SocketAddr) -> Option<Self> {
        let stream = TcpStream::connect(address).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).expect("a valid timeout");
        stream.set_write_timeout(Some(PATIENCE)).expect("a valid timeout");
        stream.set_nodelay(true).expect("a TCP socket");
        Some(Self { stream, read: Vec::new() })
    }

    /// Sends bytes; a peer that has closed is found out by reading.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.stream.write_all(bytes.as_ref());
    }

    /// Ends the sending side.
    pub fn end(&self) {
        self.stream.shutdown(Shutdown::Write).expect("still connected");
    }

    /// Sends a GET and reads the answer.
    #[must_use]
    pub fn get(&mut self, target: &str) -> Reply {
        self.send(get(target));
        self.reply()
    }

    /// Reads a response with its body.
    #[must_use]
    pub fn reply(&mut self) -> Reply {
        self.reply_to("GET")
    }

    /// Reads a response to a request with this method.
    #[must_use]
    pub fn reply_to(&mut self, method: &str) -> Reply {
        self.try_reply(method).expect("an answer before the end")
    }

    /// Reads a response; `None` if the connection ends before it does.
    #[must_use]
    pub fn try_reply(&mut self, method: &str) -> Option<Reply> {
        let end = loop {
            if let Some(at) = self.read.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            self.more()?;
        };
        let head: Vec<u8> = self.read.drain(..end).collect();
        let head = String::from_utf8(head).expect("a head is text");
        let status = head.get(9..12)?.parse().ok()?;
        let mut reply = Reply { head, status, body: Vec::new() };
        if method == "HEAD" {
            return Some(reply);
        }
        if reply.header("transfer-encoding").is_some_and(|coding| coding == "chunked") {
            while let piece @ 1.. = self.chunk_length()? {
                reply.body.extend(self.take(piece)?);
                self.take(2)?;
            }
            self.take(2)?;
        } else {
            reply.body = self.take(reply.header("content-length")?.parse().ok()?)?;
        }
        Some(reply)
    }

    /// Reads until what was read, and not yet taken as an answer, ends with `end`.
    pub fn read_until(&mut self, end: &[u8]) {
        while !self.read.windows(end.len()).any(|part| part == end) {
            self.more().expect("more before the end");
        }
    }

    /// What has come and was not yet taken as an answer.
    #[must_use]
    pub fn read_so_far(&mut self) -> &[u8] {
        while self.has_something_to_read() && self.more().is_some() {}
        &self.read
    }

    fn take(&mut self, length: usize) -> Option<Vec<u8>> {
        while self.read.len() < length {
            self.more()?;
        }
        Some(self.read.drain(..length).collect())
    }

    fn chunk_length(&mut self) -> Option<usize> {
        let end = loop {
            match self.read.windows(2).position(|two| two == b"\r\n") {
                Some(end) => break end,
                None => self.more()?,
            }
        };
        let line = self.take(end + 2)?;
        usize::from_str_radix(std::str::from_utf8(&line).ok()?.trim(), 16).ok()
    }

    /// Whether the server has closed, with nothing more said.
    #[must_use]
    pub fn is_closed(&mut self) -> bool {
        self.read.is_empty() && self.more().is_none()
    }

    /// Whether something has come, an answer or the end, without waiting for it.
    #[must_use]
    pub fn has_something_to_read(&self) -> bool {
        self.stream.set_nonblocking(true).expect("a TCP socket");
        let peeked = self.stream.peek(&mut [0]);
        self.stream.set_nonblocking(false).expect("a TCP socket");
        !peeked.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
    }

    /// Reads some bytes; `None` at the end or after a reset.
    fn more(&mut self) -> Option<()> {
        let mut bytes = [0; 16 << 10];
        loop {
            match self.stream.read(&mut bytes) {
                Ok(0) => return None,
                Ok(count) => {
                    self.read.extend_from_slice(&bytes[..count]);
                    return Some(());
                }
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => panic!("no answer in time"),
                // A process that was stopped and goes on finds its read interrupted.
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(_) => return None,
            }
        }
    }
}

impl Reply {
    /// A header's value; names are given in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// The head without the date's value.
    #[must_use]
    pub fn head_without_date(&self) -> String {
        let lines = self
            .head
            .split_inclusive("\r\n")
            .map(|line| if line.to_ascii_lowercase().starts_with("date: ") { "date: …\r\n" } else { line });
        lines.collect()
    }
}
