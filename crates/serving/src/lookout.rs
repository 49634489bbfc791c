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
    began: Instant,
    next: Instant,
    every: Duration,
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
        let began = Instant::now();
        Self { patience, began, next: began + every, every }
    }

    /// How long until the next look.
    pub(crate) fn next_in(&self) -> Option<Timespec> {
        Timespec::try_from(self.next.saturating_duration_since(Instant::now())).ok()
    }

    /// Looks, if it is time, and cuts off whoever was waited for too long.
    pub(crate) fn look(&mut self, drain: &Drain) {
        let now = Instant::now();
        if now < self.next {
            return;
        }
        self.next = now + self.every;
        let now_ms = u32::try_from(now.duration_since(self.began).as_millis()).unwrap_or(u32::MAX);
        set_now_ms(now_ms);
        drain.connections.cut_overdue(now_ms, &self.patience, &drain.counters);
    }
}
