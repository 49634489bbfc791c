//! One loop's connections: opening, sending, reading, closing. Knows nothing of schedules.

mod closing;
mod pacing;
mod reading;
mod sending;
#[cfg(test)]
mod tests;
mod unasked;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use rustix::event::epoll::{self, EventData, EventFlags};
use rustix::fd::{AsFd, OwnedFd};
use rustix::net::sockopt;

use super::connection::{Connection, State};
use super::kind::Kind;
use super::sockets::{Sockets, Unopened};
use pacing::Turn;
use unasked::Unasked;

use crate::LoadError;
use crate::answer::{Cause, Context};
use crate::clock::{Clock, timespec};
use crate::tally::Tally;

/// A read takes up to this much; a body that is longer takes several.
const BUFFER_BYTES: usize = 64 << 10;

/// What an event meant for the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Happened {
    /// Nothing that anybody waits for.
    Nothing,
    /// It is up.
    Up,
    /// It could not be made, or was of no use from the start.
    Refused(Cause),
    /// At least one answer is whole and the connection may be used again.
    Free,
    /// It is gone: in good order after a whole answer or while idle (`None`), or for this cause. What was
    /// in flight on it has been counted.
    Down(Option<Cause>),
}

/// One loop's connections.
pub(super) struct Wires {
    pub(super) clock: Clock,
    /// The time of the event at hand.
    pub(super) now: u64,
    pub(super) tally: Tally,
    pub(super) connections: Vec<Connection>,
    /// Attempts under way.
    pub(super) connecting: u32,
    pub(super) up: u32,
    pub(super) up_max: u32,
    pub(super) sockets: Sockets,
    /// What arrived where nothing had been asked.
    pub(super) unasked: Unasked,
    epoll: OwnedFd,
    limits: Limits,
    kinds: Arc<[Kind]>,
    /// One for each kind.
    contexts: Vec<Context>,
    buffer: Box<[u8]>,
    /// Requests that are sent together.
    batch: Vec<u8>,
    /// Connections found broken or too late outside of an event, by slot and generation.
    fallen: Vec<(u32, u32, Cause)>,
    expire_next: usize,
    /// When which slow client goes on, with what, by time, slot and generation.
    turns: BinaryHeap<Reverse<(u64, u32, u32, Turn)>>,
}

/// What a connection and a request may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// How long a request may take before it counts as timed out.
    pub(super) request_max_ns: u64,
    /// Requests that may be sent on one connection.
    pub(super) per_connection: u32,
}

impl Wires {
    pub(super) fn new(
        clock: Clock,
        tally: Tally,
        sockets: Sockets,
        kinds: Arc<[Kind]>,
        limits: Limits,
    ) -> Result<Self, LoadError> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)
            .map_err(|error| LoadError::Setup(format!("no epoll descriptor: {error}; raise `ulimit -n`")))?;
        Ok(Self {
            clock,
            now: 0,
            tally,
            connections: Vec::new(),
            connecting: 0,
            up: 0,
            up_max: 0,
            sockets,
            unasked: Unasked::default(),
            epoll,
            limits,
            contexts: kinds.iter().map(|_| Context::default()).collect(),
            kinds,
            buffer: vec![0; BUFFER_BYTES].into_boxed_slice(),
            batch: Vec::new(),
            fallen: Vec::new(),
            expire_next: 0,
            turns: BinaryHeap::new(),
        })
    }

    /// Makes a place for one more connection.
    pub(super) fn add(&mut self) -> u32 {
        self.connections.push(Connection::new());
        (self.connections.len() - 1) as u32
    }

    /// Waits up to `timeout_ns` for events.
    pub(super) fn wait(&self, events: &mut Vec<epoll::Event>, timeout_ns: u64) {
        let timeout = timespec(timeout_ns);
        events.clear();
        // An interruption by a signal is as good as a time-out: the caller looks at the clock anyway.
        let _ = epoll::wait(&self.epoll, rustix::buffer::spare_capacity(events), Some(&timeout));
    }

    /// Begins to connect.
    pub(super) fn open(&mut self, slot: u32) -> Result<(), Unopened> {
        self.now = self.clock.now();
        let socket = self.sockets.open()?;
        let connection = &mut self.connections[slot as usize];
        let data = EventData::new_u64(u64::from(connection.generation) << 32 | u64::from(slot));
        // Edge-triggered and registered once: no further system call is needed, whatever comes.
        let interest = EventFlags::IN | EventFlags::OUT | EventFlags::RDHUP | EventFlags::ET;
        epoll::add(&self.epoll, &socket, data, interest).map_err(|_| Unopened::Descriptors)?;
        connection.state = State::Connecting(socket);
        connection.since = self.now;
        connection.left = self.limits.per_connection;
        self.connecting += 1;
        Ok(())
    }

    /// Deals with an event; the slot it was for and what it meant.
    #[inline]
    pub(super) fn event(&mut self, event: epoll::Event) -> (u32, Happened) {
        let (slot, generation) = (event.data.u64() as u32, (event.data.u64() >> 32) as u32);
        let flags = event.flags;
        let connection = &mut self.connections[slot as usize];
        if connection.generation != generation {
            return (slot, Happened::Nothing);
        }
        let hung_up = flags.intersects(EventFlags::RDHUP | EventFlags::HUP | EventFlags::ERR);
        let readable = hung_up || flags.contains(EventFlags::IN);
        let happened = match &connection.state {
            State::Up(_) => {
                let takes_more = flags.contains(EventFlags::OUT) && !connection.outbox.is_empty();
                let rests = connection.rests;
                if takes_more && connection.writes.is_none() {
                    self.flush(slot);
                }
                if readable && !rests { self.read(slot, hung_up) } else { Happened::Nothing }
            }
            State::Connecting(_) => self.connected(slot, readable),
            State::Down => Happened::Nothing,
        };
        (slot, happened)
    }

    /// An attempt to connect has come to its end; `more` if there is something to read already.
    fn connected(&mut self, slot: u32, more: bool) -> Happened {
        self.now = self.clock.now();
        let connection = &mut self.connections[slot as usize];
        let State::Connecting(socket) = std::mem::replace(&mut connection.state, State::Down) else {
            return Happened::Nothing;
        };
        self.connecting -= 1;
        if !matches!(sockopt::socket_error(socket.as_fd()), Ok(Ok(()))) {
            connection.generation = connection.generation.wrapping_add(1);
            return Happened::Refused(Cause::Connect);
        }
        connection.state = State::Up(socket);
        self.up += 1;
        self.up_max = self.up_max.max(self.up);
        match if more { self.read(slot, true) } else { Happened::Up } {
            Happened::Down(cause) => Happened::Refused(cause.unwrap_or(Cause::Closed)),
            _ => Happened::Up,
        }
    }
}
