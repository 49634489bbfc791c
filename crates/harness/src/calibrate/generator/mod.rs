//! The load generator's own proofs: that it sends when it planned to, that it measures what theory and
//! arithmetic say, that it stays small, and what it costs beside others.

mod memory;
mod pacing;
mod peer;
mod peers;
mod queueing;
mod stand;
mod stopped;
mod stopped_peers;
mod theory;

use super::check::Check;

/// The checks of the generator; with `peers`, those too that need other load generators.
pub(super) fn checks(peers: bool) -> Vec<Check> {
    let mut checks = vec![pacing::CHECK, stopped::CHECK, queueing::CHECK, memory::CHECK];
    if peers {
        checks.extend([peers::CHECK, stopped_peers::CHECK]);
    }
    checks
}
