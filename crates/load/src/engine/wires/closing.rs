//! Closing, and finding what must be closed.

use super::super::connection::State;
use super::{Happened, Wires};
use crate::answer::{Cause, Reader};

/// Connections looked at for a time-out at once; more would hold the loop up.
const EXPIRE_AT_ONCE: usize = 2_048;

impl Wires {
    /// Looks at some connections for requests that have taken too long.
    pub(in super::super) fn expire(&mut self, now: u64) {
        let total = self.connections.len();
        for _ in 0..total.min(EXPIRE_AT_ONCE) {
            self.expire_next = if self.expire_next + 1 >= total { 0 } else { self.expire_next + 1 };
            let connection = &self.connections[self.expire_next];
            let oldest = match connection.state {
                State::Up(_) => connection.in_flight.front().map(|ticket| ticket.sent),
                State::Connecting(_) => Some(connection.since),
                State::Down => None,
            };
            if oldest.is_some_and(|since| now.saturating_sub(since) > self.limits.request_max_ns) {
                self.fallen.push((self.expire_next as u32, connection.generation, Cause::Timeout));
            }
        }
    }

    /// The next connection that was found broken or too late, closed now, and what that means.
    #[inline]
    pub(in super::super) fn next_fallen(&mut self) -> Option<(u32, Happened)> {
        loop {
            let (slot, generation, cause) = self.fallen.pop()?;
            let connection = &self.connections[slot as usize];
            if connection.generation != generation {
                continue;
            }
            self.now = self.clock.now();
            let happened = match connection.state {
                State::Down => continue,
                State::Connecting(_) => Happened::Refused(Cause::Connect),
                // A server that refuses what it has not read to its end answers, and closes: sending fails, and
                // its answer is there.
                State::Up(_) if cause == Cause::Closed => match self.read(slot, true) {
                    gone @ Happened::Down(_) => return Some((slot, gone)),
                    _ => Happened::Down(Some(cause)),
                },
                State::Up(_) => Happened::Down(Some(cause)),
            };
            self.close(slot, cause);
            return Some((slot, happened));
        }
    }

    /// Gives up on everything in flight.
    pub(in super::super) fn censor(&mut self, now: u64) {
        for connection in &mut self.connections {
            for ticket in connection.in_flight.drain(..) {
                self.tally.censored(&ticket, now);
            }
        }
    }

    /// Closes the socket; what was in flight on it failed for this cause.
    pub(super) fn close(&mut self, slot: u32, cause: Cause) {
        let connection = &mut self.connections[slot as usize];
        match std::mem::replace(&mut connection.state, State::Down) {
            State::Down => return,
            State::Connecting(_) => self.connecting -= 1,
            State::Up(_) => self.up -= 1,
        }
        for ticket in connection.in_flight.drain(..) {
            // Behind a request that has timed out there may be some that have not.
            let young = cause == Cause::Timeout && self.now - ticket.sent <= self.limits.request_max_ns;
            self.tally.failed(&ticket, if young { Cause::Closed } else { cause }, self.now, None);
        }
        connection.generation = connection.generation.wrapping_add(1);
        connection.reader = Reader::new();
        connection.outbox = Vec::new();
        connection.rests = false;
        connection.writes = None;
    }
}
