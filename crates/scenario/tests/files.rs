//! Every file that comes with the project loads, and means what the command line promises.

use std::path::Path;
use std::time::Duration;

use scenario::{Case, Library, LoadPoint, Pair, Profile, Scenario, cases, estimate, thin};

fn library() -> Library {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    Library::open(&folder).unwrap_or_else(|mistake| panic!("{mistake}"))
}

fn plan(library: &Library, scenarios: &[&Scenario], profile: &Profile) -> Vec<Case> {
    let of = |scenario: &&Scenario| {
        let thinned = thin(scenario, profile);
        let line_up = library.line_up(&thinned, &[]).expect("its own contenders are known");
        cases(&thinned, &line_up)
    };
    scenarios.iter().flat_map(of).collect()
}

#[test]
fn the_tour_fits_in_its_time_and_asks_the_headline_question() {
    let library = library();
    let tour = library.select(&[]).unwrap();
    let plan = plan(&library, &tour, &Profile::QUICK);
    let time = estimate(&plan, &tour, &Profile::QUICK, 3);
    assert!(time <= Duration::from_secs(280), "{} cases take {time:?}", plan.len());
    assert!(time >= Duration::from_secs(120), "{} cases take only {time:?}", plan.len());

    assert_eq!(Profile::QUICK.blocks, 3);
    for contender in ["thread-per-connection", "tokio", "tiny-http"] {
        let of = |case: &&Case| case.contender == contender && case.scenario == "curated/fetch-10ms";
        let loads: Vec<LoadPoint> = plan.iter().filter(of).map(|case| case.load).collect();
        for connections in [1, 64, 256, 1024, 4096] {
            assert!(loads.contains(&LoadPoint::Closed { connections }), "{contender} {loads:?}");
        }
        assert!(loads.iter().filter(|load| matches!(load, LoadPoint::Open { .. })).count() >= 3);
    }
    // Beside the headline, a case or two of what tells most.
    for name in
        ["mixed-one-percent", "blocking-mistake", "fan-out-5", "overload-and-recovery", "pool-against-limit"]
    {
        assert!(plan.iter().any(|case| case.scenario == format!("curated/{name}")), "{name}");
    }
}

#[test]
fn smoke_over_everything_fits_in_its_time() {
    let library = library();
    let all: Vec<&Scenario> = library.scenarios().iter().collect();
    let plan = plan(&library, &all, &Profile::SMOKE);
    let time = estimate(&plan, &all, &Profile::SMOKE, 1);
    assert!(time <= Duration::from_secs(60), "{} cases take {time:?}", plan.len());
    for scenario in all {
        assert!(plan.iter().any(|case| case.scenario == scenario.name));
    }
}

#[test]
fn each_pair_is_two_contenders_that_differ_as_it_says() {
    use scenario::Colour::{Async, Blocking};
    let library = library();
    for pair in Pair::ALL {
        let members =
            library.contenders().unwrap().iter().filter(|contender| contender.pairs.contains(&pair));
        let mut members: Vec<_> = members.collect();
        members.sort_by_key(|contender| contender.colour == Async);
        let colours: Vec<_> = members.iter().map(|contender| contender.colour).collect();
        if pair == Pair::Boundary {
            assert_eq!(colours, [Async, Async], "{pair:?}");
            let boundaries = members.iter().filter(|contender| contender.boundary.is_some());
            assert_eq!(boundaries.count(), 1, "one of them has nothing in between");
        } else {
            assert_eq!(colours, [Blocking, Async], "{pair:?}");
        }
        if let Pair::Matched | Pair::Limit | Pair::Boundary = pair {
            assert_eq!(members[0].http, members[1].http);
            for limit in
                ["backlog", "max-connections", "max-queue", "idle-max-ms", "head-max-ms", "stall-max-ms"]
            {
                assert_eq!(members[0].limits.get(limit), members[1].limits.get(limit), "{limit}");
            }
        }
        if pair == Pair::Limit {
            let threads = members[0].limits.get("pool-threads");
            assert!(threads.is_some() && threads == members[1].limits.get("max-requests"), "{pair:?}");
        }
    }
}

#[test]
fn every_file_names_its_schema() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    for (of, schema) in [("curated", "scenario"), ("contenders", "contender"), ("claims", "claim")] {
        for file in std::fs::read_dir(folder.join(of)).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            assert!(text.starts_with(&format!("#:schema ../{schema}.schema.json\n")), "{text}");
        }
    }
}
