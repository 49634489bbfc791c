//! `/json?items=`: nothing to wait for, and something to write.

use contract::{Answer, Json};

/// Answers at once, with records that are serialised for this request.
pub(crate) fn json(ask: Json) -> Answer {
    Answer::json(ask)
}
