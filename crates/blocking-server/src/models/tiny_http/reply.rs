//! Between tiny_http's words and the contract's.

use std::io::{self, Cursor, Read};
use std::sync::LazyLock;

use bytes::Bytes;
use contract::limits::{MAX_HEAD_BYTES, MAX_HEADERS};
use contract::{Answer, Ask, Receipt, SERVER, parse};
use tiny_http::{Header, Request, Response, StatusCode};

use super::body::{receive, send_slowly};
use crate::client::Client;
use crate::context::Context;
use crate::handlers;

/// The status for a head that is too large, which hyper answers by itself.
const HEAD_TOO_LARGE: u16 = 431;
/// The most that is read of a body that nobody wants.
const BODY_MAX: u64 = 1 << 20;

/// Answers one request.
pub(super) fn answer(mut request: Request, context: &Context) {
    let _in_flight = context.counters.request();
    let ask = parse(request.method().as_str(), target(request.url()));
    let receipt = match ask {
        Ok(Ask::Upload(upload)) => receive(&mut request, upload),
        _ => Receipt::NOTHING,
    };
    read_chunks(&mut request);
    let answer = if is_too_large(&request) {
        Answer { status: HEAD_TOO_LARGE, body: Bytes::new(), ..Answer::plaintext() }
    } else {
        handlers::answer(ask, receipt, Client, context)
    };
    send(request, answer);
}

/// Reads a chunked body, which the library would leave in the stream for the next request to stumble
/// over; one of known length it reads by itself.
fn read_chunks(request: &mut Request) {
    if request.headers().iter().any(|header| header.field.equiv("transfer-encoding")) {
        let _ = io::copy(&mut request.as_reader().take(BODY_MAX), &mut io::sink());
    }
}

/// Sends an answer.
pub(super) fn send(request: Request, answer: Answer) {
    static SERVER_HEADER: LazyLock<Option<Header>> = LazyLock::new(|| header("Server", SERVER));
    let allow = answer.allow.and_then(|allow| header("Allow", allow));
    let content_type = header("Content-Type", answer.content_type);
    let headers = SERVER_HEADER.iter().cloned().chain(content_type).chain(allow).collect();
    if let Some(pace) = answer.pace {
        return send_slowly(request, &answer, pace, headers);
    }
    let length = answer.body.len();
    let response =
        Response::new(StatusCode(answer.status), headers, Cursor::new(answer.body), Some(length), None);
    // Always a length, as hyper gives one. A client that has gone is no trouble.
    let _ = request.respond(response.with_chunked_threshold(usize::MAX));
}

/// The path and query, without what only a proxy or a browser would see.
fn target(url: &str) -> &str {
    let url = url.split('#').next().unwrap_or("");
    match url.strip_prefix("http://") {
        Some(absolute) => absolute.find('/').map_or("/", |at| &absolute[at..]),
        None => url,
    }
}

/// What can still be counted once the library has read it all.
fn is_too_large(request: &Request) -> bool {
    let headers = request.headers();
    let bytes: usize =
        headers.iter().map(|one| one.field.as_str().as_str().len() + one.value.len() + 4).sum();
    headers.len() > MAX_HEADERS || bytes > MAX_HEAD_BYTES
}

fn header(name: &str, value: &str) -> Option<Header> {
    Header::from_bytes(name, value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_what_hyper_takes_them_for() {
        assert_eq!(target("/wait?ms=1"), "/wait?ms=1");
        assert_eq!(target("/wait?ms=1#top"), "/wait?ms=1");
        assert_eq!(target("http://example.org/wait?ms=1"), "/wait?ms=1");
        assert_eq!(target("http://example.org"), "/");
    }
}
