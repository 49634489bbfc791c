//! Connections between two requests.

use std::io;
use std::net::TcpStream;
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use serving::Presence;
use slab::Slab;

use super::Errand;
use crate::context::Context;
use crate::models::http::{Http, http};

/// A connection and everything that is known of it.
#[derive(Debug)]
pub(super) struct Visitor {
    /// First, so that it is counted out while the socket is still open.
    _presence: Presence,
    /// hyper's state machine.
    pub(super) http: Http,
    /// Its socket.
    pub(super) stream: Arc<TcpStream>,
    /// Whether it waits for room, with an answer that its client has only a part of.
    pub(super) is_amid_answer: bool,
}

/// The connections that wait, and the epoll that waits for them.
#[derive(Debug)]
pub(in crate::models) struct Parked {
    epoll: OwnedFd,
    /// A place stays reserved, and empty, while a thread has its connection.
    places: Mutex<Slab<Option<Box<Visitor>>>>,
}

/// One event and no more until it is asked for again: the next is the returning thread's to ask for.
const ONCE: EventFlags = EventFlags::IN.union(EventFlags::RDHUP).union(EventFlags::ONESHOT);

impl Parked {
    /// Nobody yet.
    pub(in crate::models) fn new() -> io::Result<Self> {
        Ok(Self { epoll: epoll::create(CreateFlags::CLOEXEC)?, places: Mutex::default() })
    }

    /// A new connection waits for its first request; false if the system cannot watch it.
    pub(in crate::models) fn admit(
        &self,
        stream: &Arc<TcpStream>,
        presence: Presence,
        context: &Arc<Context>,
    ) -> bool {
        let http = http(stream, &presence, context);
        let visitor = Box::new(Visitor {
            _presence: presence,
            http,
            stream: Arc::clone(stream),
            is_amid_answer: false,
        });
        let place = self.places().insert(Some(visitor));
        let admitted = epoll::add(&self.epoll, stream, EventData::new_u64(place as u64), ONCE).is_ok();
        if !admitted {
            self.leave(place);
        }
        admitted
    }

    /// Waits until somebody has something to say; fills `events`.
    pub(in crate::models) fn wait(&self, events: &mut Vec<Event>) -> io::Result<()> {
        events.clear();
        epoll::wait(&self.epoll, rustix::buffer::spare_capacity(events), None)?;
        Ok(())
    }

    /// Takes the visitor that `event` is about out of its place, which stays reserved.
    pub(in crate::models) fn errand(parked: &Arc<Self>, event: &Event) -> Option<Errand> {
        let Event { flags: ready, data } = *event;
        let place = usize::try_from(data.u64()).ok()?;
        let visitor = parked.places().get_mut(place)?.take()?;
        Some(Errand { parked: Arc::clone(parked), place, visitor, ready })
    }

    /// Puts a visitor back, until its client is ready for `what`.
    pub(super) fn put_back(&self, place: usize, mut visitor: Box<Visitor>, what: EventFlags) {
        visitor.is_amid_answer = what.contains(EventFlags::OUT);
        // Where there must be room first, an end of the input that stays unread would be told on and on.
        let events = if what.contains(EventFlags::OUT) { what | EventFlags::ONESHOT } else { ONCE };
        let stream = Arc::clone(&visitor.stream);
        if let Some(reserved) = self.places().get_mut(place) {
            *reserved = Some(visitor);
        }
        // Only now: the front may take it the moment that it is watched.
        if epoll::modify(&self.epoll, &stream, EventData::new_u64(place as u64), events).is_err() {
            self.leave(place);
        }
    }

    /// Gives a place up. A visitor that is still in it leaves, outside the lock.
    pub(super) fn leave(&self, place: usize) {
        let visitor = self.places().try_remove(place);
        drop(visitor);
    }

    fn places(&self) -> MutexGuard<'_, Slab<Option<Box<Visitor>>>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
