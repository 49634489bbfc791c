//! A client so plain that it cannot flatter anybody: bytes out, one answer in.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// How long a server may take for one answer before verifying gives up on it.
const ANSWER_MAX: Duration = Duration::from_secs(10);

/// One answer, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    /// The status code.
    pub(crate) status: u16,
    /// Every header in its order, names as sent.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    pub(crate) body: Vec<u8>,
    /// From the last byte sent to the last byte received.
    pub(crate) took: Duration,
}

impl Reply {
    /// The value of the header `name`, whatever its case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// One connection.
#[derive(Debug)]
pub(crate) struct Wire {
    stream: TcpStream,
    left: Vec<u8>,
}

impl Wire {
    /// Connects.
    pub(crate) fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&address, ANSWER_MAX)?;
        stream.set_read_timeout(Some(ANSWER_MAX))?;
        stream.set_write_timeout(Some(ANSWER_MAX))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, left: Vec::new() })
    }

    /// Sends one request and reads its answer.
    pub(crate) fn ask(&mut self, method: &str, target: &str, headers: &str) -> io::Result<Reply> {
        self.send(format!("{method} {target} HTTP/1.1\r\nhost: localhost\r\n{headers}\r\n").as_bytes())?;
        self.reply(method == "HEAD")
    }

    /// Sends bytes as they are.
    pub(crate) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// Reads one answer; to a HEAD there is no body, whatever its length says.
    pub(crate) fn reply(&mut self, head_only: bool) -> io::Result<Reply> {
        let sent = Instant::now();
        let (status, headers, head_bytes) = loop {
            if let Some(head) = head(&self.left)? {
                break head;
            }
            self.read_more()?;
        };
        self.left.drain(..head_bytes);
        let mut reply = Reply { status, headers, body: Vec::new(), took: Duration::ZERO };
        let length = reply.header("content-length").and_then(|value| value.parse().ok());
        let length: usize = if head_only { 0 } else { length.unwrap_or(0) };
        while self.left.len() < length {
            self.read_more()?;
        }
        reply.took = sent.elapsed();
        reply.body = self.left.drain(..length).collect();
        Ok(reply)
    }

    fn read_more(&mut self) -> io::Result<()> {
        let mut chunk = [0; 16 << 10];
        match self.stream.read(&mut chunk)? {
            0 => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the server closed the connection")),
            count => {
                self.left.extend_from_slice(&chunk[..count]);
                Ok(())
            }
        }
    }
}

type Head = (u16, Vec<(String, String)>, usize);

fn head(bytes: &[u8]) -> io::Result<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut headers);
    match response.parse(bytes) {
        Err(error) => Err(io::Error::new(io::ErrorKind::InvalidData, format!("no HTTP answer: {error}"))),
        Ok(httparse::Status::Partial) => Ok(None),
        Ok(httparse::Status::Complete(length)) => {
            let status = response.code.unwrap_or(0);
            let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
            let headers = response.headers.iter().map(|header| (header.name.to_owned(), text(header.value)));
            Ok(Some((status, headers.collect(), length)))
        }
    }
}
