//! Why a server cannot go on.

use std::fmt;

/// Why a server cannot go on: one line that says what to do next.
#[derive(Debug)]
pub struct Failure {
    said: String,
    pub(crate) is_unavailable: bool,
}

impl Failure {
    /// This machine does not have what the model needs. The program ends with
    /// [`Failure::UNAVAILABLE`], so that a comparison goes on without it.
    #[must_use]
    pub fn unavailable(said: String) -> Self {
        Self { said, is_unavailable: true }
    }

    /// The exit code that says so: `EX_UNAVAILABLE` of sysexits.h.
    pub const UNAVAILABLE: u8 = 69;
}

impl From<String> for Failure {
    fn from(said: String) -> Self {
        Self { said, is_unavailable: false }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.said)
    }
}
