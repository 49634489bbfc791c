//! When a run has enough blocks.

use std::time::Duration;

use super::exact::Exact;
use super::{go_on, options, rehearse};
use crate::cli::Compare;

/// The threads' CPU swings by s around 50 µs from block to block. Student's half-width of the mean log-ratio is
/// then 2.776 · s · √1.2 ÷ √5 = 1.360 s after five blocks and 2.571 · s · √1.2 ÷ √6 = 1.150 s after six; wanted is
/// at most ln 1.02 = 0.0198. With s = 0.016 these are 0.0218 and 0.0184.
const SIX_BLOCKS: f64 = 0.016;

#[test]
fn a_thorough_run_ends_at_the_first_block_that_makes_it_precise() {
    for (swing, blocks) in [(0.0, 5), (0.014, 5), (SIX_BLOCKS, 6)] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (_, run) = rehearse(folder.path(), &options("thorough"), Exact { swing, ..Exact::new() });
        let protocol = &run.manifest.protocol;
        assert_eq!((run.manifest.profile.blocks, protocol.blocks_max), (blocks, 20), "{swing}");
        assert_eq!(run.points.len(), run.manifest.order.len());
        assert!(protocol.stopped.contains("as precise as wanted"), "{}", protocol.stopped);
        assert!(
            !protocol.precision.is_empty() && protocol.precision.iter().all(record::Precision::is_reached)
        );
        assert!(run.manifest.command.ends_with(&format!("--blocks {blocks}")) || blocks == 5);
    }
}

#[test]
fn half_widths_are_right_to_the_last_digit() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (_, run) = rehearse(folder.path(), &options("thorough"), Exact { swing: SIX_BLOCKS, ..Exact::new() });
    let precision = &run.manifest.protocol.precision;
    let cpu = precision.iter().find(|one| one.metric == "cpu_us_per_request").expect("it is compared");
    let expect = (2.570_582 * (1.2_f64 / 6.0).sqrt() * SIX_BLOCKS).exp() - 1.0;
    let found = cpu.half_width_ratio.expect("six blocks have an interval");
    assert!((found - expect).abs() < 1e-4, "{found} {expect}");
}

#[test]
fn a_run_that_never_gets_precise_ends_at_its_cap_and_says_what_it_did_not_reach() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (_, run) = rehearse(folder.path(), &options("thorough"), Exact { swing: 0.2, ..Exact::new() });
    assert_eq!(run.manifest.profile.blocks, 20);
    let protocol = &run.manifest.protocol;
    assert!(protocol.stopped.contains("all 20 blocks"), "{}", protocol.stopped);
    let wide: Vec<&str> =
        protocol.precision.iter().filter(|one| !one.is_reached()).map(|one| one.metric.as_str()).collect();
    assert_eq!(wide, vec!["cpu_us_per_request"; 9], "one for each load; the rest is exact");
    let log = std::fs::read_to_string(folder.path().join("run/log.txt")).expect("it is there");
    assert_eq!(log.matches("not precise: ").count(), 9, "{log}");
}

#[test]
fn a_load_at_which_a_side_fails_is_not_waited_for() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (_, run) = rehearse(folder.path(), &options("thorough"), Exact { fails: true, ..Exact::new() });
    assert_eq!(run.manifest.profile.blocks, 5);
    assert!(run.manifest.protocol.precision.iter().all(|one| one.load != "closed 64"));
}

#[test]
fn no_block_is_begun_that_would_end_too_late() {
    // A block of 28 cases is planned to take 94 s, and takes 28 × 10 s here; the searches after the blocks are planned
    // to take 330 s. So the third block would begin after 560 s, and all end after 984.
    let exact = || Exact { swing: 0.2, case_time: Duration::from_secs(10), ..Exact::new() };
    let capped = Compare { minutes: Some(16), ..options("thorough") };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (state, run) = rehearse(folder.path(), &capped, exact());
    assert_eq!((state, run.manifest.profile.blocks, run.points.len()), (record::State::Complete, 2, 56));
    assert_eq!(run.manifest.order.len(), 56, "only what was measured is planned");
    assert!(run.manifest.protocol.stopped.contains("time"), "{}", run.manifest.protocol.stopped);
    assert!(run.manifest.command.ends_with("--blocks 2"), "{}", run.manifest.command);
    // It has ended as asked, and may get more blocks all the same.
    let (_, run) = go_on(folder.path(), &Compare { append: Some(1), ..options("thorough") }, exact());
    assert_eq!(run.points.len(), 84);
}
