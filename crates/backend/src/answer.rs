//! The bytes of an answer.

use std::fmt::Display;
use std::io::Write;

use bytes::Bytes;
use contract::{Answer as Said, CONTENT_TYPE, SERVER, payload};

use crate::request::Wrong;

/// A body up to this size is copied behind its head once, so that one plain send is enough.
const JOINED_BYTES_MAX: u32 = 16 << 10;

/// An answer, said in a few bytes; [`Renderer`] knows the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// How much payload, or why none.
    pub(crate) what: Result<u32, Wrong>,
    /// Whether only the head is sent.
    pub(crate) is_head: bool,
    /// Whether the connection ends with it.
    pub(crate) ends: bool,
}

/// Renders answers and remembers the last: in a measurement all are alike, so that rendering costs a
/// comparison.
#[derive(Debug, Default)]
pub(crate) struct Renderer {
    last: Option<Answer>,
    /// The head, and the body behind it if it is small.
    start: Vec<u8>,
    /// The rest of the body.
    rest: Bytes,
}

impl Renderer {
    /// The bytes of `answer`, in two parts. The same answer always gives the same bytes, so that one which
    /// was sent in part can be rendered again to send the rest.
    pub(crate) fn render(&mut self, answer: Answer) -> (&[u8], &[u8]) {
        if self.last != Some(answer) {
            self.build(answer);
            self.last = Some(answer);
        }
        (&self.start, &self.rest)
    }

    fn build(&mut self, answer: Answer) {
        let (status, allow, body) = match answer.what {
            Ok(bytes) => (200, None, payload(bytes)),
            Err(wrong) => refusal(wrong),
        };
        self.start.clear();
        let mut line = |text: &dyn Display| {
            write!(self.start, "{text}\r\n").expect("a vector takes all that is written");
        };
        line(&format_args!("HTTP/1.1 {status} {}", phrase(status)));
        line(&format_args!("server: {SERVER}"));
        line(&format_args!("content-type: {CONTENT_TYPE}"));
        line(&format_args!("content-length: {}", body.len()));
        if let Some(methods) = allow {
            line(&format_args!("allow: {methods}"));
        }
        if answer.ends {
            line(&"connection: close");
        }
        line(&"");
        self.rest = Bytes::new();
        if !answer.is_head {
            match answer.what {
                Ok(bytes) if bytes > JOINED_BYTES_MAX => self.rest = body,
                _ => self.start.extend_from_slice(&body),
            }
        }
    }
}

fn refusal(wrong: Wrong) -> (u16, Option<&'static str>, Bytes) {
    match wrong {
        Wrong::Refused(refusal) => {
            let said = Said::from(refusal);
            (said.status, said.allow, said.body)
        }
        Wrong::Malformed => (400, None, Bytes::from_static(b"not an HTTP/1.1 request\n")),
        Wrong::HasBody => (400, None, Bytes::from_static(b"a request body is not taken\n")),
        Wrong::HeadTooLarge => (431, None, Bytes::from_static(b"the request head is too large\n")),
    }
}

fn phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        404 => "Not Found",
        405 => "Method Not Allowed",
        414 => "URI Too Long",
        431 => "Request Header Fields Too Large",
        _ => "Error",
    }
}

#[cfg(test)]
mod tests {
    use contract::Refusal;

    use super::*;

    fn text(renderer: &mut Renderer, what: Result<u32, Wrong>, is_head: bool, ends: bool) -> String {
        let (start, rest) = renderer.render(Answer { what, is_head, ends });
        String::from_utf8([start, rest].concat()).unwrap()
    }

    #[test]
    fn an_answer_has_a_head_and_the_contracts_payload() {
        let mut renderer = Renderer::default();
        let head = "HTTP/1.1 200 OK\r\nserver: common-ground\r\ncontent-type: text/plain; charset=utf-8\r\n\
            content-length: 3\r\n";
        assert_eq!(text(&mut renderer, Ok(3), false, false), format!("{head}\r\nABC"));
        assert_eq!(text(&mut renderer, Ok(3), true, false), format!("{head}\r\n"));
        assert_eq!(text(&mut renderer, Ok(3), false, true), format!("{head}connection: close\r\n\r\nABC"));
    }

    #[test]
    fn large_and_small_bodies_are_whole_and_what_was_rendered_before_leaves_no_trace() {
        let mut renderer = Renderer::default();
        for bytes in [JOINED_BYTES_MAX, JOINED_BYTES_MAX + 1, 0, 1 << 20, 5] {
            let text = text(&mut renderer, Ok(bytes), false, false);
            let (head, body) = text.split_once("\r\n\r\n").unwrap();
            assert!(head.ends_with(&format!("content-length: {bytes}")));
            assert!(body.as_bytes() == payload(bytes), "{bytes}");
        }
    }

    #[test]
    fn refusals_are_the_contracts() {
        let refused = text(&mut Renderer::default(), Err(Wrong::Refused(Refusal::WrongMethod)), false, false);
        assert!(refused.starts_with("HTTP/1.1 405 Method Not Allowed\r\n"));
        assert!(refused.contains("\r\nallow: GET, HEAD\r\n"));
        assert!(refused.ends_with(&format!("\r\n\r\n{}\n", Refusal::WrongMethod)));
    }
}
