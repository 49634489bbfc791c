//! Stopped runs that go on, and ended runs that get more blocks.

use record::State;

use super::exact::Exact;
use super::{go_on, options, points_csv, rehearse};
use crate::cli::Compare;
use crate::machine::Descriptors;
use crate::resume::Earlier;

#[test]
fn a_case_that_was_cut_short_is_left_out_and_the_others_are_kept() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (state, run) = rehearse(folder.path(), &options("quick"), Exact { stop_after: 5, ..Exact::new() });
    assert_eq!(state, State::Interrupted);
    assert_eq!((run.points.len(), run.manifest.state), (5, State::Interrupted));
}

#[test]
fn a_run_that_was_stopped_anywhere_ends_as_if_it_had_not_been() {
    let whole = tempfile::tempdir().expect("a temporary folder");
    let (_, expect) = rehearse(whole.path(), &options("quick"), Exact::new());
    for stop_after in [0, 1, 17, 18, 19, 53] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        rehearse(folder.path(), &options("quick"), Exact { stop_after, ..Exact::new() });
        let before = points_csv(folder.path());
        let (state, run) = go_on(folder.path(), &options("quick"), Exact::new());
        assert_eq!(state, State::Complete);
        assert!(points_csv(folder.path()).starts_with(&before), "what was measured is not touched");
        assert_eq!(points_csv(folder.path()), points_csv(whole.path()), "stopped after {stop_after}");
        assert_eq!(run.manifest.order, expect.manifest.order);
        assert_eq!(run.manifest.protocol.precision, expect.manifest.protocol.precision);
        assert_eq!(run.manifest.protocol.sittings[1].first_order as usize, stop_after);
    }
}

#[test]
fn no_case_is_measured_twice() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut measured = 0;
    rehearse(folder.path(), &options("quick"), Exact { stop_after: 7, ..Exact::new() });
    while measured < 66 {
        let (_, run) = go_on(folder.path(), &options("quick"), Exact { stop_after: 7, ..Exact::new() });
        assert_eq!(run.points.len(), (measured + 14).min(66), "seven more");
        measured = run.points.len() - 7 * usize::from(run.points.len() < 66);
    }
}

#[test]
fn blocks_added_to_an_ended_run_are_those_of_a_longer_one() {
    let longer = tempfile::tempdir().expect("a temporary folder");
    rehearse(longer.path(), &Compare { blocks: Some(5), ..options("quick") }, Exact::new());
    let folder = tempfile::tempdir().expect("a temporary folder");
    rehearse(folder.path(), &options("quick"), Exact::new());
    let more = Compare { append: Some(2), ..options("quick") };
    let (_, run) = go_on(folder.path(), &more, Exact::new());
    assert_eq!(points_csv(folder.path()), points_csv(longer.path()));
    assert_eq!((run.manifest.profile.blocks, run.manifest.protocol.blocks_max), (5, 5));
    assert!(run.manifest.command.ends_with("--blocks 5"), "{}", run.manifest.command);
}

#[test]
fn a_run_whose_plan_comes_out_otherwise_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    rehearse(folder.path(), &options("quick"), Exact { stop_after: 3, ..Exact::new() });
    let earlier = Earlier::open(&folder.path().join("run")).expect("it opens");
    let few = Descriptors { found: 1024, now: 1024 };
    let error = earlier.plan(&super::library(), &options("quick"), few).expect_err("4096 no longer fit");
    assert!(error.to_string().contains("cannot go on"), "{error}");
}
