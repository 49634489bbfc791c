//! How long tests wait for what must come, and what they do when they were late themselves.

use std::thread;
use std::time::{Duration, Instant};

/// Longer than any machine takes: whoever waits so long has found a mistake.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until something is so; `what` is said if it never is.
#[track_caller]
pub(super) fn eventually(what: impl std::fmt::Display, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "in vain, for {} s: {what}", PATIENCE.as_secs());
        thread::sleep(Duration::from_millis(2));
    }
}

/// Looks whether something can be seen that has to happen within so many milliseconds of something else.
///
/// A machine may stand still for longer than that at any place of a test, and then there is nothing to be seen
/// for which the server is to blame: so a longer time is tried. What must hold however late the test is, `is_seen`
/// asserts by itself.
#[track_caller]
pub(super) fn in_time(what: &str, is_seen: impl FnMut(u64) -> bool) {
    assert!([300, 1_200, 4_800, 19_200].into_iter().any(is_seen), "not even with 19 s: {what}");
}
