//! `/stream?pieces=&bytes=&ms=`: a body that is produced slowly.

use contract::{Answer, Stream};

/// Answers at once with how it will be; the pauses are waited for while the body is sent, between the
/// codec and `serving`.
pub(crate) async fn stream(ask: Stream) -> Answer {
    Answer::streamed(ask)
}
