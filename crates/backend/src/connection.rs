//! One client: what it asked for, in order, and what is still to be sent.

use std::collections::VecDeque;
use std::io::IoSlice;
use std::os::fd::OwnedFd;
use std::time::Instant;

use rustix::event::epoll::EventFlags;
use rustix::io::{Errno, writev};
use rustix::net::{RecvFlags, SendFlags, Shutdown, recv, send, shutdown};

use crate::answer::{Answer, Renderer};
use crate::law::Law;
use crate::request;
use crate::timers::Timers;
use crate::usage::Usage;

/// With so many calls waiting on one connection, nothing more is read from it.
const PIPELINE_MAX: usize = 1024;

/// How long a connection that has had its last answer is still read from. To close it while bytes
/// arrive would reset it, and a reset can overtake the answer.
const LINGER_NS: u64 = 1_000_000_000;

/// Who sends more than this at once after the last request is not listened to any longer.
const DISCARDED_BYTES_MAX: usize = 4 << 20;

/// What all connections share.
pub(crate) struct Shared {
    pub(crate) law: Law,
    pub(crate) timers: Timers,
    pub(crate) usage: Usage,
    pub(crate) renderer: Renderer,
    /// Where every read goes; a connection keeps only what is left of a request in part.
    pub(crate) input: Box<[u8]>,
    pub(crate) start: Instant,
    /// Connections end with the last answer that they wait for.
    pub(crate) is_draining: bool,
}

impl Shared {
    /// The time since the start.
    pub(crate) fn now_ns(&self) -> u64 {
        self.start.elapsed().as_nanos() as u64
    }
}

/// What becomes of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Stays,
    Gone,
}

struct Call {
    due_ns: u64,
    answer: Answer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// More requests may come.
    No,
    /// What comes after the calls that wait is not read as requests.
    AfterCalls,
    /// Everything is answered; only the client's end is waited for.
    Lingering,
}

/// One client.
pub(crate) struct Connection {
    pub(crate) socket: OwnedFd,
    /// What timers and events call it.
    key: u64,
    /// A request in part.
    partial: Vec<u8>,
    calls: VecDeque<Call>,
    /// How many bytes of the first call's answer are sent.
    sent: usize,
    ending: Ending,
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
            partial: Vec::new(),
            calls: VecDeque::new(),
            sent: 0,
            ending: Ending::No,
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
        if self.ending == Ending::Lingering {
            return Fate::Gone;
        }
        self.proceed(shared)
    }

    /// Takes no further requests.
    pub(crate) fn drain(&mut self) -> Fate {
        self.ending = Ending::AfterCalls;
        if self.calls.is_empty() { Fate::Gone } else { Fate::Stays }
    }

    /// Answers what is due, and reads on where it had to stop.
    fn proceed(&mut self, shared: &mut Shared) -> Fate {
        loop {
            if self.answer(shared) == Fate::Gone {
                return Fate::Gone;
            }
            let is_through = self.ending == Ending::AfterCalls && self.calls.is_empty();
            if is_through {
                if shared.is_draining || shutdown(&self.socket, Shutdown::Write).is_err() {
                    return Fate::Gone;
                }
                self.ending = Ending::Lingering;
                shared.timers.push(shared.now_ns() + LINGER_NS, self.key);
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
            if self.ending != Ending::No {
                discarded += length;
                continue;
            }
            // The clock is read after the bytes are there: from an earlier reading an answer could be early.
            let now_ns = shared.now_ns();
            let Shared { input, law, usage, .. } = shared;
            self.take(&input[..length], now_ns, law, usage);
            if length < shared.input.len() && !to_the_end {
                return Fate::Stays;
            }
        }
    }

    /// Turns bytes into calls.
    fn take(&mut self, bytes: &[u8], now_ns: u64, law: &mut Law, usage: &mut Usage) {
        if self.partial.is_empty() {
            let taken = self.take_whole(bytes, now_ns, law, usage);
            self.partial.extend_from_slice(&bytes[taken..]);
            return;
        }
        self.partial.extend_from_slice(bytes);
        // Only a line's end completes a head; to look at each of its bytes again for each byte that
        // arrives would let a slow client cost a lot.
        if bytes.contains(&b'\n') || self.partial.len() > contract::limits::MAX_HEAD_BYTES {
            let mut partial = std::mem::take(&mut self.partial);
            let taken = self.take_whole(&partial, now_ns, law, usage);
            partial.drain(..taken);
            self.partial = partial;
        }
    }

    /// Turns the whole requests at the start of `bytes` into calls; gives how many bytes they took.
    fn take_whole(&mut self, bytes: &[u8], now_ns: u64, law: &mut Law, usage: &mut Usage) -> usize {
        let mut taken = 0;
        while taken < bytes.len() {
            let Some(request) = request::read(&bytes[taken..]) else { return taken };
            taken += request.length;
            let wait_ns = request.ask.map_or(0, |delay| law.draw_ns(delay.ms));
            let what = request.ask.map(|delay| delay.bytes);
            let answer = Answer { what, is_head: request.is_head, ends: request.ends };
            self.calls.push_back(Call { due_ns: now_ns + wait_ns, answer });
            usage.begin();
            if request.ends {
                self.ending = Ending::AfterCalls;
                return bytes.len();
            }
        }
        taken
    }

    /// Sends what is due, in the order of the requests.
    fn answer(&mut self, shared: &mut Shared) -> Fate {
        while let Some(call) = self.calls.front()
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
                self.calls.pop_front();
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
