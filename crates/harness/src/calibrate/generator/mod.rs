//! The load generator's own proofs: that it plans arrivals as they should fall, and that a server
//! which stops shows in every response that it kept waiting.

use super::check::Check;

/// The checks of the generator; with `peers`, those too that need other load generators.
pub(super) fn checks(_peers: bool) -> Vec<Check> {
    Vec::new()
}
