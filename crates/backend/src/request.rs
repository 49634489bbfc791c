//! From received bytes to what is asked for.

use std::mem::MaybeUninit;

use contract::Refusal;
use contract::delay::Delay;
use contract::limits::{MAX_HEAD_BYTES, MAX_HEADERS, MAX_TARGET_BYTES};
use httparse::{Header, Status};

/// A request whose head is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    /// How many bytes it took.
    pub(crate) length: usize,
    /// What is asked for.
    pub(crate) ask: Result<Delay, Wrong>,
    /// Whether only the head of the answer is wanted.
    pub(crate) is_head: bool,
    /// Whether the connection ends with the answer.
    pub(crate) ends: bool,
}

/// Why a request gets no payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// One of the contract's reasons.
    Refused(Refusal),
    /// 400: no HTTP/1 request.
    Malformed,
    /// 400: a body, which no route here takes.
    HasBody,
    /// 431: more header than the contract allows.
    HeadTooLarge,
}

/// Reads the first request in `bytes`; `None` if its head has not arrived in full.
pub(crate) fn read(bytes: &[u8]) -> Option<Request> {
    let mut headers = [MaybeUninit::<Header<'_>>::uninit(); MAX_HEADERS];
    let mut head = httparse::Request::new(&mut []);
    // What cannot be understood leaves no way to find the next request, so the connection ends.
    let last = |wrong| Some(Request { length: bytes.len(), ask: Err(wrong), is_head: false, ends: true });
    match head.parse_with_uninit_headers(bytes, &mut headers) {
        Ok(Status::Complete(length)) if length > MAX_HEAD_BYTES => last(Wrong::HeadTooLarge),
        Ok(Status::Complete(length)) => Some(understand(length, &head)),
        Ok(Status::Partial) if bytes.len() <= MAX_HEAD_BYTES => None,
        Ok(Status::Partial) if !bytes.contains(&b'\n') => last(Wrong::Refused(Refusal::TargetTooLong)),
        Ok(Status::Partial) | Err(httparse::Error::TooManyHeaders) => last(Wrong::HeadTooLarge),
        Err(_) => last(Wrong::Malformed),
    }
}

fn understand(length: usize, head: &httparse::Request<'_, '_>) -> Request {
    let mut ends = head.version == Some(0);
    let mut has_body = false;
    for header in head.headers.iter() {
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        if is("connection") {
            let mut words = header.value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
            ends |= words.any(|word| word.eq_ignore_ascii_case(b"close"));
        } else if is("content-length") {
            has_body |= header.value.iter().any(|digit| *digit != b'0');
        } else if is("transfer-encoding") {
            has_body = true;
        }
    }
    let method = head.method.unwrap_or_default();
    let ask = match ask(method, head.path.unwrap_or_default()) {
        Ok(_) if has_body => Err(Wrong::HasBody),
        other => other,
    };
    // A body is not read, so what follows it could not be found.
    Request { length, ask, is_head: method == "HEAD", ends: ends || has_body }
}

fn ask(method: &str, target: &str) -> Result<Delay, Wrong> {
    let asked =
        if target.len() > MAX_TARGET_BYTES { Err(Refusal::TargetTooLong) } else { Delay::parse(target) };
    let refused = match asked {
        // The contract's order: length, route, method, parameters.
        Err(Refusal::TargetTooLong) => Refusal::TargetTooLong,
        Err(Refusal::UnknownRoute) => Refusal::UnknownRoute,
        _ if !matches!(method, "GET" | "HEAD") => Refusal::WrongMethod,
        Ok(delay) => return Ok(delay),
        Err(refusal) => refusal,
    };
    Err(Wrong::Refused(refused))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Option<(Result<Delay, Wrong>, bool)> {
        read(text.as_bytes()).map(|request| (request.ask, request.ends))
    }

    #[track_caller]
    fn wrong(text: &str, why: Wrong, ends: bool) {
        assert_eq!(asked(text), Some((Err(why), ends)), "{text:?}");
    }

    const RIGHT: Delay = Delay { ms: 10, bytes: 256 };

    #[test]
    fn a_request_is_read_and_what_follows_is_left() {
        let first = "GET /delay?ms=10&bytes=256 HTTP/1.1\r\nhost: x\r\n\r\n";
        let two = format!("{first}GET /del");
        let expected = Request { length: first.len(), ask: Ok(RIGHT), is_head: false, ends: false };
        assert_eq!(read(two.as_bytes()), Some(expected));
        for length in 0..first.len() {
            assert_eq!(read(&first.as_bytes()[..length]), None, "{length}");
        }
    }

    #[test]
    fn the_connection_ends_when_the_client_says_so() {
        let with = |line: &str| asked(&format!("GET /delay?ms=10&bytes=256 {line}\r\n\r\n"));
        assert_eq!(with("HTTP/1.1\r\nConnection: Keep-Alive"), Some((Ok(RIGHT), false)));
        assert_eq!(with("HTTP/1.1\r\nCONNECTION: foo, Close"), Some((Ok(RIGHT), true)));
        assert_eq!(with("HTTP/1.0"), Some((Ok(RIGHT), true)));
        assert_eq!(with("HTTP/1.1\r\ncontent-length: 0"), Some((Ok(RIGHT), false)));
    }

    #[test]
    fn wrong_requests_are_told_apart() {
        let refused =
            |line: &str, why| wrong(&format!("{line} HTTP/1.1\r\n\r\n"), Wrong::Refused(why), false);
        refused("GET /elsewhere", Refusal::UnknownRoute);
        refused("POST /elsewhere", Refusal::UnknownRoute);
        refused("POST /delay", Refusal::WrongMethod);
        refused("GET /delay?bytes=1", Refusal::Missing("ms"));
        refused("GET /delay?ms=-1&bytes=1", Refusal::NotANumber("ms"));
        refused("GET /delay?ms=1&bytes=1048577", Refusal::TooLarge("bytes", 1 << 20));
        refused(&format!("GET /delay?{}", "&".repeat(4096)), Refusal::TargetTooLong);
        wrong("hello\r\n\r\n", Wrong::Malformed, true);
        wrong("\0\0\0", Wrong::Malformed, true);
        wrong("GET /delay?ms=10&bytes=256 HTTP/1.1\r\ncontent-length: 3\r\n\r\n", Wrong::HasBody, true);
        wrong(
            "GET /delay?ms=10&bytes=256 HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n",
            Wrong::HasBody,
            true,
        );
        let wrong_method = Wrong::Refused(Refusal::WrongMethod);
        wrong("POST /delay HTTP/1.1\r\ncontent-length: 3\r\n\r\n", wrong_method, true);
    }

    #[test]
    fn a_head_has_limits() {
        let many = "a: b\r\n".repeat(MAX_HEADERS + 1);
        wrong(&format!("GET /delay HTTP/1.1\r\n{many}\r\n"), Wrong::HeadTooLarge, true);
        let long = "a".repeat(MAX_HEAD_BYTES);
        wrong(&format!("GET /delay HTTP/1.1\r\nx: {long}"), Wrong::HeadTooLarge, true);
        wrong(&format!("GET /delay HTTP/1.1\r\nx: {long}\r\n\r\n"), Wrong::HeadTooLarge, true);
        wrong(&format!("GET /{long}"), Wrong::Refused(Refusal::TargetTooLong), true);
    }
}
