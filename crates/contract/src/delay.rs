//! What a server asks of its backend: `/delay?ms=&bytes=`.

use std::fmt;

use crate::query::{Parameter, numbers};
use crate::{Refusal, limits};

/// The backend's one route.
pub const ROUTE: &str = "/delay";

/// One call to the backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delay {
    /// How long to take, in milliseconds: exactly, or as the median of the backend's law.
    pub ms: u32,
    /// How many bytes of [`crate::payload`] to answer.
    pub bytes: u32,
}

impl Delay {
    /// Reads the target of a GET request to the backend.
    ///
    /// # Errors
    /// The [`Refusal`] to answer with.
    pub fn parse(target: &str) -> Result<Self, Refusal> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        if path != ROUTE {
            return Err(Refusal::UnknownRoute);
        }
        let ms = Parameter::number("ms", limits::MAX_WAIT_MS);
        let bytes = Parameter::number("bytes", limits::MAX_BODY_BYTES);
        let [ms, bytes] = numbers(query, [ms, bytes])?;
        Ok(Self { ms, bytes })
    }
}

impl fmt::Display for Delay {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{ROUTE}?ms={}&bytes={}", self.ms, self.bytes)
    }
}
