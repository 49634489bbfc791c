//! What is sent, and the answer that it must get.

use contract::Ask;

/// A request and the answer that it must get.
#[derive(Clone, Debug)]
pub struct Request {
    /// The bytes to send.
    pub bytes: Vec<u8>,
    /// The status that is right.
    pub status: u16,
    /// The body that is right.
    pub body: Expect,
}

/// Which body is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expect {
    /// This one, to the byte.
    Exact(Vec<u8>),
    /// Any, as long as each is as long as the first.
    SameLength,
}

impl Request {
    /// `GET path` with just the headers that HTTP/1.1 asks for; status 200 is right.
    #[must_use]
    pub fn get(host: &str, path: &str, body: impl Into<Expect>) -> Self {
        let bytes = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").into_bytes();
        Self { bytes, status: 200, body: body.into() }
    }

    /// What the contract asks for, with the answer that the contract expects.
    #[must_use]
    pub fn ask(host: &str, ask: Ask) -> Self {
        let answer = contract::expected(ask);
        let mut request = Self::get(host, &ask.to_string(), answer.body.to_vec());
        if let Ask::Upload(upload) = ask {
            let head =
                format!("POST {ask} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {}\r\n\r\n", upload.bytes);
            request.bytes = [head.as_bytes(), &contract::payload(upload.bytes)].concat();
        }
        Self { status: answer.status, ..request }
    }

    /// Whether the answer has no body by its method.
    pub(crate) fn is_head(&self) -> bool {
        self.bytes.starts_with(b"HEAD ")
    }
}

impl From<Vec<u8>> for Expect {
    fn from(body: Vec<u8>) -> Self {
        Self::Exact(body)
    }
}
