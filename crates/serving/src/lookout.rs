//! Looking out for slow clients, once in a while.

use std::time::{Duration, Instant};

use rustix::event::Timespec;

use crate::drain::Drain;
use crate::watch::{Patience, set_now_ms};

/// How often it is looked at most and at least: seldom enough to cost nothing.
const EVERY_MIN: Duration = Duration::from_millis(10);
const EVERY_MAX: Duration = Duration::from_secs(1);

/// When to look next, and for whom.
#[derive(Debug)]
pub(crate) struct Lookout {
    patience: Patience,
    clock: Clock,
}

impl Lookout {
    /// Looks often enough that nobody is waited for much longer than `patience`.
    pub(crate) fn new(patience: Patience) -> Self {
        let shortest_ms = patience.idle_ms.min(patience.head_ms).min(patience.stall_ms);
        let every = Duration::from_millis((shortest_ms / 4).into()).clamp(EVERY_MIN, EVERY_MAX);
        // The connections read a clock that may be behind by as much as one look to the next.
        let behind_ms = every.as_millis() as u32;
        let patience = Patience {
            idle_ms: patience.idle_ms.saturating_add(behind_ms),
            head_ms: patience.head_ms.saturating_add(behind_ms),
            stall_ms: patience.stall_ms.saturating_add(behind_ms),
        };
        Self { patience, clock: Clock::started(Instant::now(), every) }
    }

    /// How long until the next look.
    pub(crate) fn next_in(&self) -> Option<Timespec> {
        let next = self.clock.looked + self.clock.every;
        Timespec::try_from(next.saturating_duration_since(Instant::now())).ok()
    }

    /// Looks, if it is time, and cuts off whoever was waited for too long.
    pub(crate) fn look(&mut self, drain: &Drain) {
        let Some(now_ms) = self.clock.look(Instant::now()) else { return };
        set_now_ms(now_ms);
        drain.connections.cut_overdue(now_ms, &self.patience, &drain.counters);
    }
}

/// The clock that the connections read. It stands still between two looks, and a look that comes late moves it no
/// further than one that comes in time: else whoever began to wait just before would seem to have waited ever since
/// the look before, and be cut for a time in which it was the server that stood still.
#[derive(Debug)]
struct Clock {
    every: Duration,
    looked: Instant,
    time: Duration,
}

impl Clock {
    fn started(now: Instant, every: Duration) -> Self {
        Self { every, looked: now, time: Duration::ZERO }
    }

    /// The time in milliseconds, if it is time to look.
    fn look(&mut self, now: Instant) -> Option<u32> {
        if now < self.looked + self.every {
            return None;
        }
        self.looked = now;
        self.time += self.every;
        Some(u32::try_from(self.time.as_millis()).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_look_moves_the_clock_no_further_than_one_in_time() {
        let (began, every) = (Instant::now(), Duration::from_millis(75));
        let mut clock = Clock::started(began, every);
        let mut look_after = |ms| clock.look(began + Duration::from_millis(ms));
        assert_eq!([look_after(74), look_after(75), look_after(100)], [None, Some(75), None]);
        // Whoever came at 1,950 ms reads 75 ms.
        assert_eq!([look_after(2_000), look_after(2_050), look_after(2_075)], [Some(150), None, Some(225)]);
    }
}
