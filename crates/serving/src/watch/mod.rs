//! Who keeps whom waiting: what each connection is doing and since when, so that slow clients can be
//! cut off.
//!
//! A timer for every connection would be another thing in every model. Here each connection notes, in
//! an atomic of its own, what it waits for; once in a while the control thread looks through all of
//! them ([`crate::Connections`]). That is the same code at the same cost, whoever waits: a few relaxed
//! stores a request, no system call and no timer.

mod place;
mod watched;

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

pub use watched::Watched;

use crate::arguments::Settings;
use crate::flags;

/// Milliseconds since the first look, renewed at every look: reading it costs no system call.
static NOW_MS: AtomicU32 = AtomicU32::new(1);

/// Renews the clock that all connections read.
pub(crate) fn set_now_ms(now_ms: u32) {
    NOW_MS.store(now_ms.max(1), Relaxed);
}

fn now_ms() -> u32 {
    NOW_MS.load(Relaxed)
}

/// What the reading side of a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Phase {
    /// Waits for the first byte of a request.
    Idle,
    /// Has read a part of a head.
    Head,
    /// A handler has the request.
    Busy,
    /// A handler waits for more of the request's body.
    Body,
    /// The handler is done; the answer is on its way.
    Answering,
    /// It was cut; whoever has it is about to find out.
    Cut,
}

/// How long a client may keep a server waiting, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// Until the first byte of the next request.
    pub(crate) idle_ms: u32,
    /// From the first byte of a head to its last.
    pub(crate) head_ms: u32,
    /// For more of a body, or for room to write: without any progress.
    pub(crate) stall_ms: u32,
}

impl Patience {
    /// The patience that `settings` ask for.
    pub(crate) fn of(settings: &Settings) -> Self {
        let ms = |flag| u32::try_from(settings.number(flag)).unwrap_or(u32::MAX);
        Self {
            idle_ms: ms(&flags::IDLE_MAX_MS),
            head_ms: ms(&flags::HEAD_MAX_MS),
            stall_ms: ms(&flags::STALL_MAX_MS),
        }
    }
}

/// Why a connection is to be cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overdue {
    /// Its client sends nothing, or not enough.
    Input,
    /// Its client does not read.
    Output,
}

/// What one connection is doing, and since when.
#[derive(Debug, Default)]
pub struct Watch {
    /// Phase in the upper half, since when in the lower.
    reading: AtomicU64,
    /// Since when there is no room to write; 0 while there is.
    no_room_since: AtomicU32,
    held: place::Held,
}

impl Watch {
    pub(crate) fn new() -> Self {
        let watch = Self::default();
        watch.enter(Phase::Idle);
        watch
    }

    /// A handler takes the request, until the guard is dropped: meanwhile it is not the client who
    /// keeps anybody waiting.
    #[must_use]
    pub fn busy(&self) -> Busy<'_> {
        self.enter(Phase::Busy);
        Busy(self)
    }

    /// Whether the client has kept the server waiting for longer than it may.
    pub(crate) fn overdue(&self, now_ms: u32, patience: &Patience) -> Option<Overdue> {
        let no_room_since = self.no_room_since.load(Relaxed);
        if no_room_since != 0 && now_ms.saturating_sub(no_room_since) >= patience.stall_ms {
            return Some(Overdue::Output);
        }
        let (phase, since) = self.phase();
        let limit_ms = match phase {
            Phase::Idle => patience.idle_ms,
            Phase::Head => patience.head_ms,
            Phase::Body => patience.stall_ms,
            Phase::Busy | Phase::Answering | Phase::Cut => return None,
        };
        (now_ms.saturating_sub(since) >= limit_ms).then_some(Overdue::Input)
    }

    /// It was cut, and is not to be cut again.
    pub(crate) fn is_cut(&self) {
        self.no_room_since.store(0, Relaxed);
        self.enter(Phase::Cut);
    }

    fn enter(&self, phase: Phase) {
        self.reading.store(u64::from(phase as u8) << 32 | u64::from(now_ms()), Relaxed);
    }

    fn phase(&self) -> (Phase, u32) {
        let both = self.reading.load(Relaxed);
        let phase = match both >> 32 {
            0 => Phase::Idle,
            1 => Phase::Head,
            2 => Phase::Busy,
            3 => Phase::Body,
            4 => Phase::Answering,
            _ => Phase::Cut,
        };
        (phase, both as u32)
    }

    fn has_read(&self) {
        match self.phase().0 {
            Phase::Idle | Phase::Answering => self.enter(Phase::Head),
            Phase::Body => self.enter(Phase::Busy),
            Phase::Head | Phase::Busy | Phase::Cut => {}
        }
    }

    fn found_nothing(&self) {
        match self.phase().0 {
            Phase::Answering => self.enter(Phase::Idle),
            Phase::Busy => self.enter(Phase::Body),
            Phase::Idle | Phase::Head | Phase::Body | Phase::Cut => {}
        }
    }

    fn has_written(&self) {
        if self.no_room_since.load(Relaxed) != 0 {
            self.no_room_since.store(0, Relaxed);
        }
    }

    fn found_no_room(&self) {
        if self.no_room_since.load(Relaxed) == 0 {
            self.no_room_since.store(now_ms(), Relaxed);
        }
    }
}

/// A handler has the request.
#[derive(Debug)]
pub struct Busy<'a>(&'a Watch);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.enter(Phase::Answering);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience = Patience { idle_ms: 1_000, head_ms: 100, stall_ms: 300 };

    fn overdue_after(watch: &Watch, ms: u32) -> Option<Overdue> {
        watch.overdue(watch.phase().1 + ms, &PATIENCE)
    }

    #[test]
    fn an_idle_client_has_time_and_a_begun_head_has_less() {
        let watch = Watch::new();
        assert_eq!(overdue_after(&watch, 999), None);
        assert_eq!(overdue_after(&watch, 1_000), Some(Overdue::Input));
        watch.has_read();
        watch.found_nothing();
        assert_eq!(overdue_after(&watch, 99), None);
        assert_eq!(overdue_after(&watch, 100), Some(Overdue::Input), "more of it does not buy more time");
    }

    #[test]
    fn a_handler_may_take_its_time_and_a_body_may_not() {
        let watch = Watch::new();
        watch.has_read();
        let busy = watch.busy();
        assert_eq!(overdue_after(&watch, 1_000_000), None);
        watch.found_nothing();
        assert_eq!(overdue_after(&watch, 300), Some(Overdue::Input));
        watch.has_read();
        assert_eq!(overdue_after(&watch, 1_000_000), None);
        drop(busy);
        watch.found_nothing();
        assert_eq!(watch.phase().0, Phase::Idle);
    }

    #[test]
    fn a_client_that_does_not_read_is_found_whatever_else_goes_on() {
        let watch = Watch::new();
        let _busy = watch.busy();
        watch.found_no_room();
        assert_eq!(overdue_after(&watch, 299), None);
        assert_eq!(overdue_after(&watch, 300), Some(Overdue::Output));
        watch.has_written();
        assert_eq!(overdue_after(&watch, 300), None);
    }
}
