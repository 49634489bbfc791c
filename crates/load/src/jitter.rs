//! How late this machine wakes a sleeper: what no generator can beat by sleeping.

use std::time::Duration;

use hdrhistogram::Histogram;
use rustix::event::epoll;

use crate::clock::{Clock, ThreadSettings, duration_ns, timespec};
use crate::outcome::histogram;
use crate::{LoadError, Stop};

/// How often the probe sleeps: 1 kHz.
const PERIOD_NS: u64 = 1_000_000;

/// Sleeps to a point in time a thousand times a second, in the way that the loops do, and gives how late
/// it woke, in nanoseconds. Runs on the calling thread, on `core` if there is one.
///
/// # Errors
/// If it cannot run on that core or has no descriptor to wait on.
pub fn probe_jitter(length: Duration, core: Option<u32>, stop: &Stop) -> Result<Histogram<u64>, LoadError> {
    let _settings = ThreadSettings::apply(core).map_err(LoadError::Setup)?;
    let nothing = epoll::create(epoll::CreateFlags::CLOEXEC)
        .map_err(|error| LoadError::Setup(format!("no epoll descriptor: {error}; raise `ulimit -n`")))?;
    let (clock, mut late, mut events) = (Clock::start(), histogram(), Vec::with_capacity(1));
    let end = duration_ns(length);
    let mut due = PERIOD_NS;
    while due <= end && !stop.is_stopped() {
        let mut now = clock.now();
        while now < due {
            let timeout = timespec(due - now);
            let _ = epoll::wait(&nothing, rustix::buffer::spare_capacity(&mut events), Some(&timeout));
            now = clock.now();
        }
        late.saturating_record(now - due);
        // What it overslept is skipped: the next point is a new question.
        due = (now / PERIOD_NS + 1) * PERIOD_NS;
    }
    Ok(late)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How late a plain sleep of 300 µs wakes in the middle, in nanoseconds.
    fn plain_sleep_late_ns() -> u64 {
        let (asked, mut late) = (Duration::from_micros(300), histogram());
        for _ in 0..100 {
            let began = std::time::Instant::now();
            std::thread::sleep(asked);
            late.saturating_record(duration_ns(began.elapsed() - asked));
        }
        late.value_at_quantile(0.5)
    }

    #[test]
    fn it_wakes_a_thousand_times_a_second_and_never_early() {
        let began = std::time::Instant::now();
        loop {
            let late = probe_jitter(Duration::from_millis(200), None, &Stop::default()).unwrap();
            assert!((1..=200).contains(&late.len()), "{}", late.len());
            // Sleeps are not rounded up to whole milliseconds: it wakes as a sleeper does, however busy the machine is.
            let median_ns = late.value_at_quantile(0.5);
            if late.len() >= 10 && median_ns < plain_sleep_late_ns() + 300_000 {
                return;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "late by {median_ns} ns of {}", late.len());
        }
    }

    #[test]
    fn it_stops_when_asked_and_refuses_a_core_that_is_not_there() {
        let stop = Stop::default();
        stop.stop();
        assert!(probe_jitter(Duration::from_secs(60), None, &stop).unwrap().is_empty());
        assert!(probe_jitter(Duration::from_secs(60), Some(4_000), &stop).is_err());
    }
}
