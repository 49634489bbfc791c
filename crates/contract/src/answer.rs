//! What is answered: status, headers, body.

use bytes::Bytes;

use crate::{Ask, Refusal, payload};

/// The `Server` header of every contender that can choose its own.
pub const SERVER: &str = "common-ground";

/// The `Content-Type` of every answer.
pub const CONTENT_TYPE: &str = "text/plain; charset=utf-8";

/// One answer. The codec adds `Content-Length` and `Date`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status code.
    pub status: u16,
    /// The value of the `Allow` header, given with status 405 only.
    pub allow: Option<&'static str>,
    /// The whole body.
    pub body: Bytes,
}

impl Answer {
    /// The answer to `/plaintext`.
    #[must_use]
    pub fn plaintext() -> Self {
        Self::ok(Bytes::from_static(b"Hello, World!"))
    }

    /// The answer to `/wait`, once the wait is over.
    #[must_use]
    pub fn waited() -> Self {
        Self::ok(Bytes::from_static(b"waited\n"))
    }

    /// The answer to `/fetch`: what the backend sent, passed on untouched.
    #[must_use]
    pub fn fetched(body: Bytes) -> Self {
        Self::ok(body)
    }

    fn ok(body: Bytes) -> Self {
        Self { status: 200, allow: None, body }
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        Self {
            status: refusal.status(),
            allow: (refusal == Refusal::WrongMethod).then_some("GET, HEAD"),
            body: Bytes::from(format!("{refusal}\n")),
        }
    }
}

/// The answer that a healthy server with a healthy backend gives.
#[must_use]
pub fn expected(ask: Ask) -> Answer {
    match ask {
        Ask::Plaintext => Answer::plaintext(),
        Ask::Wait(_) => Answer::waited(),
        Ask::Fetch(fetch) => Answer::fetched(payload(fetch.bytes)),
    }
}
