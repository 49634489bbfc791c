//! What is right, in a form that is quick to compare.

use std::sync::OnceLock;

use crate::{Expect, Request};

/// The answer that a request must get; shared by all loops.
#[derive(Debug)]
pub(crate) struct Expected {
    pub(crate) status: u16,
    /// Whether the request's method gives answers without a body.
    pub(crate) head_only: bool,
    body: Expect,
    /// The first body's length, where every body must be as long as the first.
    first_length: OnceLock<u64>,
}

impl Expected {
    pub(crate) fn of(request: &Request) -> Self {
        Self {
            status: request.status,
            head_only: request.is_head(),
            body: request.body.clone(),
            first_length: OnceLock::new(),
        }
    }

    /// Whether `bytes`, the body's part that starts at `at`, is right so far.
    #[inline]
    pub(crate) fn part_is_right(&self, at: u64, bytes: &[u8]) -> bool {
        match &self.body {
            Expect::Exact(body) => usize::try_from(at)
                .ok()
                .and_then(|at| body.get(at..)?.get(..bytes.len()))
                .is_some_and(|part| part == bytes),
            Expect::SameLength => true,
        }
    }

    /// Whether a body of this length, right in all its parts, is right.
    #[inline]
    pub(crate) fn length_is_right(&self, length: u64) -> bool {
        match &self.body {
            Expect::Exact(body) => body.len() as u64 == length,
            Expect::SameLength => *self.first_length.get_or_init(|| length) == length,
        }
    }
}
