//! Which process runs on which cores (method rule 6).

use record::Placement;

use super::Topology;

/// Gives server, generator and backend their cores; physical cores are never split between them
/// while there is more than one.
pub(crate) fn place(topology: &Topology) -> Placement {
    let cores = &topology.cores;
    let join = |part: &[Vec<u32>]| part.concat();
    match cores.len() {
        0 => Placement {
            caveats: vec!["the system does not say which cores may be used: nothing is pinned".into()],
            ..Placement::default()
        },
        1 => {
            let shared = cores[0].clone();
            let caveat = "one physical core: server, generator and backend share it, so the generator's \
                          work is in every latency; take these figures as a rehearsal";
            Placement {
                server: shared.clone(),
                generator: shared.clone(),
                backend: shared,
                caveats: vec![caveat.into()],
            }
        }
        2 => Placement {
            server: cores[1].clone(),
            generator: cores[0].clone(),
            backend: cores[0].clone(),
            caveats: vec!["two cores: generator and backend share one, the server has the other".into()],
        },
        count => {
            // Half of the cores serve; a quarter each generates and plays the backend, whose work
            // for one request is about the same.
            let generator = (count / 4).max(1);
            let backend = (count / 4).max(1);
            let server = count - generator - backend;
            Placement {
                generator: join(&cores[..generator]),
                backend: join(&cores[generator..generator + backend]),
                server: join(&cores[count - server..]),
                caveats: Vec::new(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(cores: u32, threads: u32) -> Topology {
        Topology { cores: (0..cores).map(|core| (0..threads).map(|t| core + t * cores).collect()).collect() }
    }

    #[test]
    fn two_cores_separate_the_server() {
        let placement = place(&machine(2, 1));
        assert_eq!((placement.server, placement.generator, placement.backend), (vec![1], vec![0], vec![0]));
    }

    #[test]
    fn one_core_is_said_aloud() {
        assert!(place(&machine(1, 2)).caveats[0].contains("rehearsal"));
        assert!(place(&machine(0, 1)).caveats[0].contains("not say"));
    }

    #[test]
    fn from_three_cores_on_nothing_is_shared_and_nothing_is_wasted() {
        for cores in 3..=128 {
            for threads in [1, 2] {
                let placement = place(&machine(cores, threads));
                let mut all = [placement.server, placement.generator, placement.backend].concat();
                all.sort_unstable();
                assert_eq!(all, (0..cores * threads).collect::<Vec<_>>(), "{cores} × {threads}");
            }
        }
    }
}
