//! `/blocking-call?ms=`: a sleep that keeps the thread, whoever's it is.

use contract::{Answer, Wait};

use crate::clock;

/// Answers when the time is over. In an async handler this is the classic mistake: the worker that runs
/// it runs nothing else meanwhile.
pub(crate) async fn blocking_call(ask: Wait) -> Answer {
    clock::block(ask.duration());
    Answer::waited()
}
