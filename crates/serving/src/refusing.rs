//! Turning connections away politely.

use std::collections::VecDeque;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::net::{SendFlags, Shutdown, send, shutdown};

use crate::counters::Counters;
use crate::reply::REFUSAL;

/// How long a refused connection is held, so that a request still on its way does not meet a closed
/// socket: the reset that answers it could overtake the 503.
const LINGER: Duration = Duration::from_secs(1);
/// How many are held at most; they are what a server at its limit can least afford.
const LINGERING_MAX: usize = 256;

/// Answers 503 to whoever is one too many. Belongs to the one who accepts.
#[derive(Debug)]
pub struct Doorman<Socket> {
    counters: Arc<Counters>,
    lingering: VecDeque<(Instant, Socket)>,
}

impl<Socket: AsFd> Doorman<Socket> {
    /// A doorman who counts in `counters`.
    #[must_use]
    pub fn new(counters: Arc<Counters>) -> Self {
        Self { counters, lingering: VecDeque::new() }
    }

    /// Answers 503, ends the stream and holds the socket for a moment.
    pub fn refuse(&mut self, socket: Socket) {
        self.counters.refused();
        // A new socket has room for these few bytes; a client that has gone needs none.
        let _ = send(&socket, REFUSAL, SendFlags::DONTWAIT | SendFlags::NOSIGNAL);
        let _ = shutdown(&socket, Shutdown::Write);
        let now = Instant::now();
        while self.lingering.len() >= LINGERING_MAX
            || self.lingering.front().is_some_and(|(since, _)| now.duration_since(*since) > LINGER)
        {
            self.lingering.pop_front();
        }
        self.lingering.push_back((now, socket));
    }

    /// Gives up every held descriptor: the system has no more.
    pub fn release(&mut self) {
        self.lingering.clear();
    }
}
