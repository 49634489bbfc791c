//! `/plaintext`: nothing to wait for.

use contract::Answer;

/// Answers at once.
pub(crate) fn plaintext() -> Answer {
    Answer::plaintext()
}
