//! One loop's connections: opening, sending, reading, closing. Knows nothing of schedules.

use std::sync::Arc;

use rustix::event::epoll::{self, EventData, EventFlags};
use rustix::fd::{AsFd, OwnedFd};
use rustix::io::Errno;
use rustix::net::{RecvFlags, SendFlags, recv, send, sockopt};

use super::connection::{Connection, State};
use super::sockets::{Sockets, Unopened};
use crate::LoadError;
use crate::answer::{Cause, Context, Expected, Taken};
use crate::clock::Clock;
use crate::tally::{Tally, Ticket};

/// A read takes up to this much; a body that is longer takes several.
const BUFFER_BYTES: usize = 64 << 10;

/// Connections looked at for a time-out at once; more would hold the loop up.
const EXPIRE_AT_ONCE: usize = 2_048;

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
    /// Times that bytes arrived which nobody had asked for.
    pub(super) unsolicited: u64,
    epoll: OwnedFd,
    request: Vec<u8>,
    request_max_ns: u64,
    expected: Arc<Expected>,
    context: Context,
    buffer: Box<[u8]>,
    /// Connections found broken or too late outside of an event, by slot and generation.
    fallen: Vec<(u32, u32, Cause)>,
    expire_next: usize,
}

impl Wires {
    pub(super) fn new(
        clock: Clock,
        tally: Tally,
        sockets: Sockets,
        request: Vec<u8>,
        expected: Arc<Expected>,
        request_max_ns: u64,
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
            unsolicited: 0,
            epoll,
            request,
            request_max_ns,
            expected,
            context: Context::default(),
            buffer: vec![0; BUFFER_BYTES].into_boxed_slice(),
            fallen: Vec::new(),
            expire_next: 0,
        })
    }

    /// Makes a place for one more connection.
    pub(super) fn add(&mut self) -> u32 {
        self.connections.push(Connection::new());
        (self.connections.len() - 1) as u32
    }

    /// Waits up to `timeout_ns` for events.
    pub(super) fn wait(&self, events: &mut Vec<epoll::Event>, timeout_ns: u64) {
        let timeout = crate::clock::timespec(timeout_ns);
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
        self.connecting += 1;
        Ok(())
    }

    /// Sends the request as `ticket`, at `now`. A failure is found by [`Self::next_fallen`].
    #[inline]
    pub(super) fn send(&mut self, slot: u32, mut ticket: Ticket, now: u64) {
        let connection = &mut self.connections[slot as usize];
        self.tally.sent(&mut ticket, now);
        connection.in_flight.push_back(ticket);
        if !connection.outbox.is_empty() {
            connection.outbox.extend_from_slice(&self.request);
            return;
        }
        let State::Up(socket) = &connection.state else { return };
        match send(socket, &self.request, SendFlags::NOSIGNAL) {
            Ok(sent) if sent == self.request.len() => {}
            Ok(sent) => connection.outbox.extend_from_slice(&self.request[sent..]),
            Err(Errno::AGAIN) => connection.outbox.extend_from_slice(&self.request),
            Err(_) => self.fallen.push((slot, connection.generation, Cause::Closed)),
        }
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
        let happened = match &connection.state {
            State::Up(_) => {
                if flags.contains(EventFlags::OUT) && !connection.outbox.is_empty() {
                    self.flush(slot);
                }
                if hung_up || flags.contains(EventFlags::IN) {
                    self.read(slot, hung_up)
                } else {
                    Happened::Nothing
                }
            }
            State::Connecting(_) => self.connected(slot, hung_up || flags.contains(EventFlags::IN)),
            State::Down => Happened::Nothing,
        };
        (slot, happened)
    }

    /// Looks at some connections for requests that have taken too long.
    pub(super) fn expire(&mut self, now: u64) {
        let total = self.connections.len();
        for _ in 0..total.min(EXPIRE_AT_ONCE) {
            self.expire_next = if self.expire_next + 1 >= total { 0 } else { self.expire_next + 1 };
            let connection = &self.connections[self.expire_next];
            let oldest = match connection.state {
                State::Up(_) => connection.in_flight.front().map(|ticket| ticket.sent),
                State::Connecting(_) => Some(connection.since),
                State::Down => None,
            };
            if oldest.is_some_and(|since| now.saturating_sub(since) > self.request_max_ns) {
                self.fallen.push((self.expire_next as u32, connection.generation, Cause::Timeout));
            }
        }
    }

    /// The next connection that was found broken or too late, closed now, and what that means.
    #[inline]
    pub(super) fn next_fallen(&mut self) -> Option<(u32, Happened)> {
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
                State::Up(_) => Happened::Down(Some(cause)),
            };
            self.close(slot, cause);
            return Some((slot, happened));
        }
    }

    /// Gives up on everything in flight.
    pub(super) fn censor(&mut self, now: u64) {
        for connection in &mut self.connections {
            for ticket in connection.in_flight.drain(..) {
                self.tally.censored(&ticket, now);
            }
        }
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

    fn flush(&mut self, slot: u32) {
        let connection = &mut self.connections[slot as usize];
        let State::Up(socket) = &connection.state else { return };
        match send(socket, &connection.outbox, SendFlags::NOSIGNAL) {
            Ok(sent) => drop(connection.outbox.drain(..sent)),
            Err(Errno::AGAIN) => {}
            Err(_) => self.fallen.push((slot, connection.generation, Cause::Closed)),
        }
    }

    /// Reads what is there; up to the end of the stream if the other side has closed its own.
    #[inline]
    fn read(&mut self, slot: u32, hung_up: bool) -> Happened {
        let mut answered = false;
        loop {
            let State::Up(socket) = &self.connections[slot as usize].state else { return Happened::Nothing };
            let received = recv(socket, &mut self.buffer[..], RecvFlags::empty()).map(|(count, _)| count);
            self.now = self.clock.now();
            match received {
                Ok(0) => return self.end(slot),
                Ok(count) => match self.take(slot, count) {
                    Ok(whole) => answered |= whole,
                    Err(cause) => {
                        self.close(slot, cause.unwrap_or(Cause::Closed));
                        return Happened::Down(cause);
                    }
                },
                Err(Errno::AGAIN) => break,
                Err(Errno::INTR) => continue,
                Err(_) => {
                    let idle = self.connections[slot as usize].in_flight.is_empty();
                    self.close(slot, Cause::Closed);
                    return Happened::Down((!idle).then_some(Cause::Closed));
                }
            }
            // A short read has emptied the socket; the next bytes are a new edge.
            if received.is_ok_and(|count| count < BUFFER_BYTES) && !hung_up {
                break;
            }
        }
        if answered { Happened::Free } else { Happened::Nothing }
    }

    /// Makes what it can of the buffer's first `count` bytes: whether an answer is whole, or why the
    /// connection must be closed (`None`: because the server said so).
    #[inline]
    fn take(&mut self, slot: u32, count: usize) -> Result<bool, Option<Cause>> {
        let connection = &mut self.connections[slot as usize];
        let mut bytes = &self.buffer[..count];
        let mut answered = false;
        while !bytes.is_empty() {
            let Some(ticket) = connection.in_flight.front().copied() else {
                self.unsolicited += 1;
                return Err(Some(Cause::Malformed));
            };
            match connection.reader.take(bytes, &self.expected, &mut self.context) {
                Taken::More => break,
                Taken::Malformed => {
                    connection.in_flight.pop_front();
                    self.tally.failed(&ticket, Cause::Malformed, self.now, self.context.excerpt.take());
                    return Err(Some(Cause::Malformed));
                }
                Taken::Answer { used, fault, keep_alive } => {
                    connection.in_flight.pop_front();
                    connection.answered = true;
                    answered = true;
                    let surplus = used < bytes.len() && connection.in_flight.is_empty();
                    let late = self.now - ticket.sent > self.request_max_ns;
                    match fault.or(surplus.then_some(Cause::Malformed)).or(late.then_some(Cause::Timeout)) {
                        None => self.tally.right(&ticket, self.now),
                        Some(cause) => {
                            let excerpt = self.context.excerpt.take();
                            self.tally.failed(&ticket, cause, self.now, excerpt);
                        }
                    }
                    if surplus {
                        return Err(Some(Cause::Malformed));
                    }
                    if !keep_alive {
                        return Err(None);
                    }
                    bytes = &bytes[used..];
                }
            }
        }
        Ok(answered)
    }

    /// The server has closed its side.
    fn end(&mut self, slot: u32) -> Happened {
        let connection = &mut self.connections[slot as usize];
        let mut cause = (!connection.in_flight.is_empty()).then_some(Cause::Closed);
        if let Some(ticket) = connection.in_flight.front().copied()
            && let Some(Taken::Answer { fault, .. }) =
                connection.reader.end(&self.expected, &mut self.context)
        {
            connection.in_flight.pop_front();
            connection.answered = true;
            cause = None;
            match fault {
                None => self.tally.right(&ticket, self.now),
                Some(fault) => self.tally.failed(&ticket, fault, self.now, self.context.excerpt.take()),
            }
        }
        self.close(slot, Cause::Closed);
        Happened::Down(cause)
    }

    /// Closes the socket; what was in flight on it failed for this cause.
    fn close(&mut self, slot: u32, cause: Cause) {
        let connection = &mut self.connections[slot as usize];
        match std::mem::replace(&mut connection.state, State::Down) {
            State::Down => return,
            State::Connecting(_) => self.connecting -= 1,
            State::Up(_) => self.up -= 1,
        }
        for ticket in connection.in_flight.drain(..) {
            // Behind a request that has timed out there may be some that have not.
            let young = cause == Cause::Timeout && self.now - ticket.sent <= self.request_max_ns;
            self.tally.failed(&ticket, if young { Cause::Closed } else { cause }, self.now, None);
        }
        connection.generation = connection.generation.wrapping_add(1);
        connection.reader = crate::answer::Reader::new();
        connection.outbox = Vec::new();
    }
}
