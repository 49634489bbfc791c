//! An executor that takes no time and gives exact times.

use std::time::Duration;

use load::{Outcome, Stop};
use scenario::LoadPoint;

use crate::execute::{CaseFailure, CaseParts, Executor};
use crate::measurement::{Cores, Measurement, Memory, Readings, UsageDelta};
use crate::plan::Step;

/// Every request takes 10 ms, and 40 µs of CPU with tasks, 50 µs with threads.
pub(super) struct Exact {
    /// How many cases were measured.
    pub(super) done: usize,
    /// Stops the run in the middle of the case after so many.
    pub(super) stop_after: usize,
    /// Ends the run.
    pub(super) stop: Stop,
    /// By which share the threads' CPU is above 50 µs in even blocks and below it in odd ones, on the
    /// logarithm's scale.
    pub(super) swing: f64,
    /// Whether tasks do not start at 64 connections.
    pub(super) fails: bool,
    /// How long each case says that it took.
    pub(super) case_time: Duration,
    /// At a higher rate every request takes 100 ms.
    pub(super) carries_per_s: f64,
    /// How long the machine slept in each case that is loaded.
    pub(super) slept: Duration,
    /// Which share of the cores something else used in each case that is loaded.
    pub(super) foreign_ratio: f64,
}

impl Exact {
    pub(super) fn new() -> Self {
        Self {
            done: 0,
            stop_after: usize::MAX,
            stop: Stop::default(),
            swing: 0.0,
            fails: false,
            case_time: Duration::from_secs(2),
            carries_per_s: 20_000.0,
            slept: Duration::ZERO,
            foreign_ratio: 0.0,
        }
    }

    fn cpu_us(&self, step: &Step) -> f64 {
        match step.case.contender.as_str() {
            "tokio" => 40.0,
            _ if step.block.is_multiple_of(2) => 50.0 * self.swing.exp(),
            _ => 50.0 * (-self.swing).exp(),
        }
    }
}

impl Executor for Exact {
    fn execute(&mut self, step: &Step, parts: &CaseParts<'_>) -> Result<Measurement, CaseFailure> {
        self.done += 1;
        if self.done > self.stop_after {
            self.stop.stop();
        }
        let connections = match step.case.load {
            LoadPoint::Closed { connections: 64 } if self.fails && step.case.contender == "tokio" => {
                return Err(CaseFailure("it exited with code 7".into()));
            }
            LoadPoint::Closed { connections } => u64::from(connections),
            LoadPoint::Open { rate_per_s } => (rate_per_s / 100.0) as u64,
            LoadPoint::Parked { requests } => return Ok(parked(requests)),
        };
        let requests = connections * 100 * parts.timing.window.as_millis() as u64 / 1000;
        let mut outcome = Outcome {
            window: parts.timing.window,
            planned: requests,
            sent: requests,
            completed: requests,
            completed_in_window: requests,
            ..Outcome::default()
        };
        let response_ns = match step.case.load {
            LoadPoint::Open { rate_per_s } if rate_per_s > self.carries_per_s => 100_000_000,
            _ => 10_000_000,
        };
        for histogram in [&mut outcome.response, &mut outcome.service] {
            histogram.record_n(response_ns, requests).expect("10 ms is within its bounds");
        }
        let server_cpu = Duration::from_nanos((self.cpu_us(step) * 1e3 * requests as f64).round() as u64);
        let ours = server_cpu.as_secs_f64() / outcome.window.as_secs_f64() / 2.0;
        let readings = Readings {
            server_cpu: Some(server_cpu),
            slept: Some(self.slept),
            busy_ratio: Some(ours + self.foreign_ratio),
            server_usage: Some(UsageDelta {
                requests,
                switches_voluntary: 2 * requests,
                ..UsageDelta::default()
            }),
            steal_ratio: Some(0.0),
            cores: Cores { server: 1, generator: 1, used: 2, backend_with_generator: true },
            ..Readings::default()
        };
        let started = Duration::from_secs(100) * step.block;
        Ok(Measurement { started, outcome, readings, death: None, notes: Vec::new(), extensions: 0 })
    }

    fn elapsed(&self) -> Duration {
        self.case_time * u32::try_from(self.done).expect("few cases")
    }
}

/// So many requests are held, and answered after the window.
fn parked(requests: u32) -> Measurement {
    let outcome = Outcome {
        window: Duration::from_millis(300),
        planned: requests.into(),
        sent: requests.into(),
        completed: requests.into(),
        in_flight_mean: requests.into(),
        ..Outcome::default()
    };
    let memory = Memory { pss_bytes: Some(1_000_000 + 1_000 * u64::from(requests)), ..Memory::default() };
    let usage = UsageDelta { in_flight_min: Some(requests.into()), ..UsageDelta::default() };
    let readings = Readings { memory, server_usage: Some(usage), ..Readings::default() };
    let started = Duration::ZERO;
    Measurement { started, outcome, readings, death: None, notes: Vec::new(), extensions: 0 }
}
