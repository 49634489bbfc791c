//! One connection and what is under way on it.

use std::collections::VecDeque;

use rustix::fd::OwnedFd;

use crate::Pace;
use crate::answer::Reader;
use crate::tally::Ticket;

/// A place for a connection; it outlives the sockets that fill it one after the other.
pub(super) struct Connection {
    pub(super) state: State,
    /// Which socket this is; tells late events of an earlier one apart.
    pub(super) generation: u32,
    /// When the attempt to connect began.
    pub(super) since: u64,
    pub(super) reader: Reader,
    /// Requests sent and not answered, oldest first.
    pub(super) in_flight: VecDeque<Ticket>,
    /// Bytes that the socket did not take yet; most often none.
    pub(super) outbox: Vec<u8>,
    /// Reading rests until the client's next turn.
    pub(super) rests: bool,
    /// How slowly what waits in the outbox is sent; `None`: as fast as the socket takes it.
    pub(super) writes: Option<Pace>,
    /// How many more requests may be sent on this socket.
    pub(super) left: u32,
    /// Whether an answer has arrived in the window.
    pub(super) answered: bool,
}

pub(super) enum State {
    Down,
    Connecting(OwnedFd),
    Up(OwnedFd),
}

impl Connection {
    pub(super) fn new() -> Self {
        Self {
            state: State::Down,
            generation: 0,
            since: 0,
            reader: Reader::new(),
            in_flight: VecDeque::new(),
            outbox: Vec::new(),
            rests: false,
            writes: None,
            left: 0,
            answered: false,
        }
    }

    pub(super) fn is_up(&self) -> bool {
        matches!(self.state, State::Up(_))
    }

    pub(super) fn is_down(&self) -> bool {
        matches!(self.state, State::Down)
    }
}
