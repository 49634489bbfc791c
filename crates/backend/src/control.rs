//! What is asked over standard input, a line each.

use std::io::{self, Write};
use std::os::fd::AsFd;

use rustix::io::{Errno, read};

/// A longer line is no question.
const LINE_BYTES_MAX: usize = 1024;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    /// Tell the counters.
    Usage,
    /// Start to count again.
    Reset,
    /// Finish what is in flight and end; the end of standard input means it too.
    Drain,
    /// Something else.
    Unknown(String),
}

/// Standard input, read as far as it goes without waiting. It is only read when it is ready and never
/// made non-blocking: that would change it for whoever it is shared with.
#[derive(Debug, Default)]
pub(crate) struct Control {
    partial: Vec<u8>,
}

impl Control {
    /// The questions that have arrived.
    pub(crate) fn questions(&mut self) -> Vec<Question> {
        let mut buffer = [0; LINE_BYTES_MAX];
        match read(io::stdin().as_fd(), &mut buffer) {
            Ok(0) => vec![Question::Drain],
            Ok(length) => self.take(&buffer[..length]),
            Err(Errno::INTR | Errno::AGAIN) => Vec::new(),
            Err(_) => vec![Question::Drain],
        }
    }

    fn take(&mut self, bytes: &[u8]) -> Vec<Question> {
        self.partial.extend_from_slice(bytes);
        let mut questions = Vec::new();
        while let Some(end) = self.partial.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.partial.drain(..=end).collect();
            match String::from_utf8_lossy(&line).trim() {
                "" => {}
                "usage" => questions.push(Question::Usage),
                "reset" => questions.push(Question::Reset),
                "drain" => questions.push(Question::Drain),
                other => questions.push(Question::Unknown(other.escape_default().to_string())),
            }
        }
        self.partial.truncate(LINE_BYTES_MAX);
        questions
    }
}

/// Prints a line at once. Whoever closed the other end wanted no answer.
pub(crate) fn say(line: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_may_arrive_in_any_pieces() {
        let mut control = Control::default();
        assert_eq!(control.take(b"usa"), []);
        assert_eq!(control.take(b"ge\r\nreset\n\ndr"), [Question::Usage, Question::Reset]);
        assert_eq!(control.take(b"ain\nst\"op\n"), [Question::Drain, Question::Unknown("st\\\"op".into())]);
        for _ in 0..10_000 {
            assert_eq!(control.take(&[b'x'; 100]), []);
        }
        assert!(control.partial.len() <= LINE_BYTES_MAX);
    }
}
