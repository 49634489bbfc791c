//! One loop: waits for sockets and for the next thing that is due, and deals with both.

use std::time::Duration;

use rustix::event::epoll;

use super::drive::{Drive, Edges};
use super::phases::{Figures, LoopEnd};
use super::start::Start;
use super::wires::{Happened, Wires};
use crate::clock::duration_ns;
use crate::{Counts, LoadError, Observer, Phase, Progress, Stop, Timing};

/// Events fetched at once.
const EVENTS_MAX: usize = 256;

/// How often to look for a stop and for requests that have taken too long.
pub(super) const TICK_NS: u64 = 20_000_000;

/// One loop, from its first connection to its last answer.
pub(super) struct Loop<'a, D> {
    pub(super) wires: Wires,
    pub(super) drive: D,
    pub(super) observer: Option<&'a mut dyn Observer>,
    pub(super) stop: &'a Stop,
    pub(super) spin_max_ns: u64,
    /// Over how long the first connections are to be opened, if that was said.
    pub(super) connect_over_ns: Option<u64>,
    pub(super) progress: Option<Progress>,
    pub(super) events: Vec<epoll::Event>,
    pub(super) edges: Edges,
    pub(super) stage: Stage,
    /// Time spent waiting for events since the window opened.
    pub(super) waited_ns: u64,
    pub(super) opened_at: u64,
    pub(super) cpu_at_open: Duration,
    pub(super) figures: Figures,
    tick_at: u64,
    told: Counts,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    Connect,
    Warmup,
    Window,
    Afterglow,
    Drain,
    Over,
}

impl<'a, D: Drive> Loop<'a, D> {
    pub(super) fn new(
        wires: Wires,
        drive: D,
        observer: Option<&'a mut dyn Observer>,
        stop: &'a Stop,
    ) -> Self {
        let edges = Edges { load_start: 0, window_start: 0, window_end: 0, load_end: 0, drain_end: 0 };
        Self {
            wires,
            drive,
            observer,
            stop,
            spin_max_ns: 0,
            connect_over_ns: None,
            progress: None,
            events: Vec::with_capacity(EVENTS_MAX),
            edges,
            stage: Stage::Connect,
            waited_ns: 0,
            opened_at: 0,
            cpu_at_open: Duration::ZERO,
            figures: Figures::default(),
            tick_at: 0,
            told: Counts::default(),
        }
    }

    /// Connects, meets the other loops, carries the load, and gives what it counted.
    pub(super) fn run(mut self, timing: &Timing, start: &Start) -> Result<LoopEnd, LoadError> {
        self.connect(duration_ns(timing.connect_max));
        let load_start = start.meet(self.wires.clock)?;
        self.set_edges(load_start, timing);
        self.tell(Phase::Warmup);
        self.hear_out();
        self.drive.load_starts(&mut self.wires, &self.edges);
        self.stage = Stage::Warmup;
        loop {
            let now = self.wires.clock.now();
            self.turn(now);
            if self.stage == Stage::Over {
                return Ok(self.finish());
            }
            self.wait(now);
        }
    }

    /// What the server has said before anything was asked is heard before anything is, or it would pass for an answer.
    fn hear_out(&mut self) {
        // As often as there may be something on each; a server that goes on talking is not listened to for ever.
        for _ in 0..=self.wires.connections.len() / EVENTS_MAX {
            self.wires.wait(&mut self.events, 0);
            self.events();
        }
    }

    /// Whatever the clock asks for.
    fn turn(&mut self, now: u64) {
        loop {
            match self.stage {
                Stage::Warmup if now >= self.edges.window_start => self.open_window(now),
                Stage::Window if now >= self.edges.window_end => self.close_window(now, Stage::Afterglow),
                Stage::Afterglow if now >= self.edges.load_end => self.drain(now),
                Stage::Drain if now >= self.edges.drain_end || self.is_settled() => self.stage = Stage::Over,
                _ => break,
            }
        }
        if self.tick_at <= now {
            self.tick_at = now + TICK_NS;
            self.wires.expire(now);
            if let Some(progress) = &self.progress {
                progress.add(self.wires.tally.counts, &mut self.told);
            }
            if self.stop.is_stopped() && self.stage != Stage::Over {
                self.stop_early(now);
            }
        }
        if self.drive.next_due() <= now {
            self.drive.due(&mut self.wires, now);
        }
        while let Some((slot, happened)) = self.wires.next_rested(now) {
            self.dispatch(slot, happened);
        }
        while let Some((slot, happened)) = self.wires.next_fallen() {
            self.dispatch(slot, happened);
        }
    }

    /// Waits for events, up to the next thing that is due, and deals with them.
    fn wait(&mut self, now: u64) {
        let next = self.next_edge().min(self.drive.next_due()).min(self.tick_at).min(self.wires.next_turn());
        let sleep_ns = next.saturating_sub(now);
        // Shortly before something is due, polling is more exact than sleeping.
        let timeout_ns = sleep_ns.saturating_sub(self.spin_max_ns);
        self.wires.wait(&mut self.events, timeout_ns);
        self.wires.now = self.wires.clock.now();
        self.waited_ns += self.wires.now - now;
        self.events();
    }

    pub(super) fn events(&mut self) {
        for at in 0..self.events.len() {
            let (slot, happened) = self.wires.event(self.events[at]);
            self.dispatch(slot, happened);
            if self.wires.now >= self.next_edge().min(self.drive.next_due()) && self.stage != Stage::Over {
                self.turn(self.wires.now);
            }
        }
    }

    #[inline]
    fn dispatch(&mut self, slot: u32, happened: Happened) {
        match happened {
            Happened::Nothing => {}
            Happened::Free => self.drive.free(&mut self.wires, slot),
            Happened::Up => self.drive.up(&mut self.wires, slot),
            Happened::Refused(cause) => self.drive.refused(&mut self.wires, slot, cause),
            Happened::Down(cause) => self.drive.down(&mut self.wires, slot, cause),
        }
    }

    #[inline]
    fn next_edge(&self) -> u64 {
        match self.stage {
            Stage::Warmup => self.edges.window_start,
            Stage::Window => self.edges.window_end,
            Stage::Afterglow => self.edges.load_end,
            Stage::Drain => self.edges.drain_end,
            Stage::Connect | Stage::Over => u64::MAX,
        }
    }

    fn is_settled(&self) -> bool {
        self.wires.tally.in_flight == 0 && self.drive.settled()
    }
}
