//! What is answered: status, headers, body.

use std::time::Duration;

use bytes::{Bytes, BytesMut};

use crate::json::json;
use crate::work::milliseconds;
use crate::{Ask, Chain, FanOut, Fetch, File, Json, Receipt, Refusal, Stream, Upload, payload};

/// The `Server` header of every contender that can choose its own.
pub const SERVER: &str = "common-ground";

/// The `Content-Type` of every answer but that of `/json`.
pub const CONTENT_TYPE: &str = "text/plain; charset=utf-8";

/// The `Content-Type` of `/json`.
pub const JSON_TYPE: &str = "application/json";

/// One answer. The codec adds `Content-Length`, or `Transfer-Encoding` where there is a pace, and `Date`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status code.
    pub status: u16,
    /// The value of the `Content-Type` header.
    pub content_type: &'static str,
    /// The value of the `Allow` header, given with status 405 only.
    pub allow: Option<&'static str>,
    /// The whole body.
    pub body: Bytes,
    /// How slowly the body is sent; without it, at once.
    pub pace: Option<Pace>,
}

/// How slowly a body is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The size of each piece, which is a chunk of its own, in bytes.
    pub piece_bytes: usize,
    /// The pause before each piece.
    pub pause: Duration,
}

impl Answer {
    /// The answer to `/plaintext`.
    #[must_use]
    pub fn plaintext() -> Self {
        Self::ok(Bytes::from_static(b"Hello, World!"))
    }

    /// The answer to `/json`.
    #[must_use]
    pub fn json(ask: Json) -> Self {
        Self { content_type: JSON_TYPE, ..Self::ok(json(ask)) }
    }

    /// The answer to `/wait` and `/blocking-call`, once the wait is over.
    #[must_use]
    pub fn waited() -> Self {
        Self::ok(Bytes::from_static(b"waited\n"))
    }

    /// What the backend sent, or a file holds, passed on untouched.
    #[must_use]
    pub fn fetched(body: Bytes) -> Self {
        Self::ok(body)
    }

    /// The answer to `/fan-out`: what the calls gave, in the order in which they were asked.
    #[must_use]
    pub fn gathered(bodies: &[Bytes]) -> Self {
        let mut all = BytesMut::with_capacity(bodies.iter().map(Bytes::len).sum());
        bodies.iter().for_each(|body| all.extend_from_slice(body));
        Self::ok(all.freeze())
    }

    /// The answer to `/stream`; at once, where there is nothing to send.
    #[must_use]
    pub fn streamed(Stream { pieces, bytes, ms }: Stream) -> Self {
        let pace = Pace { piece_bytes: bytes as usize, pause: milliseconds(ms) };
        let body = payload(pieces * bytes);
        Self { pace: (!body.is_empty()).then_some(pace), ..Self::ok(body) }
    }

    /// The answer to `/upload`, once its body is read.
    #[must_use]
    pub fn uploaded(ask: Upload, receipt: Receipt) -> Self {
        if receipt.bytes != u64::from(ask.bytes) {
            return Refusal::WrongBody.into();
        }
        let text = format!("received {} bytes, checksum {:016x}\n", receipt.bytes, receipt.checksum);
        Self::ok(Bytes::from(text))
    }

    fn ok(body: Bytes) -> Self {
        Self { status: 200, content_type: CONTENT_TYPE, allow: None, body, pace: None }
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        let body = Bytes::from(format!("{refusal}\n"));
        Self { status: refusal.status(), allow: refusal.allow(), ..Self::ok(body) }
    }
}

impl From<Result<Bytes, Refusal>> for Answer {
    fn from(fetched: Result<Bytes, Refusal>) -> Self {
        fetched.map_or_else(Self::from, Self::fetched)
    }
}

/// The answer that a healthy server with a healthy backend gives; to an upload, if its body is
/// [`payload`].
#[must_use]
pub fn expected(ask: Ask) -> Answer {
    match ask {
        Ask::Plaintext => Answer::plaintext(),
        Ask::Json(json) => Answer::json(json),
        Ask::Wait(_) | Ask::BlockingCall(_) => Answer::waited(),
        Ask::Fetch(Fetch { bytes, .. })
        | Ask::Cancellable(Fetch { bytes, .. })
        | Ask::File(File { bytes }) => Answer::fetched(payload(bytes)),
        Ask::FanOut(fan_out) => gathered(fan_out),
        Ask::Chain(chain) => Answer::fetched(last_link(chain)),
        Ask::Mixed(mixed) => Answer::fetched(payload(mixed.fetch().bytes)),
        Ask::Stream(stream) => Answer::streamed(stream),
        Ask::Upload(upload) => {
            let mut receipt = Receipt::NOTHING;
            receipt.add(&payload(upload.bytes));
            Answer::uploaded(upload, receipt)
        }
    }
}

fn gathered(fan_out: FanOut) -> Answer {
    let bodies: Vec<Bytes> = fan_out.fetches().map(|fetch| payload(fetch.bytes)).collect();
    Answer::gathered(&bodies)
}

fn last_link(chain: Chain) -> Bytes {
    let mut next = chain.first();
    let mut last = chain.before_the_first();
    for _ in 0..chain.calls {
        last = payload(next.bytes);
        next = chain.next(&last);
    }
    last
}
