//! `/wait?ms=`: a timer.

use contract::{Answer, Wait};

use crate::clock;

/// Answers when the time is over.
pub(crate) fn wait(ask: Wait) -> Answer {
    clock::sleep(ask.duration());
    Answer::waited()
}
