//! What the machine was doing meanwhile, read at the window's edges.

use load::{Observer, Phase};

/// Reads `/proc/stat` at the window's edges.
#[derive(Debug, Default)]
pub(super) struct Edges {
    first: Option<Ticks>,
    last: Option<Ticks>,
}

/// The machine's time in the window, in CPU seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Machine {
    /// Time that any process ran.
    pub(super) busy_s: f64,
    /// Share of the machine's time that its host took away.
    pub(super) steal_ratio: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Ticks {
    busy: u64,
    steal: u64,
    all: u64,
}

/// The unit of `/proc/stat`: 1/100 s on every Linux.
const TICKS_PER_S: f64 = 100.0;

impl Edges {
    /// What lies between the edges, if both could be read.
    pub(super) fn machine(&self) -> Option<Machine> {
        let (first, last) = (self.first?, self.last?);
        let all = (last.all - first.all).max(1);
        Some(Machine {
            busy_s: (last.busy - first.busy) as f64 / TICKS_PER_S,
            steal_ratio: (last.steal - first.steal) as f64 / all as f64,
        })
    }
}

impl Observer for Edges {
    fn phase(&mut self, phase: Phase) {
        match phase {
            Phase::WindowStart => self.first = read(),
            Phase::WindowEnd => self.last = read(),
            Phase::Warmup | Phase::Drain => {}
        }
    }
}

fn read() -> Option<Ticks> {
    parse(&std::fs::read_to_string("/proc/stat").ok()?)
}

/// Reads the first line: user, nice, system, idle, iowait, irq, softirq, steal.
fn parse(stat: &str) -> Option<Ticks> {
    let line = stat.lines().next()?.strip_prefix("cpu ")?;
    let fields: Vec<u64> = line.split_whitespace().map_while(|field| field.parse().ok()).take(8).collect();
    let [user, nice, system, idle, iowait, irq, softirq, steal] = fields.try_into().ok()?;
    let busy = user + nice + system + irq + softirq;
    Some(Ticks { busy, steal, all: busy + idle + iowait + steal })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_whole_machine() {
        let stat = "cpu  10 1 20 300 4 5 6 7 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n";
        assert_eq!(parse(stat), Some(Ticks { busy: 42, steal: 7, all: 353 }));
        assert_eq!(parse("cpu 1 2 3\n"), None);
        assert!(read().is_some());
    }
}
