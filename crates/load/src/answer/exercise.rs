//! What must hold of the response path whatever a server sends; tried by the fuzzer and by the tests.

use super::reader::Context;
use super::{Cause, Expected, Reader, Taken};
use crate::{Expect, Request};

/// The body that is right in most exercises.
const BODY: &[u8] = b"hello";

/// How a stream of answers was judged.
#[derive(Debug, Default, PartialEq, Eq)]
struct Judged {
    answers: Vec<(Option<Cause>, bool)>,
    /// Where each answer ended.
    ends: Vec<usize>,
    malformed: bool,
}

/// Reads `data` as a server's answers: its first byte says what is expected, its second how the rest is
/// cut into pieces, and the rest is what the server sends before it closes.
///
/// # Panics
/// If a law of the response path is broken.
#[cfg_attr(not(fuzzing), expect(unreachable_pub, reason = "exported for the fuzzer only"))]
pub fn response_path(data: &[u8]) {
    let [kind, cut, stream @ ..] = data else { return };
    let request = request(*kind);
    let judge = |stream: &[u8], size: usize| {
        // Each way of cutting starts from nothing known, like a run of its own.
        let (expected, mut context) = (Expected::of(&request), Context::default());
        judge(stream, size, &expected, &mut context)
    };
    let whole = judge(stream, usize::MAX);
    for size in [1, usize::from(*cut).max(1)] {
        let cut = judge(stream, size);
        assert_eq!(cut.answers, whole.answers, "in pieces of {size}");
        // A head in pieces is looked at when a line ends: a fault behind the last line is not seen yet.
        let lines = stream.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let is_seen = || judge(&stream[..lines], usize::MAX).malformed;
        assert!(cut.malformed == whole.malformed || !is_seen(), "in pieces of {size}");
        assert_eq!(cut.ends, whole.ends, "in pieces of {size}");
    }
    let chunked = stream.to_ascii_lowercase().windows(7).any(|part| part == b"chunked");
    for ((fault, _), end) in whole.answers.iter().zip(&whole.ends) {
        if fault.is_none() && request.body == Expect::Exact(BODY.to_vec()) && !chunked && !request.is_head() {
            assert!(stream[..*end].ends_with(BODY), "another body was taken for the right one");
        }
    }
}

fn request(kind: u8) -> Request {
    let mut request = match kind & 1 {
        0 => Request::get("host", "/", BODY.to_vec()),
        _ => Request::get("host", "/", Expect::SameLength),
    };
    if kind & 2 != 0 {
        request.bytes.splice(..3, *b"HEAD");
        request.body = Expect::Exact(Vec::new());
    }
    if kind & 4 != 0 {
        request.status = 404;
    }
    request
}

/// Reads answer after answer, as a connection does; a right head that says "close" does not end it here.
fn judge(stream: &[u8], size: usize, expected: &Expected, context: &mut Context) -> Judged {
    let (mut reader, mut judged, mut before) = (Reader::new(), Judged::default(), 0);
    for mut piece in stream.chunks(size.min(stream.len().max(1))) {
        while !piece.is_empty() {
            match reader.take(piece, expected, context) {
                Taken::Answer { used, fault, keep_alive } => {
                    assert!(used <= piece.len(), "more was used than was given");
                    assert!(reader.is_fresh(), "the next answer begins with nothing");
                    before += used;
                    judged.answers.push((fault, keep_alive));
                    judged.ends.push(before);
                    piece = &piece[used..];
                }
                Taken::More => {
                    before += piece.len();
                    break;
                }
                Taken::Malformed => {
                    assert!(context.excerpt.is_some(), "whoever reads of a wrong answer is shown it");
                    judged.malformed = true;
                    return judged;
                }
            }
        }
    }
    if let Some(Taken::Answer { fault, keep_alive, .. }) = reader.end(expected, context) {
        assert!(!keep_alive, "the server has closed");
        judged.answers.push((fault, keep_alive));
        judged.ends.push(stream.len());
    }
    judged
}
