//! The open loop: arrivals planned in advance, each sent when it is due, whatever came back so far.
//!
//! An arrival goes out on the connection that was used last among the idle ones; if none is idle it
//! waits, its clock running, for the first that is free or for a new one, which is opened for it.

use std::collections::VecDeque;

use super::drive::{CONNECTING_MAX, Drive, Edges};
use super::sockets::Unopened;
use super::wires::Wires;
use crate::answer::Cause;
use crate::tally::Ticket;

/// The response time that the first guess at the pool's size supposes, in seconds.
const RESPONSE_GUESS_S: f64 = 0.005;

/// Connections opened ahead of need at once; more would hold up what is due.
const AHEAD_AT_ONCE: u32 = 4;

/// What one loop of an open load carries.
pub(super) struct Share {
    /// Its arrivals from the start of the load, in order.
    pub(super) arrivals: Vec<u64>,
    /// Their classes; empty if there is one class only.
    pub(super) classes: Vec<u16>,
    /// Its part of the rate, for a guess at the connections that are needed.
    pub(super) rate_per_s: f64,
    pub(super) connections_max: u32,
    /// Older than this, an arrival is not sent any more.
    pub(super) deadline_ns: u64,
    /// Whether connections are opened ahead of need, as is right if they are kept.
    pub(super) opens_ahead: bool,
}

/// Planned arrivals on a pool of connections.
pub(super) struct Open {
    share: Share,
    next: usize,
    edges: Option<Edges>,
    /// Arrivals that are due and wait for a connection.
    queue: VecDeque<Ticket>,
    queued_sampled: u64,
    /// Idle connections, the last used at the end.
    idle: Vec<u32>,
    /// Places whose connection is gone.
    spare: Vec<u32>,
    first: u32,
    /// So many connections are wanted in any case.
    reserve: u32,
    /// When to look at how many are needed, once.
    reserve_at: u64,
    in_use_max: u32,
    was_full: bool,
}

impl Open {
    pub(super) fn new(share: Share) -> Self {
        let first = with_headroom(share.rate_per_s * RESPONSE_GUESS_S).min(share.connections_max);
        let first = if share.opens_ahead { first } else { 0 };
        Self {
            share,
            next: 0,
            edges: None,
            queue: VecDeque::new(),
            queued_sampled: 0,
            idle: Vec::new(),
            spare: Vec::new(),
            first,
            reserve: first,
            reserve_at: u64::MAX,
            in_use_max: 0,
            was_full: false,
        }
    }

    /// Sends it, or lets it wait.
    #[inline]
    fn dispatch(&mut self, wires: &mut Wires, ticket: Ticket) {
        if wires.now.saturating_sub(ticket.planned) > self.share.deadline_ns {
            // The generator itself was late.
            wires.tally.shed(&ticket, wires.now);
        } else if let Some(slot) = self.idle.pop() {
            wires.send(slot, ticket, wires.now);
        } else {
            self.queued_sampled += u64::from(ticket.sample);
            self.queue.push_back(ticket);
            self.grow(wires);
        }
        self.in_use_max = self.in_use_max.max(wires.tally.in_flight as u32 + self.queue.len() as u32);
    }

    /// Whoever has waited longest and still wants an answer.
    fn take_queued(&mut self, wires: &mut Wires) -> Option<Ticket> {
        self.shed(wires);
        let ticket = self.queue.pop_front()?;
        self.queued_sampled -= u64::from(ticket.sample);
        Some(ticket)
    }

    /// Those who have waited longer than their deadline go.
    #[inline]
    fn shed(&mut self, wires: &mut Wires) {
        while let Some(ticket) = self.queue.front()
            && wires.now.saturating_sub(ticket.planned) > self.share.deadline_ns
        {
            wires.tally.shed(ticket, wires.now);
            self.queued_sampled -= u64::from(ticket.sample);
            self.queue.pop_front();
        }
    }

    /// Gives the connection to whoever waits, or keeps it for the next.
    #[inline]
    fn hand_on(&mut self, wires: &mut Wires, slot: u32) {
        match self.take_queued(wires) {
            Some(ticket) => wires.send(slot, ticket, wires.now),
            None => self.idle.push(slot),
        }
    }

    /// Opens as many connections as are waited for, and some that are wanted in any case.
    fn grow(&mut self, wires: &mut Wires) {
        let mut ahead = AHEAD_AT_ONCE;
        while wires.connecting < CONNECTING_MAX {
            let open = wires.up + wires.connecting;
            let needed = (wires.connecting as usize) < self.queue.len();
            if !needed && (open >= self.reserve || ahead == 0) {
                return;
            }
            if open >= self.share.connections_max {
                self.was_full |= needed;
                return;
            }
            ahead -= u32::from(!needed);
            let slot = self.spare.pop().unwrap_or_else(|| wires.add());
            match wires.open(slot) {
                Ok(()) => {}
                Err(Unopened::Descriptors) if open > 0 => {
                    self.spare.push(slot);
                    self.share.connections_max = open;
                }
                Err(_) => self.give_up_on(wires, slot, Cause::Connect),
            }
        }
    }

    /// The attempt has failed, and with it whoever has waited longest.
    fn give_up_on(&mut self, wires: &mut Wires, slot: u32, cause: Cause) {
        self.spare.push(slot);
        self.reserve = 0;
        if let Some(ticket) = self.take_queued(wires) {
            let said = wires.unasked.said(cause);
            wires.tally.failed(&ticket, cause, wires.now, said);
        }
    }
}

impl Drive for Open {
    fn connections_first(&self) -> u32 {
        self.first
    }

    fn load_starts(&mut self, _wires: &mut Wires, edges: &Edges) {
        if self.share.opens_ahead {
            self.reserve_at = edges.load_start + (edges.window_start - edges.load_start) / 2;
        }
        self.edges = Some(*edges);
    }

    fn next_due(&self) -> u64 {
        match (&self.edges, self.share.arrivals.get(self.next)) {
            (Some(edges), Some(at)) => (edges.load_start + at).min(self.reserve_at),
            _ => u64::MAX,
        }
    }

    #[inline]
    fn due(&mut self, wires: &mut Wires, now: u64) {
        let Some(edges) = self.edges else { return };
        wires.now = now;
        self.shed(wires);
        while let Some(at) = self.share.arrivals.get(self.next)
            && edges.load_start + at <= wires.now
        {
            let planned = edges.load_start + at;
            let class = self.share.classes.get(self.next).copied().unwrap_or(0);
            let sample = (edges.window_start..edges.window_end).contains(&planned);
            self.next += 1;
            let ticket = Ticket::planned(planned, class, sample);
            wires.tally.plan(&ticket);
            wires.tally.taken_up(&ticket, wires.now);
            self.dispatch(wires, ticket);
            wires.now = wires.clock.now();
        }
        if wires.now >= self.reserve_at {
            // By now the pool has seen its load: what was in use at most is Little's L and its swings.
            self.reserve_at = u64::MAX;
            self.reserve = with_headroom(f64::from(self.in_use_max)).min(self.share.connections_max);
            self.grow(wires);
        }
    }

    fn up(&mut self, wires: &mut Wires, slot: u32) {
        self.hand_on(wires, slot);
        self.grow(wires);
    }

    #[inline]
    fn free(&mut self, wires: &mut Wires, slot: u32) {
        self.hand_on(wires, slot);
    }

    fn refused(&mut self, wires: &mut Wires, slot: u32, cause: Cause) {
        self.give_up_on(wires, slot, cause);
        self.grow(wires);
    }

    fn down(&mut self, wires: &mut Wires, slot: u32, _cause: Option<Cause>) {
        if let Some(at) = self.idle.iter().rposition(|idle| *idle == slot) {
            self.idle.remove(at);
        }
        self.spare.push(slot);
        self.grow(wires);
    }

    fn window_closes(&mut self, wires: &mut Wires, opened: u64) -> u32 {
        let stuck = |ticket: &Ticket| ticket.sent <= opened;
        let connections = wires.connections.iter();
        connections.filter(|connection| connection.in_flight.front().is_some_and(stuck)).count() as u32
    }

    fn drain(&mut self, wires: &mut Wires, now: u64) {
        self.due(wires, now);
        // Whoever was planned after the window need not be sent; nothing is recorded of them.
        self.queue.retain(|ticket| ticket.sample);
    }

    fn settled(&self) -> bool {
        self.queued_sampled == 0
    }

    fn censor(&mut self, wires: &mut Wires, now: u64) {
        while let Some(ticket) = self.take_queued(wires) {
            wires.tally.censored(&ticket, now);
        }
    }

    fn notes(&self) -> Vec<String> {
        let note = format!(
            "all {} connections that may be opened were in use at once: requests waited for one",
            self.share.connections_max
        );
        self.was_full.then_some(note).into_iter().collect()
    }
}

/// A pool for so many in use on average: four standard deviations of a Poisson law more.
fn with_headroom(in_use: f64) -> u32 {
    (in_use + 4.0 * in_use.sqrt() + 1.0).ceil() as u32
}
