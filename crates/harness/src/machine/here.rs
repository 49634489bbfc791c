//! The placement of this run, on this machine.

use anyhow::{Result, ensure};
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

/// The same with only so many cores for the server.
///
/// # Errors
/// It has not so many.
pub(crate) fn serving_on(cores: u32, placement: Placement) -> Result<Placement> {
    let (count, there) = (cores as usize, placement.server.len());
    ensure!(
        (1..=there).contains(&count),
        "a server can have {there} cores here, not {cores}: the others generate load and play the backend. Ask for \
         {there} at most"
    );
    let mut placement = placement;
    if count < there {
        placement.server.truncate(count);
        placement.caveats.push(format!("the server has {cores} of its {there} cores, as asked for"));
    }
    Ok(placement)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_gets_the_cores_that_were_asked_for_and_no_more_than_there_are() {
        let all = Placement { server: vec![2, 3, 4], generator: vec![0], backend: vec![1], caveats: vec![] };
        let two = serving_on(2, all.clone()).expect("there are three");
        assert_eq!((two.server.as_slice(), two.generator.as_slice()), ([2, 3].as_slice(), [0].as_slice()));
        assert!(two.caveats[0].contains("2 of its 3"), "{two:?}");
        assert_eq!(serving_on(3, all.clone()).expect("there are three"), all);
        for cores in [0, 4] {
            let told = serving_on(cores, all.clone()).expect_err("there are three").to_string();
            assert!(told.contains("can have 3 cores"), "{told}");
        }
    }
}
