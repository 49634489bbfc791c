//! A client so plain that it cannot flatter anybody: bytes out, one answer in.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// How long a server may take for one answer before verifying gives up on it.
const ANSWER_MAX: Duration = Duration::from_secs(10);
/// Who says nothing for so long, and is not expected to, is not waited for.
const SILENCE: Duration = Duration::from_millis(300);

/// One answer, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    /// The status code.
    pub(crate) status: u16,
    /// Every header in its order, names as sent.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    pub(crate) body: Vec<u8>,
    /// The sizes of its chunks, if it came in chunks.
    pub(crate) chunks: Vec<usize>,
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
    sent: Instant,
}

impl Wire {
    /// Connects.
    pub(crate) fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&address, ANSWER_MAX)?;
        stream.set_read_timeout(Some(ANSWER_MAX))?;
        stream.set_write_timeout(Some(ANSWER_MAX))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, left: Vec::new(), sent: Instant::now() })
    }

    /// Waits so much longer for each answer.
    pub(crate) fn wait_longer(&self, more: Duration) -> io::Result<()> {
        self.stream.set_read_timeout(Some(ANSWER_MAX + more))
    }

    /// Sends one request and reads its answer.
    pub(crate) fn ask(&mut self, method: &str, target: &str, headers: &str) -> io::Result<Reply> {
        self.send(request(method, target, headers).as_bytes())?;
        self.reply(method == "HEAD")
    }

    /// Sends bytes as they are.
    pub(crate) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sent = Instant::now();
        self.stream.write_all(bytes)
    }

    /// Ends the sending side.
    pub(crate) fn end(&self) -> io::Result<()> {
        self.stream.shutdown(Shutdown::Write)
    }

    /// Reads one answer; to a HEAD there is no body, whatever its length says.
    pub(crate) fn reply(&mut self, head_only: bool) -> io::Result<Reply> {
        let (status, headers, head_bytes) = loop {
            if let Some(head) = head(&self.left)? {
                break head;
            }
            self.read_more()?;
        };
        self.left.drain(..head_bytes);
        let mut reply = Reply { status, headers, body: Vec::new(), chunks: Vec::new(), took: Duration::ZERO };
        let is_chunked = reply.header("transfer-encoding").is_some_and(|coding| coding == "chunked");
        // An interim answer has no body either.
        if head_only || status < 200 {
        } else if is_chunked {
            while let size @ 1.. = self.chunk_size()? {
                reply.chunks.push(size);
                reply.body.extend(self.take(size)?);
                self.take(2)?;
            }
            self.take(2)?;
        } else {
            let length = reply.header("content-length").and_then(|value| value.parse().ok());
            reply.body = self.take(length.unwrap_or(0))?;
        }
        reply.took = self.sent.elapsed();
        Ok(reply)
    }

    /// Reads all that comes until the server closes, or resets, the connection.
    ///
    /// # Errors
    /// It does neither in time.
    pub(crate) fn until_closed(&mut self) -> io::Result<Vec<u8>> {
        loop {
            match self.read_more() {
                Ok(()) => {}
                Err(error) if is_over(&error) => return Ok(std::mem::take(&mut self.left)),
                Err(error) => return Err(error),
            }
        }
    }

    /// Reads all that comes until the server closes the connection, or says nothing for a while.
    pub(crate) fn until_silent(&mut self) -> Vec<u8> {
        let _ = self.stream.set_read_timeout(Some(SILENCE));
        while self.read_more().is_ok() {}
        std::mem::take(&mut self.left)
    }

    fn take(&mut self, length: usize) -> io::Result<Vec<u8>> {
        while self.left.len() < length {
            self.read_more()?;
        }
        Ok(self.left.drain(..length).collect())
    }

    fn chunk_size(&mut self) -> io::Result<usize> {
        let end = loop {
            match self.left.windows(2).position(|two| two == b"\r\n") {
                Some(end) => break end,
                None => self.read_more()?,
            }
        };
        let line = self.take(end + 2)?;
        let size = usize::from_str_radix(String::from_utf8_lossy(&line).trim(), 16);
        size.map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "no chunk size where one belongs"))
    }

    fn read_more(&mut self) -> io::Result<()> {
        let mut chunk = [0; 16 << 10];
        match self.stream.read(&mut chunk) {
            Ok(0) => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the server closed the connection")),
            Ok(count) => {
                self.left.extend_from_slice(&chunk[..count]);
                Ok(())
            }
            // A process that was stopped and goes on finds its read interrupted.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                Err(io::Error::new(io::ErrorKind::TimedOut, format!("no answer within {ANSWER_MAX:?}")))
            }
            Err(error) => Err(error),
        }
    }
}

/// A request without a body, ready to be sent.
pub(crate) fn request(method: &str, target: &str, headers: &str) -> String {
    format!("{method} {target} HTTP/1.1\r\nhost: localhost\r\n{headers}\r\n")
}

fn is_over(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe)
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
