//! One loop: waits for sockets and for the next thing that is due, and deals with both.

use std::time::Duration;

use rustix::event::epoll;

use super::drive::{CONNECTING_MAX, Drive, Edges};
use super::start::Start;
use super::wires::{Happened, Wires};
use crate::answer::Cause;
use crate::clock::{duration_ns, thread_cpu};
use crate::tally::Tally;
use crate::{Counts, LoadError, Observer, Phase, Progress, Stop, Timing};

/// Events fetched at once.
const EVENTS_MAX: usize = 256;

/// How often to look for a stop and for requests that have taken too long.
const TICK_NS: u64 = 20_000_000;

/// While connecting: at least this many connections a second.
const CONNECT_GAP_MAX_NS: u64 = 500_000;

/// One loop, from its first connection to its last answer.
pub(super) struct Loop<'a, D> {
    pub(super) wires: Wires,
    pub(super) drive: D,
    pub(super) observer: Option<&'a mut dyn Observer>,
    pub(super) stop: &'a Stop,
    pub(super) spin_max_ns: u64,
    pub(super) progress: Option<Progress>,
    told: Counts,
    events: Vec<epoll::Event>,
    edges: Edges,
    stage: Stage,
    tick_at: u64,
    waited_ns: u64,
    opened_at: u64,
    cpu_at_open: Duration,
    end: Figures,
}

/// What one loop hands back.
pub(crate) struct LoopEnd {
    pub(crate) tally: Tally,
    pub(crate) window: Duration,
    pub(crate) connections_max: u32,
    pub(crate) connections_without_response: u32,
    pub(crate) busy_ratio: f64,
    pub(crate) cpu: Duration,
    pub(crate) stopped_early: bool,
    pub(crate) notes: Vec<String>,
}

#[derive(Default)]
struct Figures {
    window: Duration,
    connections_without_response: u32,
    busy_ratio: f64,
    cpu: Duration,
    stopped_early: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
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
            progress: None,
            told: Counts::default(),
            events: Vec::with_capacity(EVENTS_MAX),
            edges,
            stage: Stage::Connect,
            tick_at: 0,
            waited_ns: 0,
            opened_at: 0,
            cpu_at_open: Duration::ZERO,
            end: Figures::default(),
        }
    }

    /// Connects, meets the other loops, carries the load, and gives what it counted.
    pub(super) fn run(mut self, timing: &Timing, start: &Start) -> Result<LoopEnd, LoadError> {
        self.connect(duration_ns(timing.connect_max));
        let load_start = start.meet(self.wires.clock)?;
        self.set_edges(load_start, timing);
        self.drive.load_starts(&mut self.wires, &self.edges);
        self.stage = Stage::Warmup;
        self.tell(Phase::Warmup);
        loop {
            let now = self.wires.clock.now();
            self.turn(now);
            if self.stage == Stage::Over {
                return Ok(self.finish());
            }
            self.wait(now);
        }
    }

    /// Opens the first connections, evenly over at most half of the time there is for it.
    fn connect(&mut self, connect_max_ns: u64) {
        let total = self.drive.connections_first();
        let gap_ns = (connect_max_ns / 2 / u64::from(total.max(1))).min(CONNECT_GAP_MAX_NS);
        let begin = self.wires.clock.now();
        let mut begun = 0;
        loop {
            let now = self.wires.clock.now();
            while begun < total
                && self.wires.connecting < CONNECTING_MAX
                && now >= begin + gap_ns * u64::from(begun)
            {
                begun += 1;
                let slot = self.wires.add();
                if self.wires.open(slot).is_err() {
                    self.drive.refused(&mut self.wires, slot, Cause::Connect);
                }
            }
            let settled = begun == total && self.wires.connecting == 0;
            if settled || now >= begin + connect_max_ns || self.stop.is_stopped() {
                return;
            }
            let next = if begun < total { begin + gap_ns * u64::from(begun) } else { now + TICK_NS };
            self.wires.wait(&mut self.events, next.saturating_sub(now).clamp(1, TICK_NS));
            self.events();
        }
    }

    fn set_edges(&mut self, load_start: u64, timing: &Timing) {
        let window_start = load_start + duration_ns(timing.warmup);
        let window_end = window_start + duration_ns(timing.window);
        let load_end = window_end + duration_ns(timing.afterglow);
        let drain_end = load_end + duration_ns(timing.drain_max);
        self.edges = Edges { load_start, window_start, window_end, load_end, drain_end };
        self.wires.tally.load_starts(window_start);
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
        while let Some((slot, happened)) = self.wires.next_fallen() {
            self.dispatch(slot, happened);
        }
    }

    /// Waits for events, up to the next thing that is due, and deals with them.
    fn wait(&mut self, now: u64) {
        let next = self.next_edge().min(self.drive.next_due()).min(self.tick_at);
        let sleep_ns = next.saturating_sub(now);
        // Shortly before something is due, polling is more exact than sleeping.
        let timeout_ns = sleep_ns.saturating_sub(self.spin_max_ns);
        self.wires.wait(&mut self.events, timeout_ns);
        self.wires.now = self.wires.clock.now();
        self.waited_ns += self.wires.now - now;
        self.events();
    }

    fn events(&mut self) {
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

    fn open_window(&mut self, now: u64) {
        self.tell(Phase::WindowStart);
        self.stage = Stage::Window;
        self.opened_at = now;
        self.waited_ns = 0;
        self.cpu_at_open = thread_cpu();
        for connection in &mut self.wires.connections {
            connection.answered = false;
        }
        self.wires.tally.window_opens(now);
    }

    fn close_window(&mut self, now: u64, next: Stage) {
        let cpu = thread_cpu();
        self.tell(Phase::WindowEnd);
        self.stage = next;
        self.wires.tally.window_closes(now);
        let window_ns = now - self.opened_at;
        self.end.window = Duration::from_nanos(window_ns);
        self.end.cpu = cpu - self.cpu_at_open;
        let share = |ns: u64| ns as f64 / window_ns.max(1) as f64;
        let worked_ns = window_ns.saturating_sub(self.waited_ns);
        // Time in the kernel that was no waiting is seen by the CPU clock only; polling by neither.
        let used_ns = if self.spin_max_ns == 0 { duration_ns(self.end.cpu) } else { 0 };
        self.end.busy_ratio = share(worked_ns.max(used_ns)).min(1.0);
        self.end.connections_without_response = self.drive.window_closes(&mut self.wires, self.opened_at);
    }

    fn drain(&mut self, now: u64) {
        self.stage = Stage::Drain;
        self.drive.drain(&mut self.wires, now);
        self.tell(Phase::Drain);
    }

    fn is_settled(&self) -> bool {
        self.wires.tally.in_flight == 0 && self.drive.settled()
    }

    /// Ends at once; what was due until now is part of what is known.
    fn stop_early(&mut self, now: u64) {
        self.end.stopped_early = true;
        if self.stage < Stage::Drain {
            self.drive.due(&mut self.wires, now);
        }
        if self.stage == Stage::Window {
            self.close_window(now, Stage::Over);
        }
        self.stage = Stage::Over;
    }

    fn tell(&mut self, phase: Phase) {
        if let Some(observer) = &mut self.observer {
            observer.phase(phase);
        }
    }

    fn finish(mut self) -> LoopEnd {
        let now = self.wires.clock.now();
        self.wires.censor(now);
        self.drive.censor(&mut self.wires, now);
        let mut notes = self.wires.sockets.notes();
        notes.extend(self.drive.notes());
        if self.wires.unsolicited > 0 {
            notes.push(
                "the server sent bytes that nobody had asked for; those connections were closed".into(),
            );
        }
        LoopEnd {
            connections_max: self.wires.up_max,
            tally: self.wires.tally,
            window: self.end.window,
            connections_without_response: self.end.connections_without_response,
            busy_ratio: self.end.busy_ratio,
            cpu: self.end.cpu,
            stopped_early: self.end.stopped_early,
            notes,
        }
    }
}
