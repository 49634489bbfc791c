//! The closed loop: so many users, each of whom asks again when the last answer has come.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::drive::{CONNECTING_MAX, Drive, Edges};
use super::wires::Wires;
use crate::answer::Cause;
use crate::tally::Ticket;

/// The first pause after a failure; it doubles with each further one.
const BACKOFF_NS: u64 = 10_000_000;
const BACKOFF_DOUBLINGS_MAX: u32 = 7;

/// Held up by [`CONNECTING_MAX`]: try again after this.
const HELD_NS: u64 = 1_000_000;

/// The users begin one after the other over half of the warm-up, but no longer than this: all at once
/// would march in step, and with a fixed service time never fall out of it.
const SPREAD_MAX_NS: u64 = 500_000_000;

/// One user on each connection of this loop.
pub(super) struct Closed {
    users: Vec<User>,
    /// When to wake which user.
    alarms: BinaryHeap<Reverse<(u64, u32)>>,
    /// Sampled requests that wait for their connection.
    waiting_sampled: u64,
    draining: bool,
}

#[derive(Clone)]
struct User {
    /// Asks for nothing at the moment: not begun, or pausing after a failure.
    resting: bool,
    /// A request that waits for its connection.
    waiting: Option<Ticket>,
    failures: u32,
}

impl Closed {
    pub(super) fn new(connections: u32) -> Self {
        let user = User { resting: true, waiting: None, failures: 0 };
        Self {
            users: vec![user; connections as usize],
            alarms: BinaryHeap::new(),
            waiting_sampled: 0,
            draining: false,
        }
    }

    /// The user wants an answer from `planned` on.
    #[inline]
    fn ask(&mut self, wires: &mut Wires, slot: u32, planned: u64) {
        let user = &mut self.users[slot as usize];
        if self.draining {
            user.resting = true;
            return;
        }
        user.resting = false;
        let ticket = Ticket::planned(planned, wires.tally.in_window());
        wires.tally.plan(&ticket);
        if wires.connections[slot as usize].is_idle() {
            wires.send(slot, ticket, wires.now);
        } else {
            user.waiting = Some(ticket);
            self.waiting_sampled += u64::from(ticket.sample);
            self.connect(wires, slot);
        }
    }

    fn connect(&mut self, wires: &mut Wires, slot: u32) {
        if !wires.connections[slot as usize].is_down() {
            return;
        }
        if wires.connecting >= CONNECTING_MAX {
            self.alarms.push(Reverse((wires.now + HELD_NS, slot)));
            return;
        }
        if wires.open(slot).is_err() {
            self.refused(wires, slot, Cause::Connect);
        }
    }

    /// The user's request ends without having been sent.
    fn take_waiting(&mut self, slot: u32) -> Option<Ticket> {
        let ticket = self.users[slot as usize].waiting.take()?;
        self.waiting_sampled -= u64::from(ticket.sample);
        Some(ticket)
    }

    /// After a failure the user pauses, so that a server that is down is not run against in circles.
    fn pause(&mut self, wires: &Wires, slot: u32) {
        let user = &mut self.users[slot as usize];
        let pause_ns = BACKOFF_NS << user.failures.min(BACKOFF_DOUBLINGS_MAX);
        user.failures += 1;
        user.resting = true;
        self.alarms.push(Reverse((wires.now + pause_ns, slot)));
    }
}

impl Drive for Closed {
    fn connections_first(&self) -> u32 {
        self.users.len() as u32
    }

    fn load_starts(&mut self, wires: &mut Wires, edges: &Edges) {
        while wires.connections.len() < self.users.len() {
            wires.add();
        }
        let spread = ((edges.window_start - edges.load_start) / 2).min(SPREAD_MAX_NS);
        let total = self.users.len() as u64;
        for slot in 0..total {
            self.alarms.push(Reverse((edges.load_start + spread * slot / total, slot as u32)));
        }
    }

    fn next_due(&self) -> u64 {
        self.alarms.peek().map_or(u64::MAX, |Reverse((at, _))| *at)
    }

    fn due(&mut self, wires: &mut Wires, now: u64) {
        wires.now = now;
        while let Some(Reverse((at, slot))) = self.alarms.peek().copied()
            && at <= now
        {
            self.alarms.pop();
            let user = &self.users[slot as usize];
            if user.waiting.is_some() {
                self.connect(wires, slot);
            } else if user.resting {
                self.ask(wires, slot, at);
            }
        }
    }

    fn up(&mut self, wires: &mut Wires, slot: u32) {
        if let Some(ticket) = self.take_waiting(slot) {
            if self.draining && !ticket.sample {
                return;
            }
            wires.send(slot, ticket, wires.now);
        }
    }

    #[inline]
    fn free(&mut self, wires: &mut Wires, slot: u32) {
        self.users[slot as usize].failures = 0;
        self.ask(wires, slot, wires.now);
    }

    fn refused(&mut self, wires: &mut Wires, slot: u32, cause: Cause) {
        if let Some(ticket) = self.take_waiting(slot) {
            wires.tally.failed(&ticket, cause, wires.now, None);
            self.pause(wires, slot);
        }
    }

    fn down(&mut self, wires: &mut Wires, slot: u32, cause: Option<Cause>) {
        if self.users[slot as usize].resting {
            return;
        }
        match cause {
            None => self.free(wires, slot),
            // Whoever has waited that long already does not pause on top of it.
            Some(Cause::Timeout) => self.ask(wires, slot, wires.now),
            Some(_) => self.pause(wires, slot),
        }
    }

    fn window_closes(&mut self, wires: &mut Wires, _opened: u64) -> u32 {
        let Wires { connections, tally, .. } = wires;
        // What is unanswered and not sampled was begun before the window: it joins the sample.
        for ticket in connections.iter_mut().flat_map(|connection| &mut connection.in_flight) {
            if !ticket.sample {
                tally.adopt(ticket);
            }
        }
        for ticket in self.users.iter_mut().filter_map(|user| user.waiting.as_mut()) {
            if !ticket.sample {
                tally.adopt(ticket);
                self.waiting_sampled += 1;
            }
        }
        connections.iter().filter(|connection| !connection.answered).count() as u32
    }

    fn drain(&mut self, _wires: &mut Wires, _now: u64) {
        self.draining = true;
    }

    fn settled(&self) -> bool {
        self.waiting_sampled == 0
    }

    fn censor(&mut self, wires: &mut Wires, now: u64) {
        for ticket in self.users.iter_mut().filter_map(|user| user.waiting.take()) {
            wires.tally.censored(&ticket, now);
        }
    }

    fn notes(&self) -> Vec<String> {
        Vec::new()
    }
}
