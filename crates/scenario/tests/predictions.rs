//! What theory predicts is computed from the files, and the figures that the files' own texts give are those.

use std::path::Path;

use scenario::{Contender, Library, Scenario, predictions, thin};

fn library() -> Library {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    Library::open(&folder).unwrap_or_else(|mistake| panic!("{mistake}"))
}

fn predicted(library: &Library, scenario: &Scenario) -> String {
    let contenders: Vec<&Contender> = library.line_up(scenario, &[]).unwrap();
    predictions(scenario, &contenders).join("\n")
}

/// Scenario, what its `expect` says, and how the computed sentences say it.
const FIGURES: [(&str, &str, &str); 26] = [
    ("fetch-1ms", "nothing but the CPU is short", "Nobody answers before 1 ms"),
    ("fetch-10ms", "Below saturation everybody answers in 10 ms", "Nobody answers before 10 ms"),
    ("fetch-50ms", "some 200 requests wait at any moment", "At 4,000/s 200 requests wait at once"),
    ("fetch-50ms", "At 4000/s", "4,096 connections get at most 81,920 requests a second"),
    ("fetch-200ms", "4000/s are 800 at a time", "At 4,000/s 800 requests wait at once"),
    ("chain-5", "nobody answers before 50 ms", "Nobody answers before 50 ms"),
    ("fan-out-5", "10 ms and a little", "Nobody answers before 10 ms"),
    ("fan-out-20", "Still 10 ms and a little", "Nobody answers before 10 ms"),
    ("fan-out-5-sequential", "Nobody answers before 50 ms", "Nobody answers before 50 ms"),
    ("pool-against-limit", "6,400 requests a second is the most", "at most 6,400 a second"),
    ("pool-against-limit", "78 % of the places are in use", "78.1 % of 64 places are in use, and 3.75 %"),
    ("blocking-mistake", "64 connections get 6,400 requests a second", "64 connections get at most 6,400"),
    ("blocking-mistake", "one worker gives 100 a second", "at most 100 of them a second"),
    ("blocking-neighbour", "a sleep of 50 ms", "at most 20 of them a second"),
    ("burst", "600 requests arrive within a burst", "a burst brings 600 requests, 1,200 a second"),
    ("mixed-one-percent", "10 % of a core", "alone computes for 30 % of a core"),
    ("wobble", "half of the core", "alone computes for 50 % of a core"),
    ("overload-and-recovery", "carry 3,200 requests a second", "64 places carry 3,200 a second"),
    ("overload-and-recovery", "leave 5,600 in line", "the line grows to 5,600 requests"),
    ("overload-and-recovery", "1.94 s later", "is worked off 1.94 s after the overload"),
    ("disconnects", "about 0.3 % of the clients leave", "0.278 % of the clients leave after 40 ms"),
    (
        "slow-writers",
        "slow writers keep none",
        "With 64 places, of which slow clients keep none, at most 8,000 a second",
    ),
    ("slow-readers", "slow readers keep none", "At 500/s 7.81 % of 64 places are in use"),
    ("slow-uploads", "Nobody ends before 80 ms", "Nobody answers before 80 ms"),
    ("slow-answers", "Nobody ends before 200 ms", "Nobody answers before 200 ms"),
    ("held-streams", "at least 28 KiB", "A thread each for 10,000 requests takes at least 273 MiB"),
];

#[test]
fn the_figures_of_the_texts_are_those_of_the_theory() {
    let library = library();
    for (name, said, computed) in FIGURES {
        let scenario = library.select(&[format!("curated/{name}")]).unwrap()[0];
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../scenarios/curated/{name}.toml"));
        let text = std::fs::read_to_string(file).unwrap().replace("# ", "").replace('\n', " ");
        assert!(text.contains(said), "{name} does not say {said:?}");
        let predicted = predicted(&library, scenario);
        assert!(predicted.contains(computed), "{name}: {computed:?} is not in:\n{predicted}");
    }
}

#[test]
fn a_slow_client_takes_its_rests() {
    let library = library();
    let mix = |name: &str| {
        let scenario = library.select(&[format!("curated/{name}")]).unwrap()[0];
        scenario::theory::wait_s(scenario)
    };
    // A fifth of 10 ms and 64 rests of 12 ms, or of 16 rests of 50 ms: head and body together are a part more than the
    // body's 64 or 16.
    assert!((mix("slow-readers") - (0.8 * 0.010 + 0.2 * 0.778)).abs() < 1e-9);
    assert!((mix("slow-writers") - (0.8 * 0.010 + 0.2 * 0.800)).abs() < 1e-9);
}

#[test]
fn fewer_load_points_are_predicted_for_fewer() {
    let library = library();
    let scenario = library.select(&["curated/fetch-50ms".into()]).unwrap()[0];
    let thinned = thin(scenario, &scenario::Profile::SMOKE);
    assert!(predicted(&library, &thinned).contains("1 connections get at most 20 "));
}

#[test]
fn controls_wait_for_nothing_and_nothing_is_predicted_of_their_wait() {
    let library = library();
    let scenario = library.select(&["curated/plaintext".into()]).unwrap()[0];
    let predicted = predicted(&library, scenario);
    assert!(!predicted.contains("Nobody answers") && !predicted.contains("∞"), "{predicted}");
}
