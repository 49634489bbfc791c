//! The head of an answer: status, framing, whether the connection lives on.

use std::mem::MaybeUninit;

/// A head longer than this is malformed: it would otherwise never end.
pub(super) const HEAD_BYTES_MAX: usize = 64 << 10;

const HEADERS_MAX: usize = 64;

/// What a head says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Its length in bytes, the empty line included.
    pub(super) length: usize,
    pub(super) status: u16,
    pub(super) framing: Framing,
    pub(super) keep_alive: bool,
}

/// How the end of the body is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    Length(u64),
    Chunked,
    UntilClose,
}

/// What came of parsing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parsed {
    Whole(Head),
    Partial,
    Malformed(&'static str),
}

/// Parses the head that `bytes` begin with.
pub(super) fn parse(bytes: &[u8]) -> Parsed {
    let mut headers = [MaybeUninit::uninit(); HEADERS_MAX];
    let mut response = httparse::Response::new(&mut []);
    let config = httparse::ParserConfig::default();
    let length = match config.parse_response_with_uninit_headers(&mut response, bytes, &mut headers) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) if bytes.len() > HEAD_BYTES_MAX => {
            return Parsed::Malformed("a head without end");
        }
        Ok(httparse::Status::Partial) => return Parsed::Partial,
        Err(httparse::Error::TooManyHeaders) => return Parsed::Malformed("more than 64 headers"),
        Err(_) => return Parsed::Malformed("no HTTP"),
    };
    match meaning(&response, length) {
        Ok(head) => Parsed::Whole(head),
        Err(why) => Parsed::Malformed(why),
    }
}

/// The status with which `bytes` refuse (4xx or 5xx), as far as they have come; `None` if they say anything else.
pub(crate) fn refusal(bytes: &[u8]) -> Option<u16> {
    let mut headers = [MaybeUninit::uninit(); HEADERS_MAX];
    let mut response = httparse::Response::new(&mut []);
    let config = httparse::ParserConfig::default();
    config.parse_response_with_uninit_headers(&mut response, bytes, &mut headers).ok()?;
    response.code.filter(|status| (400..600).contains(status))
}

fn meaning(response: &httparse::Response<'_, '_>, length: usize) -> Result<Head, &'static str> {
    let status = response.code.unwrap_or(0);
    let mut keep_alive = response.version == Some(1);
    let mut content_length = None;
    let mut chunked = false;
    for header in response.headers.iter() {
        if header.name.eq_ignore_ascii_case("content-length") {
            let value = number(header.value).ok_or("a Content-Length that is no number")?;
            if content_length.replace(value).is_some_and(|before| before != value) {
                return Err("two Content-Lengths that differ");
            }
        } else if header.name.eq_ignore_ascii_case("transfer-encoding") {
            if chunked || !header.value.trim_ascii().eq_ignore_ascii_case(b"chunked") {
                return Err("a Transfer-Encoding other than chunked");
            }
            chunked = true;
        } else if header.name.eq_ignore_ascii_case("connection") {
            for option in header.value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii) {
                if option.eq_ignore_ascii_case(b"close") {
                    keep_alive = false;
                } else if option.eq_ignore_ascii_case(b"keep-alive") {
                    keep_alive = true;
                }
            }
        }
    }
    let framing = match (chunked, content_length) {
        // The one reads another end than the other: an answer that can be misunderstood is wrong.
        (true, Some(_)) => return Err("both Content-Length and Transfer-Encoding"),
        (true, None) => Framing::Chunked,
        (false, Some(length)) => Framing::Length(length),
        (false, None) => Framing::UntilClose,
    };
    Ok(Head { length, status, framing, keep_alive })
}

/// A plain decimal number; no sign, nothing around it.
fn number(value: &[u8]) -> Option<u64> {
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(value).ok()?.parse().ok()
}
