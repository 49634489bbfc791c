//! The limit on a request's time, which such a stack seldom lacks.

use std::time::Duration;

use contract::limits::{BACKEND_GRACE_MS, MAX_CALLS, MAX_WAIT_MS};

/// Longer than anything that the contract allows: it costs what such a limit costs and never strikes, so
/// that all servers answer alike.
pub(crate) const TIME_LIMIT: Duration =
    Duration::from_millis(2 * (MAX_CALLS * (MAX_WAIT_MS + BACKEND_GRACE_MS)) as u64);
