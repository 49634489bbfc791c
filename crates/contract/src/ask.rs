//! From a request line to what is asked for.

use std::fmt;
use std::time::Duration;

use crate::{Refusal, limits, query};

/// Every route, in the order in which they are documented.
pub const ROUTES: [&str; 3] = ["/plaintext", "/wait", "/fetch"];

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// `/plaintext`: the control; no waiting at all.
    Plaintext,
    /// `/wait?ms=`: wait on a timer inside the server.
    Wait(Wait),
    /// `/fetch?ms=&bytes=`: one call to the backend over a pooled keep-alive connection.
    Fetch(Fetch),
}

/// The parameters of `/wait`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// How long to wait before the answer, in milliseconds.
    pub ms: u32,
}

/// The parameters of `/fetch`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// How long the backend is asked to take, in milliseconds.
    pub ms: u32,
    /// How many bytes the backend is asked for and the server passes on.
    pub bytes: u32,
}

impl Wait {
    /// The wait as a duration.
    #[must_use]
    pub fn duration(self) -> Duration {
        Duration::from_millis(u64::from(self.ms))
    }
}

/// Reads a request. `target` is the path and query as they stand in the request line.
///
/// # Errors
/// The [`Refusal`] to answer with, checked in this order: length of the target, route, method,
/// parameters from left to right, missing parameters.
pub fn parse(method: &str, target: &str) -> Result<Ask, Refusal> {
    if target.len() > limits::MAX_TARGET_BYTES {
        return Err(Refusal::TargetTooLong);
    }
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    if !ROUTES.contains(&path) {
        return Err(Refusal::UnknownRoute);
    }
    if !matches!(method, "GET" | "HEAD") {
        return Err(Refusal::WrongMethod);
    }
    match path {
        "/plaintext" => query::numbers(query, []).map(|[]| Ask::Plaintext),
        "/wait" => {
            let [ms] = query::numbers(query, [("ms", limits::MAX_WAIT_MS)])?;
            Ok(Ask::Wait(Wait { ms }))
        }
        _ => {
            let limits = [("ms", limits::MAX_WAIT_MS), ("bytes", limits::MAX_BODY_BYTES)];
            let [ms, bytes] = query::numbers(query, limits)?;
            Ok(Ask::Fetch(Fetch { ms, bytes }))
        }
    }
}

/// The request target that asks for this: `parse("GET", &ask.to_string())` gives it back.
impl fmt::Display for Ask {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plaintext => write!(out, "/plaintext"),
            Self::Wait(Wait { ms }) => write!(out, "/wait?ms={ms}"),
            Self::Fetch(Fetch { ms, bytes }) => write!(out, "/fetch?ms={ms}&bytes={bytes}"),
        }
    }
}
