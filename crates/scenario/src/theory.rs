//! What theory says before anything is measured: ceilings, waiting in line, and memory.
//!
//! Pure functions of a scenario, a contender and a load. Each gives a bound or an expectation under
//! assumptions that are written beside it, and no more: nothing here knows a CPU, so nothing here says
//! how many requests a server can carry before its CPU is full. A report draws them dashed beside what
//! was measured.

mod queue;

use std::collections::BTreeMap;

pub use queue::Queue;

use crate::{Class, Contender, Pace, Request, Scenario};

/// How many requests `contender` carries out at once by its own file; `None` where it sets no limit
/// that a server of its kind would ever reach by design.
#[must_use]
pub fn requests_max(contender: &Contender) -> Option<u64> {
    requests_max_of(&contender.limits)
}

/// The same, from limits alone, by the names of the flags that hand them on.
#[must_use]
pub fn requests_max_of(limits: &BTreeMap<String, u64>) -> Option<u64> {
    ["pool-threads", "max-requests"].iter().filter_map(|key| limits.get(*key).copied()).min()
}

/// The shortest time in which a request of `scenario` can be answered, in seconds: the wait itself. Of a
/// mix, the mean over its classes.
#[must_use]
pub fn wait_s(scenario: &Scenario) -> f64 {
    mean_s(scenario, class_s)
}

/// The shortest time for which a request of `scenario` keeps one of a limit's places, in seconds, where a client that
/// reads or sends slowly keeps none: the wait without such rests. Of a mix, the mean over its classes.
#[must_use]
pub fn place_s(scenario: &Scenario) -> f64 {
    mean_s(scenario, |class| class.request.at_least().as_secs_f64())
}

fn mean_s(scenario: &Scenario, of: impl Fn(&Class) -> f64) -> f64 {
    let others: f64 = scenario.mix.iter().map(|class| class.share).sum();
    let own = (1.0 - others) * scenario.request.at_least().as_secs_f64();
    let mixed = scenario.mix.iter().map(|class| class.share * of(class));
    own + mixed.sum::<f64>()
}

/// The shortest time in which a request of `class` is whole, in seconds: its wait, and the rests of a client who
/// reads or sends it slowly, one fewer than it takes goes. The head comes before the body, so that the last bytes of a
/// body of whole parts need a go of their own.
fn class_s(class: &Class) -> f64 {
    let rests_s = |pace: Option<Pace>, bytes: usize| {
        pace.map_or(0.0, |Pace { bytes: each, every_ms }| {
            (bytes / each.max(1) as usize) as f64 * f64::from(every_ms) / 1e3
        })
    };
    let sent_bytes = match class.request {
        Request::Upload(upload) => upload.bytes as usize,
        _ => 0,
    };
    let read_bytes = || contract::expected(class.request).body.len();
    class.request.at_least().as_secs_f64()
        + rests_s(class.reads, class.reads.map_or(0, |_| read_bytes()))
        + rests_s(class.writes, sent_bytes)
}

/// The most requests a second that `connections` can get out of a closed loop, in which each waits
/// `wait_s` for every answer: connections ÷ wait, Little's law with nobody waiting in line. With a limit
/// of `requests_max` at once, no more than limit ÷ wait, whoever asks. Infinite where nothing waits.
///
/// J. D. C. Little, "A proof for the queuing formula L = λW", Operations Research 9 (1961).
#[must_use]
pub fn ceiling_per_s(connections: u32, requests_max: Option<u64>, wait_s: f64) -> f64 {
    let at_once = requests_max.map_or(f64::from(connections), |most| f64::from(connections).min(most as f64));
    if wait_s > 0.0 { at_once / wait_s } else { f64::INFINITY }
}

/// The mean response of a closed loop at its ceiling, in seconds: connections that a limit does not let
/// in wait for their turn, so connections ÷ ceiling (Little's law again).
#[must_use]
pub fn closed_response_s(connections: u32, requests_max: Option<u64>, wait_s: f64) -> f64 {
    match requests_max {
        Some(most) if f64::from(connections) > most as f64 => f64::from(connections) * wait_s / most as f64,
        _ => wait_s,
    }
}

/// The longest line, in requests, before a limit that carries `capacity_per_s`, while arrivals come at each of
/// `rates_per_s` for `step_s`, and how long after the last rate above capacity it is worked off, in seconds;
/// `None` where it is not within the steps. A fluid: no randomness, so it is the mean course of a large queue.
#[must_use]
pub fn backlog_at_most(rates_per_s: &[f64], step_s: f64, capacity_per_s: f64) -> (f64, Option<f64>) {
    let (mut line, mut most, mut since_overload_s, mut worked_off_s) = (0.0_f64, 0.0_f64, 0.0, Some(0.0));
    for rate in rates_per_s {
        let surplus = rate - capacity_per_s;
        if surplus > 0.0 {
            (since_overload_s, worked_off_s) = (0.0, None);
        } else if worked_off_s.is_none() && -surplus * step_s >= line {
            worked_off_s = Some(since_overload_s + line / -surplus);
        }
        line = (line + surplus * step_s).max(0.0);
        most = most.max(line);
        since_overload_s += if surplus > 0.0 { 0.0 } else { step_s };
    }
    (most, worked_off_s)
}

/// The share of calls that take over `patience` times their median under a log-normal law whose logarithm has
/// the standard deviation `sigma`: 1 − Φ(ln patience ÷ σ).
#[must_use]
pub fn leaving_share(patience: f64, sigma: f64) -> f64 {
    0.5 * libm::erfc(patience.ln() / sigma / std::f64::consts::SQRT_2)
}

/// What a thread costs at the least and at the most, beside what its request itself needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThreadMemory {
    /// Memory that is there for certain, in bytes: its kernel stack and the pages of its own stack that
    /// any thread touches.
    pub resident_min_bytes: u64,
    /// Memory that it may come to occupy, in bytes: its kernel stack and all of its own.
    pub resident_max_bytes: u64,
    /// Addresses that are reserved for it, in bytes.
    pub reserved_bytes: u64,
}

/// On x86-64 and arm64 a kernel stack has four pages of 4 KiB: `THREAD_SIZE` in Linux,
/// Documentation/arch/x86/kernel-stacks.rst.
const KERNEL_STACK_BYTES: u64 = 16 << 10;
/// A thread that has started has touched the page of its first frames and the one of its thread-local
/// storage, and Rust's runtime keeps a page for its signal stack.
const TOUCHED_BYTES: u64 = 3 * 4096;
/// The page below a stack that nobody may touch.
const GUARD_BYTES: u64 = 4096;

/// What theory says of a thread's memory with a stack of `stack_bytes`. Only what is touched becomes
/// memory; the rest is addresses.
#[must_use]
pub fn thread_memory(stack_bytes: u64) -> ThreadMemory {
    ThreadMemory {
        resident_min_bytes: KERNEL_STACK_BYTES + TOUCHED_BYTES,
        resident_max_bytes: KERNEL_STACK_BYTES + stack_bytes,
        reserved_bytes: stack_bytes + GUARD_BYTES,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, wanted: f64) {
        assert!((got - wanted).abs() <= 1e-4 * wanted.abs().max(1e-9), "{got}, not {wanted}");
    }

    #[test]
    fn a_closed_loop_is_bounded_by_whoever_waits() {
        near(ceiling_per_s(256, None, 0.010), 25_600.0);
        near(ceiling_per_s(256, Some(64), 0.010), 6_400.0);
        near(ceiling_per_s(16, Some(64), 0.010), 1_600.0);
        assert_eq!(ceiling_per_s(1, None, 0.0), f64::INFINITY);
        near(closed_response_s(16, Some(64), 0.010), 0.010);
        near(closed_response_s(256, Some(64), 0.010), 0.040);
    }

    #[test]
    fn a_stack_is_mostly_addresses() {
        let memory = thread_memory(2 << 20);
        assert_eq!(memory.resident_min_bytes, 28 << 10);
        assert!(memory.resident_min_bytes < memory.resident_max_bytes / 70);
        assert_eq!(memory.reserved_bytes, (2 << 20) + 4096);
    }

    #[test]
    fn a_line_is_worked_off_at_the_difference_of_capacity_and_load() {
        // One second at three times 100/s leaves 200; at half, 50/s are worked off.
        let (most, after_s) = backlog_at_most(&[50.0, 300.0, 50.0, 50.0, 50.0, 50.0], 1.0, 100.0);
        near(most, 200.0);
        near(after_s.unwrap(), 4.0);
        assert_eq!(backlog_at_most(&[300.0, 50.0], 1.0, 100.0).1, None);
        assert_eq!(backlog_at_most(&[50.0, 50.0], 1.0, 100.0), (0.0, Some(0.0)));
    }

    #[test]
    fn one_in_360_takes_over_four_times_its_median() {
        near(1.0 / leaving_share(4.0, 0.5), 359.63);
        near(leaving_share(1.0, 0.5), 0.5);
    }

    #[test]
    fn the_tightest_limit_counts() {
        let limits = |keys: &[(&str, u64)]| keys.iter().map(|(key, n)| ((*key).to_owned(), *n)).collect();
        assert_eq!(requests_max_of(&limits(&[("max-threads", 9)])), None);
        assert_eq!(requests_max_of(&limits(&[("pool-threads", 64), ("backlog", 1)])), Some(64));
        assert_eq!(requests_max_of(&limits(&[("pool-threads", 64), ("max-requests", 32)])), Some(32));
    }
}
