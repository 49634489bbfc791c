//! One client: what it asked for, in order, and what is still to be sent.

use std::io::IoSlice;
use std::os::fd::OwnedFd;

use rustix::event::epoll::EventFlags;
use rustix::io::{Errno, writev};
use rustix::net::{RecvFlags, SendFlags, Shutdown, recv, send, shutdown};

use crate::calls::Calls;
use crate::shared::Shared;

/// With so many calls waiting on one connection, nothing more is read from it.
const PIPELINE_MAX: usize = 1024;

/// How long a connection that has had its last answer is still read from. To close it while bytes
/// arrive would reset it, and a reset can overtake the answer.
const LINGER_NS: u64 = 1_000_000_000;

/// Who sends more than this at once after the last request is not listened to any longer.
const DISCARDED_BYTES_MAX: usize = 4 << 20;

/// What becomes of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Stays,
    Gone,
}

/// One client.
pub(crate) struct Connection {
    pub(crate) socket: OwnedFd,
    /// What timers and events call it.
    key: u64,
    calls: Calls,
    /// How many bytes of the first call's answer are sent.
    sent: usize,
    /// Everything is answered; only the client's end is waited for, no longer than until then.
    lingers_until_ns: Option<u64>,
    /// A timer for the first call is set.
    is_timed: bool,
    /// The client takes no more at the moment.
    is_blocked: bool,
    /// Nothing is read until some calls are answered.
    is_stalled: bool,
}

impl Connection {
    pub(crate) fn new(socket: OwnedFd, key: u64) -> Self {
        Self {
            socket,
            key,
            calls: Calls::default(),
            sent: 0,
            lingers_until_ns: None,
            is_timed: false,
            is_blocked: false,
            is_stalled: false,
        }
    }

    pub(crate) fn key(&self) -> u64 {
        self.key
    }

    /// How many calls it waits for.
    pub(crate) fn waiting(&self) -> usize {
        self.calls.len()
    }

    /// The socket can be read or written.
    pub(crate) fn ready(&mut self, flags: EventFlags, shared: &mut Shared) -> Fate {
        if flags.contains(EventFlags::OUT) {
            self.is_blocked = false;
        }
        let ends = EventFlags::RDHUP | EventFlags::HUP | EventFlags::ERR;
        if flags.intersects(EventFlags::IN | ends) && self.read(flags.intersects(ends), shared) == Fate::Gone
        {
            return Fate::Gone;
        }
        self.proceed(shared)
    }

    /// The timer that was set has fired.
    pub(crate) fn timer(&mut self, shared: &mut Shared) -> Fate {
        self.is_timed = false;
        match self.lingers_until_ns {
            Some(until_ns) if shared.now_ns() >= until_ns => Fate::Gone,
            _ => self.proceed(shared),
        }
    }

    /// Takes no further requests.
    pub(crate) fn drain(&mut self) -> Fate {
        self.calls.close();
        if self.calls.len() == 0 { Fate::Gone } else { Fate::Stays }
    }

    /// Answers what is due, and reads on where it had to stop.
    fn proceed(&mut self, shared: &mut Shared) -> Fate {
        loop {
            if self.answer(shared) == Fate::Gone {
                return Fate::Gone;
            }
            let is_through = self.calls.has_last() && self.calls.len() == 0;
            if is_through && self.lingers_until_ns.is_none() {
                if shared.is_draining || shutdown(&self.socket, Shutdown::Write).is_err() {
                    return Fate::Gone;
                }
                let until_ns = shared.now_ns() + LINGER_NS;
                shared.timers.push(until_ns, self.key);
                self.lingers_until_ns = Some(until_ns);
            } else if !(self.is_stalled && self.calls.len() < PIPELINE_MAX) {
                return Fate::Stays;
            }
            self.is_stalled = false;
            if self.read(true, shared) == Fate::Gone {
                return Fate::Gone;
            }
        }
    }

    /// Reads what has arrived. Events come once for each arrival, so nothing may be left in the socket: a
    /// read that did not fill the buffer has emptied it, but only a read of nothing shows an end.
    fn read(&mut self, to_the_end: bool, shared: &mut Shared) -> Fate {
        let mut discarded = 0;
        loop {
            if self.calls.len() >= PIPELINE_MAX {
                self.is_stalled = true;
                return Fate::Stays;
            }
            if discarded > DISCARDED_BYTES_MAX {
                return Fate::Gone;
            }
            let length = match recv(&self.socket, &mut shared.input[..], RecvFlags::empty()) {
                Ok((_, 0)) => return Fate::Gone,
                Ok((_, length)) => length,
                Err(Errno::AGAIN) => return Fate::Stays,
                Err(Errno::INTR) => continue,
                Err(_) => return Fate::Gone,
            };
            if self.calls.has_last() {
                discarded += length;
                continue;
            }
            // The clock is read after the bytes are there: from an earlier reading an answer could be early.
            let now_ns = shared.now_ns();
            let begun = self.calls.take(&shared.input[..length], now_ns, &mut shared.law);
            shared.usage.begin(begun);
            if length < shared.input.len() && !to_the_end {
                return Fate::Stays;
            }
        }
    }

    /// Sends what is due, in the order of the requests.
    fn answer(&mut self, shared: &mut Shared) -> Fate {
        while let Some(call) = self.calls.first()
            && !self.is_blocked
        {
            if call.due_ns > shared.now_ns() {
                if !self.is_timed {
                    shared.timers.push(call.due_ns, self.key);
                    self.is_timed = true;
                }
                break;
            }
            let (start, rest) = shared.renderer.render(call.answer);
            let length = start.len() + rest.len();
            match send_from(&self.socket, start, rest, self.sent) {
                Ok(sent) => self.sent += sent,
                Err(Errno::AGAIN) => self.is_blocked = true,
                Err(Errno::INTR) => {}
                Err(_) => return Fate::Gone,
            }
            if self.sent == length {
                shared.usage.end(call.answer.what.is_ok());
                self.calls.answered();
                self.sent = 0;
            }
        }
        Fate::Stays
    }
}

/// Sends what comes after the first `from` bytes of `start` and `rest`, or a part of it.
fn send_from(socket: &OwnedFd, start: &[u8], rest: &[u8], from: usize) -> Result<usize, Errno> {
    if rest.is_empty() {
        return send(socket, &start[from..], SendFlags::NOSIGNAL);
    }
    match from.checked_sub(start.len()) {
        Some(from) => send(socket, &rest[from..], SendFlags::NOSIGNAL),
        None => writev(socket, &[IoSlice::new(&start[from..]), IoSlice::new(rest)]),
    }
}
