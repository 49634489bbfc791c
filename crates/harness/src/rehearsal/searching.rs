//! The searches that follow the blocks of a run.

use record::{Bracket, Carried, MATCHED_SHARES, Probe, Run, State, read_matched, read_probes};

use super::exact::Exact;
use super::{go_on, library, options, points_csv, rehearse};
use crate::cli::Compare;
use crate::resume::Earlier;

/// The probes of one contender.
fn probes(run: &Run, contender: &str) -> Vec<Probe> {
    let probes = read_probes(run.path()).expect("they were written");
    probes.into_iter().filter(|probe| probe.contender == contender).collect()
}

fn matched(run: &Run) -> usize {
    read_matched(run.path()).expect("they were written").len()
}

#[test]
fn a_thorough_run_ends_with_both_capacities_and_what_a_request_costs() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (state, run) = rehearse(folder.path(), &options("thorough"), Exact::new());
    assert_eq!((state, run.manifest.state), (State::Complete, State::Complete));
    assert!(run.manifest.protocol.asked.capacity);
    for contender in ["thread-per-connection", "tokio"] {
        let tried: Vec<(f64, Carried)> =
            probes(&run, contender).iter().map(|probe| (probe.offered_per_s, probe.carried)).collect();
        let found = Bracket::of(&tried);
        let (low, high) = (found.low.expect("kept"), found.missed.expect("missed"));
        assert!(low <= 20_000.0 && 20_000.0 < high && high / low <= 1.02, "{found:?}");
        assert!(found.is_confirmed() && found.kept == 4, "{found:?}");
    }
    assert_eq!(matched(&run), 2 * MATCHED_SHARES.len() * 5);
    let log = std::fs::read_to_string(folder.path().join("run/log.txt")).expect("it is there");
    assert_eq!(log.matches("kept 4 times of 4").count(), 2, "{log}");
    assert!(log.contains("tokio: one more request costs 40.0 µs of CPU [40.0–40.0] (5 blocks)"), "{log}");
    assert!(log.contains("tokio ÷ thread-per-connection: 0.800 [0.800–0.800]"), "{log}");
}

#[test]
fn a_run_that_is_stopped_in_its_searches_is_not_complete_and_goes_on_with_them() {
    let searched = Compare { capacity: true, ..options("quick") };
    let whole = tempfile::tempdir().expect("a temporary folder");
    let (_, expect) = rehearse(whole.path(), &searched, Exact::new());
    let cases = expect.points.len();
    for stop_after in [cases, cases + 3, cases + 40] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let cut = Exact { stop_after, ..Exact::new() };
        let (state, run) = rehearse(folder.path(), &searched, cut);
        assert_eq!((state, run.manifest.state), (State::Interrupted, State::Interrupted), "{stop_after}");
        assert_eq!(run.points.len(), cases);
        assert_eq!(read_probes(run.path()).expect("they open").len() + matched(&run), stop_after - cases);
        let (state, run) = go_on(folder.path(), &searched, Exact::new());
        assert_eq!((state, run.manifest.state), (State::Complete, State::Complete));
        assert_eq!(points_csv(folder.path()), points_csv(whole.path()), "no case is measured again");
        for contender in ["thread-per-connection", "tokio"] {
            assert_eq!(probes(&run, contender), probes(&expect, contender));
        }
        assert_eq!(matched(&run), matched(&expect));
    }
}

#[test]
fn an_ended_run_without_capacities_may_be_searched_later() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (_, run) = rehearse(folder.path(), &options("quick"), Exact::new());
    assert!(read_probes(run.path()).expect("none is no mistake").is_empty());
    let before = (points_csv(folder.path()), run.manifest.protocol.stopped);
    let search = Compare { capacity: true, ..options("quick") };
    let is_done =
        |options: &Compare| Earlier::open(&folder.path().join("run")).expect("it opens").is_done(options);
    assert!(is_done(&options("quick")) && !is_done(&search));
    let (state, run) = go_on(folder.path(), &search, Exact::new());
    assert_eq!((state, points_csv(folder.path())), (State::Complete, before.0));
    assert_eq!(run.manifest.protocol.stopped, before.1, "its blocks ended as they ended");
    assert_eq!(matched(&run), 2 * MATCHED_SHARES.len() * 3);
    assert!(is_done(&search), "once is enough");
}

#[test]
fn time_that_runs_short_leaves_out_blocks_at_matched_rates_and_says_so() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let hurried = Compare { minutes: Some(1), ..options("thorough") };
    let (state, run) = rehearse(folder.path(), &hurried, Exact::new());
    assert_eq!((state, run.manifest.profile.blocks), (State::Complete, 1), "one whatever it takes");
    assert_eq!(matched(&run), 2 * MATCHED_SHARES.len());
    let log = std::fs::read_to_string(folder.path().join("run/log.txt")).expect("it is there");
    assert!(log.contains("no room for another block at matched rates"), "{log}");
}

#[test]
fn the_list_names_the_searches_and_counts_their_time() {
    let plan = |options: &Compare| {
        let plan = crate::run_plan::RunPlan::make(&library(), options, super::DESCRIPTORS);
        crate::listing::listing(&plan.expect("the names are known"))
    };
    let quick = plan(&options("quick"));
    assert!(!quick.contains("the highest rate"), "{quick}");
    let thorough = plan(&Compare { minutes: Some(25), ..options("thorough") });
    let named = "five shares of the lower one: thread-per-connection and tokio, about 6 min 31 s";
    assert!(thorough.contains(named), "{thorough}");
    assert!(
        thorough.contains("5 to 20 blocks of 1 min 34 s, about 14 min 24 s to 25 min 00 s"),
        "{thorough}"
    );
}
