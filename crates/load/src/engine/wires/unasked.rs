//! What arrives on a connection on which nothing has been asked.
//!
//! It is nobody's answer, and the connection is closed (RFC 9112, section 9.2). But a server that turns clients away at
//! its door says so in just this way: 503 when it accepts, 408 when it has waited too long (RFC 9110, section 15.5.9).
//! Whoever waits for such a connection has been refused, and his request ends by that status. Whatever else comes is
//! malformed, a right answer too: a server that speaks first must never look like a quick one.

use std::collections::BTreeSet;

use crate::answer::{Cause, excerpt, refusal};

/// What came unasked so far.
#[derive(Debug, Default)]
pub(in super::super) struct Unasked {
    /// The statuses of those that were refusals.
    refusals: BTreeSet<u16>,
    was_other: bool,
    /// The beginning of the last, for whoever waited for that connection.
    excerpt: Option<String>,
}

impl Unasked {
    /// Judges what came: why whoever waits for this connection has failed.
    #[cold]
    pub(super) fn judge(&mut self, bytes: &[u8]) -> Cause {
        let (cause, why) = match refusal(bytes) {
            Some(status) => {
                self.refusals.insert(status);
                (Cause::Status, "refused before anything was asked")
            }
            None => {
                self.was_other = true;
                (Cause::Malformed, "said before anything was asked")
            }
        };
        self.excerpt = Some(excerpt(why, bytes));
        cause
    }

    /// What was said to whoever failed for this cause, while waiting for a connection.
    pub(in super::super) fn said(&mut self, cause: Cause) -> Option<String> {
        matches!(cause, Cause::Status | Cause::Malformed).then(|| self.excerpt.take()).flatten()
    }

    /// What a reader should know.
    pub(in super::super) fn notes(&self) -> Vec<String> {
        let refused = |status: &u16| {
            format!(
                "the server turned connections away with status {status} before anything was asked on them"
            )
        };
        let mut notes: Vec<_> = self.refusals.iter().map(refused).collect();
        if self.was_other {
            notes.push(
                "the server sent bytes that nobody had asked for; those connections were closed".into(),
            );
        }
        notes
    }
}
