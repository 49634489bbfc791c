//! The closed loop: so many users, each of whom asks again when the last answer has come.
//!
//! Each user has a connection. With pipelining a user keeps several requests in flight on it; with a
//! think time a user rests between an answer and the next request.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::drive::{CONNECTING_MAX, Drive, Edges};
use super::wires::Wires;
use crate::answer::Cause;
use crate::clock::duration_ns;
use crate::schedule::{Mix, Random};
use crate::tally::Ticket;
use crate::{Gaps, Think};

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
    habits: Habits,
    /// When to wake which user.
    alarms: BinaryHeap<Reverse<(u64, u32)>>,
    /// Sampled requests that wait for their connection.
    waiting_sampled: u64,
    draining: bool,
}

/// What all users of a loop have in common.
pub(super) struct Habits {
    /// Requests that each user keeps in flight.
    pub(super) depth: usize,
    pub(super) think: Option<(Think, Random)>,
    pub(super) mix: Mix,
}

#[derive(Clone)]
struct User {
    /// Asks for nothing at the moment: not begun, thinking, or pausing after a failure.
    resting: bool,
    /// Requests that wait for the connection.
    waiting: Vec<Ticket>,
    failures: u32,
}

impl Closed {
    pub(super) fn new(connections: u32, habits: Habits) -> Self {
        let user = User { resting: true, waiting: Vec::new(), failures: 0 };
        Self {
            users: vec![user; connections as usize],
            habits,
            alarms: BinaryHeap::new(),
            waiting_sampled: 0,
            draining: false,
        }
    }

    /// The user wants answers from `planned` on: as many as are not in flight already.
    #[inline]
    fn ask(&mut self, wires: &mut Wires, slot: u32, planned: u64) {
        let user = &mut self.users[slot as usize];
        user.resting = self.draining;
        if self.draining {
            return;
        }
        let sample = wires.tally.in_window();
        let connection = &wires.connections[slot as usize];
        if connection.is_up() && self.habits.depth == 1 {
            // The usual case, without a detour.
            let ticket = Ticket::planned(planned, self.habits.mix.draw(), sample);
            wires.tally.plan(&ticket);
            wires.send(slot, ticket, wires.now);
            return;
        }
        let is_up = connection.is_up();
        let room = if is_up { connection.left as usize } else { usize::MAX };
        let missing = self.habits.depth - connection.in_flight.len() - user.waiting.len();
        for _ in 0..missing.min(room) {
            let ticket = Ticket::planned(planned, self.habits.mix.draw(), sample);
            wires.tally.plan(&ticket);
            self.waiting_sampled += u64::from(ticket.sample);
            user.waiting.push(ticket);
        }
        if is_up { self.send_waiting(wires, slot) } else { self.connect(wires, slot) }
    }

    fn send_waiting(&mut self, wires: &mut Wires, slot: u32) {
        let waiting = &mut self.users[slot as usize].waiting;
        self.waiting_sampled -= waiting.iter().filter(|ticket| ticket.sample).count() as u64;
        // In the drain, what does not belong to the sample is no longer sent.
        let draining = self.draining;
        wires.send_all(slot, waiting.drain(..).filter(|ticket| ticket.sample || !draining), wires.now);
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

    /// After a failure the user pauses, so that a server that is down is not run against in circles.
    fn pause(&mut self, wires: &Wires, slot: u32) {
        let user = &mut self.users[slot as usize];
        let pause_ns = BACKOFF_NS << user.failures.min(BACKOFF_DOUBLINGS_MAX);
        user.failures += 1;
        user.resting = true;
        self.alarms.push(Reverse((wires.now + pause_ns, slot)));
    }

    /// The user has got an answer, and asks again when the thinking is done.
    #[inline]
    fn go_on(&mut self, wires: &mut Wires, slot: u32) {
        let user = &mut self.users[slot as usize];
        user.failures = 0;
        match &mut self.habits.think {
            None => self.ask(wires, slot, wires.now),
            // Whoever has several in flight thinks once, after the last of them.
            Some(_) if !wires.connections[slot as usize].in_flight.is_empty() => {}
            Some((think, random)) => {
                let factor = if think.law == Gaps::Constant { 1.0 } else { random.exponential() };
                user.resting = true;
                let pause_ns = (duration_ns(think.mean) as f64 * factor) as u64;
                self.alarms.push(Reverse((wires.now + pause_ns, slot)));
            }
        }
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
            if !user.waiting.is_empty() {
                self.connect(wires, slot);
            } else if user.resting {
                wires.now = wires.clock.now();
                self.ask(wires, slot, at);
            }
        }
    }

    fn up(&mut self, wires: &mut Wires, slot: u32) {
        self.send_waiting(wires, slot);
    }

    #[inline]
    fn free(&mut self, wires: &mut Wires, slot: u32) {
        self.go_on(wires, slot);
    }

    fn refused(&mut self, wires: &mut Wires, slot: u32, cause: Cause) {
        let user = &mut self.users[slot as usize];
        if user.waiting.is_empty() {
            return;
        }
        for ticket in user.waiting.drain(..) {
            self.waiting_sampled -= u64::from(ticket.sample);
            let said = wires.unasked.said(cause);
            wires.tally.failed(&ticket, cause, wires.now, said);
        }
        self.pause(wires, slot);
    }

    fn down(&mut self, wires: &mut Wires, slot: u32, cause: Option<Cause>) {
        if self.users[slot as usize].resting {
            return;
        }
        match cause {
            None => self.go_on(wires, slot),
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
        for ticket in self.users.iter_mut().flat_map(|user| &mut user.waiting) {
            if !ticket.sample {
                tally.adopt(ticket);
                self.waiting_sampled += 1;
            }
        }
        // A user who is thinking wants no answer; one who pauses after a failure does.
        let thinks = |user: &User| user.resting && user.failures == 0;
        let both = connections.iter().zip(&self.users);
        both.filter(|(connection, user)| !connection.answered && !thinks(user)).count() as u32
    }

    fn drain(&mut self, _wires: &mut Wires, _now: u64) {
        self.draining = true;
    }

    fn settled(&self) -> bool {
        self.waiting_sampled == 0
    }

    fn censor(&mut self, wires: &mut Wires, now: u64) {
        for ticket in self.users.iter_mut().flat_map(|user| user.waiting.drain(..)) {
            wires.tally.censored(&ticket, now);
        }
    }

    fn notes(&self) -> Vec<String> {
        Vec::new()
    }
}
