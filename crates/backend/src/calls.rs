//! What a client has asked for and still waits for.

use std::collections::VecDeque;

use contract::limits::MAX_HEAD_BYTES;

use crate::answer::Answer;
use crate::law::Law;
use crate::request;

/// A call that waits for its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    /// When it is answered, at the earliest.
    pub(crate) due_ns: u64,
    /// What is answered.
    pub(crate) answer: Answer,
}

/// The calls of one connection in the order of their requests, and a request in part.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    partial: Vec<u8>,
    waiting: VecDeque<Call>,
    has_last: bool,
}

impl Calls {
    /// Turns bytes that have arrived by `now_ns` into calls; gives how many.
    pub(crate) fn take(&mut self, bytes: &[u8], now_ns: u64, law: &mut Law) -> usize {
        let before = self.waiting.len();
        if self.has_last {
            return 0;
        }
        if self.partial.is_empty() {
            let taken = self.take_whole(bytes, now_ns, law);
            self.partial.extend_from_slice(&bytes[taken..]);
            return self.waiting.len() - before;
        }
        self.partial.extend_from_slice(bytes);
        // Only a line's end completes a head; to look at each of its bytes again for each byte that
        // arrives would let a slow client cost a lot.
        if bytes.contains(&b'\n') || self.partial.len() > MAX_HEAD_BYTES {
            let mut partial = std::mem::take(&mut self.partial);
            let taken = self.take_whole(&partial, now_ns, law);
            partial.drain(..taken);
            self.partial = partial;
        }
        self.waiting.len() - before
    }

    /// Nothing more is taken.
    pub(crate) fn close(&mut self) {
        self.has_last = true;
    }

    /// Whether nothing more is taken: the client or we have said which call is the last.
    pub(crate) fn has_last(&self) -> bool {
        self.has_last
    }

    /// The call that is answered next.
    pub(crate) fn first(&self) -> Option<Call> {
        self.waiting.front().copied()
    }

    /// The first is answered.
    pub(crate) fn answered(&mut self) {
        self.waiting.pop_front();
    }

    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Turns the whole requests at the start of `bytes` into calls; gives how many bytes they took.
    fn take_whole(&mut self, bytes: &[u8], now_ns: u64, law: &mut Law) -> usize {
        let mut taken = 0;
        while taken < bytes.len() {
            let Some(request) = request::read(&bytes[taken..]) else { return taken };
            taken += request.length;
            let wait_ns = request.ask.map_or(0, |delay| law.draw_ns(delay.ms));
            let what = request.ask.map(|delay| delay.bytes);
            let answer = Answer { what, is_head: request.is_head, ends: request.ends };
            self.waiting.push_back(Call { due_ns: now_ns + wait_ns, answer });
            if request.ends {
                self.has_last = true;
                return bytes.len();
            }
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &[u8] =
        b"GET /delay?ms=2&bytes=1 HTTP/1.1\r\n\r\nGET /delay?ms=1&bytes=9 HTTP/1.1\r\nx: y\r\n\r\n";

    fn due_and_bytes(calls: &mut Calls) -> Vec<(u64, u32)> {
        let mut all = Vec::new();
        while let Some(call) = calls.first() {
            all.push((call.due_ns, call.answer.what.unwrap()));
            calls.answered();
        }
        all
    }

    #[test]
    fn requests_in_any_pieces_are_the_same_calls() {
        for cut in 1..TWO.len() {
            let mut calls = Calls::default();
            let first = calls.take(&TWO[..cut], 5, &mut Law::Fixed);
            let second = calls.take(&TWO[cut..], 5, &mut Law::Fixed);
            assert_eq!(first + second, 2, "{cut}");
            assert_eq!(due_and_bytes(&mut calls), [(2_000_005, 1), (1_000_005, 9)], "{cut}");
        }
    }

    #[test]
    fn the_time_is_that_of_the_last_byte() {
        let mut calls = Calls::default();
        for (at_ns, byte) in TWO.iter().enumerate() {
            calls.take(&[*byte], at_ns as u64, &mut Law::Fixed);
        }
        let first = TWO.windows(4).position(|four| four == b"\r\n\r\n").unwrap() as u64 + 3;
        let last = TWO.len() as u64 - 1;
        assert_eq!(due_and_bytes(&mut calls), [(2_000_000 + first, 1), (1_000_000 + last, 9)]);
    }

    #[test]
    fn nothing_is_taken_after_the_last() {
        let mut calls = Calls::default();
        let last = b"GET /delay?ms=0&bytes=1 HTTP/1.0\r\n\r\n";
        assert_eq!(calls.take(&[TWO, last, TWO].concat(), 0, &mut Law::Fixed), 3);
        assert!(calls.has_last());
        assert_eq!(calls.take(TWO, 0, &mut Law::Fixed), 0);
    }

    #[test]
    fn a_head_without_end_is_refused() {
        let mut calls = Calls::default();
        let taken: usize = (0..100).map(|_| calls.take(&[b'x'; 1_000], 0, &mut Law::Fixed)).sum();
        assert_eq!(taken, 1);
        assert!(calls.has_last() && calls.first().unwrap().answer.what.is_err());
    }
}
