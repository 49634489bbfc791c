//! The edges of the phases, and what is read at them.

use std::time::Duration;

use super::drive::{Drive, Edges};
use super::turn::{Loop, Stage};
use crate::clock::{duration_ns, thread_cpu};
use crate::tally::Tally;
use crate::{Phase, Timing};

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

/// What is read at the window's edges.
#[derive(Default)]
pub(super) struct Figures {
    pub(super) window: Duration,
    pub(super) connections_without_response: u32,
    pub(super) busy_ratio: f64,
    pub(super) cpu: Duration,
    pub(super) stopped_early: bool,
}

impl<D: Drive> Loop<'_, D> {
    pub(super) fn set_edges(&mut self, load_start: u64, timing: &Timing) {
        let window_start = load_start + duration_ns(timing.warmup);
        let window_end = window_start + duration_ns(timing.window);
        let load_end = window_end + duration_ns(timing.afterglow);
        let drain_end = load_end + duration_ns(timing.drain_max);
        self.edges = Edges { load_start, window_start, window_end, load_end, drain_end };
        self.wires.tally.load_starts(window_start);
    }

    pub(super) fn open_window(&mut self, now: u64) {
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

    pub(super) fn close_window(&mut self, now: u64, next: Stage) {
        let cpu = thread_cpu();
        self.tell(Phase::WindowEnd);
        self.stage = next;
        self.wires.tally.window_closes(now);
        let window_ns = now - self.opened_at;
        self.figures.window = Duration::from_nanos(window_ns);
        self.figures.cpu = cpu - self.cpu_at_open;
        let share = |ns: u64| ns as f64 / window_ns.max(1) as f64;
        let worked_ns = window_ns.saturating_sub(self.waited_ns);
        // Time in the kernel that was no waiting is seen by the CPU clock only; polling by neither.
        let used_ns = if self.spin_max_ns == 0 { duration_ns(self.figures.cpu) } else { 0 };
        self.figures.busy_ratio = share(worked_ns.max(used_ns)).min(1.0);
        self.figures.connections_without_response = self.drive.window_closes(&mut self.wires, self.opened_at);
    }

    pub(super) fn drain(&mut self, now: u64) {
        self.stage = Stage::Drain;
        self.drive.drain(&mut self.wires, now);
        self.tell(Phase::Drain);
    }

    /// Ends at once; what was due until now is part of what is known.
    pub(super) fn stop_early(&mut self, now: u64) {
        self.figures.stopped_early = true;
        if self.stage < Stage::Drain {
            self.drive.due(&mut self.wires, now);
        }
        if self.stage == Stage::Window {
            self.close_window(now, Stage::Over);
        }
        self.stage = Stage::Over;
    }

    pub(super) fn tell(&mut self, phase: Phase) {
        if let Some(observer) = &mut self.observer {
            observer.phase(phase);
        }
    }

    pub(super) fn finish(mut self) -> LoopEnd {
        let now = self.wires.clock.now();
        self.wires.censor(now);
        self.drive.censor(&mut self.wires, now);
        let mut notes = self.wires.sockets.notes();
        notes.extend(self.drive.notes());
        notes.extend(self.wires.unasked.notes());
        LoopEnd {
            connections_max: self.wires.up_max,
            tally: self.wires.tally,
            window: self.figures.window,
            connections_without_response: self.figures.connections_without_response,
            busy_ratio: self.figures.busy_ratio,
            cpu: self.figures.cpu,
            stopped_early: self.figures.stopped_early,
            notes,
        }
    }
}
