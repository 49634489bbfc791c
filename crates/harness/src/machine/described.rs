//! Placement on machines that are described, each as the tree that its kernel would show.

use std::fs;
use std::path::Path;

use record::Placement;

use super::topology::list;
use super::{Topology, place, unpinned};

/// A machine in a few words, in the kernel's list notation.
#[derive(Clone, Copy, Default)]
struct Described<'a> {
    /// What is switched on.
    online: &'a str,
    /// The hardware threads of each core; none: each stands alone.
    siblings: &'a [&'a str],
    /// Each NUMA node's.
    nodes: &'a [&'a str],
    /// Performance and efficiency cores, where the kernel tells them apart by name.
    kinds: Option<[&'a str; 2]>,
    /// Hardware threads with their capacity, where the kernel tells that.
    capacities: &'a [(&'a str, u32)],
}

impl Described<'_> {
    fn write(&self, folder: &Path) {
        let put = |name: String, text: &str| {
            let file = folder.join(name);
            fs::create_dir_all(file.parent().expect("it has a folder")).expect("its folder");
            fs::write(file, format!("{text}\n")).expect("a file in it");
        };
        put("system/cpu/online".into(), self.online);
        for siblings in self.siblings {
            for cpu in list(siblings) {
                put(format!("system/cpu/cpu{cpu}/topology/thread_siblings_list"), siblings);
            }
        }
        for (node, cpus) in self.nodes.iter().enumerate() {
            put(format!("system/node/node{node}/cpulist"), cpus);
        }
        for (name, cpus) in ["cpu_core", "cpu_atom"].iter().zip(self.kinds.iter().flatten()) {
            put(format!("{name}/cpus"), cpus);
        }
        for (cpus, capacity) in self.capacities {
            for cpu in list(cpus) {
                put(format!("system/cpu/cpu{cpu}/cpu_capacity"), &capacity.to_string());
            }
        }
    }

    /// Where things run if this process may use `allowed`.
    fn placed(&self, allowed: &str) -> Placement {
        let folder = tempfile::tempdir().expect("a temporary folder");
        self.write(folder.path());
        let placement = place(&Topology::read(folder.path(), &list(allowed)));
        whole(self, allowed, &placement);
        placement
    }
}

/// What must hold on every machine.
fn whole(machine: &Described<'_>, allowed: &str, placement: &Placement) {
    let Placement { server, generator, backend, caveats } = placement;
    let usable = |cpu: &u32| list(allowed).contains(cpu) && list(machine.online).contains(cpu);
    assert!([server, generator, backend].iter().all(|part| part.iter().all(usable)), "{placement:?}");
    let cores_of = |part: &[u32]| -> Vec<Vec<u32>> {
        let of = |cpu: &u32| machine.siblings.iter().map(|s| list(s)).find(|s| s.contains(cpu));
        part.iter().map(|cpu| of(cpu).unwrap_or_else(|| vec![*cpu])).collect()
    };
    let shares = |a: &[u32], b: &[u32]| cores_of(a).iter().any(|core| cores_of(b).contains(core));
    if shares(server, generator) || shares(server, backend) || shares(generator, backend) {
        assert!(!caveats.is_empty(), "what is shared is said: {placement:?}");
    }
}

/// `(server, generator, backend)`, and a word of each caveat.
#[track_caller]
fn check(machine: &Described<'_>, allowed: &str, expect: [&str; 3], caveats: &[&str]) {
    let placement = machine.placed(allowed);
    let found = [&placement.server, &placement.generator, &placement.backend];
    assert_eq!(found.map(Clone::clone), expect.map(list), "server, generator, backend of {allowed}");
    assert_eq!(placement.caveats.len(), caveats.len(), "{:?}", placement.caveats);
    for (said, word) in placement.caveats.iter().zip(caveats) {
        assert!(said.contains(word), "{said}");
    }
}

const FLAT: Described<'_> =
    Described { online: "0-127", siblings: &[], nodes: &[], kinds: None, capacities: &[] };

#[test]
fn one_two_and_three_cores() {
    check(&FLAT, "", ["", "", ""], &["rehearsal"]);
    check(&FLAT, "0", ["0", "0", "0"], &["rehearsal"]);
    let one_core = Described { online: "0-1", siblings: &["0-1"], ..FLAT };
    check(&one_core, "0-1", ["0-1", "0-1", "0-1"], &["rehearsal"]);
    check(&FLAT, "0-1", ["1", "0", "0"], &["two cores"]);
    check(&FLAT, "0-2", ["2", "0", "1"], &[]);
}

#[test]
fn siblings_stay_together() {
    let two_cores = Described { online: "0-3", siblings: &["0,2", "1,3"], ..FLAT };
    check(&two_cores, "0-3", ["1,3", "0,2", "0,2"], &["two cores"]);
    let laptop = Described { online: "0-7", siblings: &["0-1", "2-3", "4-5", "6-7"], ..FLAT };
    check(&laptop, "0-7", ["4-7", "0-1", "2-3"], &[]);
    let desktop = Described {
        online: "0-15",
        siblings: &["0,8", "1,9", "2,10", "3,11", "4,12", "5,13", "6,14", "7,15"],
        ..FLAT
    };
    check(&desktop, "0-15", ["4-7,12-15", "0-1,8-9", "2-3,10-11"], &[]);
}

#[test]
fn eight_and_sixteen_cores_without_siblings() {
    check(&Described { online: "0-7", ..FLAT }, "0-7", ["4-7", "0-1", "2-3"], &[]);
    check(&Described { online: "0-15", ..FLAT }, "0-15", ["8-15", "0-3", "4-7"], &[]);
}

#[test]
fn a_server_stays_on_one_node_where_it_fits() {
    let sockets = Described { online: "0-63", nodes: &["0-31", "32-63"], ..FLAT };
    check(&sockets, "0-63", ["32-63", "0-15", "16-31"], &[]);
    // Some firmware deals the numbers out in turn.
    let odd_and_even = Described { online: "0-7", nodes: &["0,2,4,6", "1,3,5,7"], ..FLAT };
    check(&odd_and_even, "0-7", ["1,3,5,7", "0,2", "4,6"], &[]);
    // A cpuset took most of the second node away: the server belongs on the first.
    check(&sockets, "0-11,32-35", ["4-11", "32-35", "0-3"], &[]);
    let four = Described { online: "0-95", nodes: &["0-23", "24-47", "48-71", "72-95"], ..FLAT };
    check(&four, "0-95", ["48-95", "0-23", "24-47"], &["2 NUMA nodes"]);
}

#[test]
fn a_hundred_and_twenty_eight_threads_of_two_sockets() {
    let siblings: Vec<String> = (0..64).map(|core| format!("{core},{}", core + 64)).collect();
    let siblings: Vec<&str> = siblings.iter().map(String::as_str).collect();
    let nodes = &["0-31,64-95", "32-63,96-127"];
    let big = Described { online: "0-127", siblings: &siblings, nodes, ..FLAT };
    check(&big, "0-127", ["32-63,96-127", "0-15,64-79", "16-31,80-95"], &[]);
}

#[test]
fn slower_cores_are_left_out_where_there_are_enough_fast_ones() {
    let hybrid = Described {
        online: "0-15",
        siblings: &["0-1", "2-3", "4-5", "6-7"],
        kinds: Some(["0-7", "8-15"]),
        ..FLAT
    };
    check(&hybrid, "0-15", ["4-7", "0-1", "2-3"], &["8 slower cores are left idle"]);
    check(&hybrid, "0-1,8-15", ["0-1", "12-15", "8-11"], &["few fast cores"]);
    check(&hybrid, "0-3,8", ["0-3", "8", "8"], &["few fast cores"]);
    check(&hybrid, "8-15", ["12-15", "8-9", "10-11"], &[]);
}

#[test]
fn capacity_tells_kinds_apart_and_a_boost_does_not() {
    let phone = Described { online: "0-7", capacities: &[("0-3", 410), ("4-6", 940), ("7", 1024)], ..FLAT };
    check(&phone, "0-7", ["6-7", "4", "5"], &["4 slower cores"]);
    let boosted = Described { online: "0-3", capacities: &[("0-1", 990), ("2-3", 1024)], ..FLAT };
    check(&boosted, "0-3", ["2-3", "0", "1"], &[]);
}

#[test]
fn cores_that_are_offline_and_holes_in_a_cpuset_are_respected() {
    let holes = Described { online: "0-1,4-7", siblings: &["0,4", "1,5", "2,6", "3,7"], ..FLAT };
    // 2 and 3 are off: 6 and 7 stand alone.
    check(&holes, "0-7", ["6-7", "0,4", "1,5"], &[]);
    let laptop = Described { online: "0-7", siblings: &["0-1", "2-3", "4-5", "6-7"], ..FLAT };
    check(&laptop, "1,4-5,7", ["7", "1", "4-5"], &[]);
}

#[test]
fn from_two_cores_to_128_every_core_is_used_once() {
    for count in (2..=17).chain([24, 31, 48, 64, 96, 128_u32]) {
        for smt in [1, 2] {
            let online = format!("0-{}", count * smt - 1);
            let siblings: Vec<String> = (0..count).map(|core| format!("{core},{}", core + count)).collect();
            let siblings: Vec<&str> = siblings.iter().filter(|_| smt == 2).map(String::as_str).collect();
            let machine = Described { online: &online, siblings: &siblings, ..FLAT };
            let Placement { server, generator, backend, .. } = machine.placed(&online);
            let mut all = [server, generator, backend].concat();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all, list(&online), "{count} cores");
        }
    }
}

#[test]
fn where_nothing_can_be_pinned_that_is_said() {
    assert!(unpinned().server.is_empty() && unpinned().caveats[0].contains("does not let"));
}
