//! Which process runs on which cores (method rule 6).

use record::Placement;

use super::{Core, Topology};

/// Gives server, generator and backend their cores.
///
/// Hardware threads of one physical core stay together, and physical cores are never split between the
/// three while there is more than one. The server gets cores of one kind and, where they fit, of one NUMA
/// node. Whatever is not as one would wish is a caveat.
pub(crate) fn place(topology: &Topology) -> Placement {
    let (slow, fast): (Vec<&Core>, Vec<&Core>) = topology.cores.iter().partition(|core| core.is_slow);
    match (fast.len(), slow.len()) {
        (_, 0) | (0, _) => among(topology.cores.iter().collect()),
        (3.., idle) => {
            let mut placement = among(fast);
            placement.caveats.push(format!(
                "{idle} slower cores are left idle: a server on two kinds of cores would measure the scheduler"
            ));
            placement
        }
        _ => {
            let half = slow.len() / 2;
            Placement {
                server: threads(&fast),
                generator: threads(&slow[half..]),
                backend: threads(if half == 0 { &slow } else { &slow[..half] }),
                caveats: vec![
                    "few fast cores: the server has them, generator and backend run on slower ones".into(),
                ],
            }
        }
    }
}

/// The placement where the system lets nothing be pinned.
pub(crate) fn unpinned() -> Placement {
    Placement {
        caveats: vec![
            "the system does not let programs be pinned to cores: server, generator and backend may take time from \
             each other; take these figures as a rehearsal"
                .into(),
        ],
        ..Placement::default()
    }
}

/// Places all three on cores of one kind.
fn among(mut cores: Vec<&Core>) -> Placement {
    match cores.as_slice() {
        [] => unpinned(),
        [only] => {
            let shared = only.threads.clone();
            let caveat = "one physical core: server, generator and backend share it, so the generator's \
                          work is in every latency; take these figures as a rehearsal";
            Placement {
                server: shared.clone(),
                generator: shared.clone(),
                backend: shared,
                caveats: vec![caveat.into()],
            }
        }
        [first, second] => Placement {
            server: second.threads.clone(),
            generator: first.threads.clone(),
            backend: first.threads.clone(),
            caveats: vec!["two cores: generator and backend share one, the server has the other".into()],
        },
        many => {
            // Half of the cores serve; a quarter each generates and plays the backend, whose work
            // for one request is about the same.
            let (count, quarter) = (many.len(), (many.len() / 4).max(1));
            let on_node = |core: &Core| many.iter().filter(|other| other.node == core.node).count();
            // The largest node last, where the server is: its memory is then near. Core 0, which often
            // handles the devices' interrupts, comes first.
            let keys: Vec<_> = many.iter().map(|core| (on_node(core), core.node, core.threads[0])).collect();
            let key_of = |core: &Core| keys.iter().find(|key| key.2 == core.threads[0]).copied();
            cores.sort_by_key(|core| key_of(core));
            Placement {
                generator: threads(&cores[..quarter]),
                backend: threads(&cores[quarter..2 * quarter]),
                server: threads(&cores[2 * quarter..]),
                caveats: spanning(&cores[2 * quarter..count]).into_iter().collect(),
            }
        }
    }
}

/// What there is to say if the server's cores lie on several nodes.
fn spanning(server: &[&Core]) -> Option<String> {
    let mut nodes: Vec<u32> = server.iter().map(|core| core.node).collect();
    nodes.sort_unstable();
    nodes.dedup();
    (nodes.len() > 1).then(|| {
        format!("the server's cores lie on {} NUMA nodes: a part of its memory is far from each", nodes.len())
    })
}

fn threads(cores: &[&Core]) -> Vec<u32> {
    let mut threads: Vec<u32> = cores.iter().flat_map(|core| core.threads.iter().copied()).collect();
    threads.sort_unstable();
    threads
}
