//! The placement of this run, on this machine.

use record::Placement;

use super::{Topology, can_pin, place, quota_caveat, unpinned};

/// Which process runs where here, with everything that is not as one would wish.
pub(crate) fn placement(topology: &Topology) -> Placement {
    let placed = place(topology);
    let pinned = [&placed.server, &placed.generator, &placed.backend];
    let mut placement =
        if pinned.iter().all(|cores| !cores.is_empty() && can_pin(cores)) { placed } else { unpinned() };
    placement.caveats.extend(quota_caveat(topology.threads()));
    placement
}
