//! Slow clients: they read and write a little at a time, and rest in between.

use std::cmp::Reverse;

use rustix::io::Errno;
use rustix::net::{SendFlags, send};

use super::super::connection::State;
use super::{Happened, Wires};
use crate::Pace;
use crate::answer::Cause;
use crate::clock::duration_ns;

/// What a slow client goes on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    Read,
    Write,
}

impl Wires {
    /// When the next slow client goes on; `u64::MAX` for never.
    #[inline]
    pub(in super::super) fn next_turn(&self) -> u64 {
        self.turns.peek().map_or(u64::MAX, |Reverse((at, ..))| *at)
    }

    /// The next slow client whose rest is over by `now`, gone on, and what that meant.
    #[inline]
    pub(in super::super) fn next_rested(&mut self, now: u64) -> Option<(u32, Happened)> {
        while self.next_turn() <= now {
            let Reverse((_, slot, generation, turn)) = self.turns.pop()?;
            let connection = &mut self.connections[slot as usize];
            if connection.generation != generation {
                continue;
            }
            match (turn, connection.writes) {
                (Turn::Read, _) => {
                    connection.rests = false;
                    // Its end may have been announced in the meantime: read as far as that.
                    return Some((slot, self.read(slot, true)));
                }
                (Turn::Write, Some(pace)) => self.write_slowly(slot, pace, now),
                (Turn::Write, None) => {}
            }
        }
        None
    }

    /// How slowly the answer that comes next on this connection is read.
    #[inline]
    pub(super) fn reads(&self, slot: u32) -> Option<Pace> {
        let next = self.connections[slot as usize].in_flight.front()?;
        self.kinds[usize::from(next.class)].manner.reads
    }

    /// Rests after a part of an answer was read; false if it was the last part, after which the connection is
    /// anybody's.
    pub(super) fn rest(&mut self, slot: u32, pace: Pace) -> bool {
        let connection = &mut self.connections[slot as usize];
        if connection.in_flight.is_empty() {
            return false;
        }
        connection.rests = true;
        let at = self.now + duration_ns(pace.every);
        self.turns.push(Reverse((at, slot, connection.generation, Turn::Read)));
        true
    }

    /// Sends the next part of the outbox, and the rest in further turns.
    pub(super) fn write_slowly(&mut self, slot: u32, pace: Pace, now: u64) {
        let connection = &mut self.connections[slot as usize];
        let State::Up(socket) = &connection.state else { return };
        let part = &connection.outbox[..connection.outbox.len().min(pace.bytes as usize)];
        match send(socket, part, SendFlags::NOSIGNAL) {
            Ok(sent) => drop(connection.outbox.drain(..sent)),
            Err(Errno::AGAIN | Errno::INTR) => {}
            Err(_) => return self.fallen.push((slot, connection.generation, Cause::Closed)),
        }
        connection.writes = (!connection.outbox.is_empty()).then_some(pace);
        if connection.writes.is_some() {
            let at = now + duration_ns(pace.every);
            self.turns.push(Reverse((at, slot, connection.generation, Turn::Write)));
        }
    }
}
