//! The place of an answer in pieces, where only so many requests are carried out at once.
//!
//! While an answer pauses, by the server's own will, it keeps its place; while its client does not read, others have
//! it. A thread of a pool does so by waiting, or by going back. A task waits either way, so here is what it gives on.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use super::Watch;

/// What a connection holds for its answer, if anything.
#[derive(Default)]
pub(super) struct Held {
    /// Whether it does: looked at whenever the connection is driven, which so costs next to nothing.
    is_held: AtomicBool,
    /// Whether the answer was found pausing since it was last looked.
    pauses: AtomicBool,
    place: Mutex<Option<Box<dyn Send>>>,
}

impl Watch {
    /// Keeps `place` until it is given on.
    pub fn keep_place(&self, place: impl Send + 'static) {
        *self.held.place.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(place));
        self.held.is_held.store(true, Relaxed);
    }

    /// Whether the answer has a place.
    #[must_use]
    pub fn has_place(&self) -> bool {
        self.held.is_held.load(Relaxed)
    }

    /// Says that the answer pauses.
    pub fn pauses(&self) {
        self.held.pauses.store(true, Relaxed);
    }

    /// Gives the place on.
    pub fn give_place_on(&self) {
        self.held.is_held.store(false, Relaxed);
        let place = self.held.place.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(place);
    }

    /// The connection was driven, and now waits: its place is given on if that is for its client to read.
    pub fn was_driven(&self) {
        let waits_for_client = self.has_place()
            && !self.held.pauses.swap(false, Relaxed)
            && self.no_room_since.load(Relaxed) != 0;
        if waits_for_client {
            self.give_place_on();
        }
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.is_held.fmt(out)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_place_is_given_on_while_the_client_does_not_read_and_kept_while_the_answer_pauses() {
        let (watch, place) = (Watch::new(), Arc::new(()));
        let is_held = || Arc::strong_count(&place) == 2;
        watch.keep_place(Arc::clone(&place));
        watch.was_driven();
        assert!(is_held(), "there is room");
        watch.found_no_room();
        watch.pauses();
        watch.was_driven();
        assert!(is_held() && watch.has_place(), "it pauses, whether or not there is room");
        watch.was_driven();
        assert!(!is_held() && !watch.has_place(), "nothing but the client is waited for");
        watch.keep_place(Arc::clone(&place));
        watch.has_written();
        watch.was_driven();
        assert!(is_held(), "there is room again");
    }
}
