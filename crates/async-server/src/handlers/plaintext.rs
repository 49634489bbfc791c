//! `/plaintext`: nothing to wait for.

use contract::Answer;

/// Answers at once.
pub(crate) async fn plaintext() -> Answer {
    Answer::plaintext()
}
