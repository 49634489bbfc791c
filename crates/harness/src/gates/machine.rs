//! Whether the machine was ours: what the hypervisor and other processes took.

use load::Outcome;
use record::{Gate, Verdict};

use crate::measurement::{Readings, foreign_cpu_ratio};

/// The hypervisor may take this share of CPU time.
const STEAL: f64 = 0.01;
/// Other processes may take this share of the CPU time of the cores that are used.
const FOREIGN: f64 = 0.10;
/// The kernel counts in ticks: so many of them are never called noise, however short the window.
const TICKS: f64 = 2.0;

/// Steal and foreign CPU.
pub(super) fn gates(outcome: &Outcome, readings: &Readings) -> [Gate; 2] {
    let steal_max = STEAL.max(readings.tick_ratio.unwrap_or(0.0) * TICKS);
    let steal = Gate::new("steal_ratio", readings.steal_ratio, None, Some(steal_max), Verdict::Noisy);
    let foreign = foreign_cpu_ratio(outcome, readings);
    let foreign = Gate::new("foreign_cpu_ratio", foreign, None, Some(FOREIGN), Verdict::Noisy);
    let untold = "/proc/stat could not be read";
    [steal, foreign].map(|gate| if gate.value.is_none() { gate.noted(untold) } else { gate })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gates::tests::{check, healthy};

    /// Of two cores, ours are 0.9 of a second in one: 0.45 of both.
    fn read(steal: f64, foreign: f64, tick: f64) -> [Gate; 2] {
        let measured = healthy();
        let readings = Readings {
            steal_ratio: Some(steal),
            busy_ratio: Some(0.45 + foreign),
            tick_ratio: Some(tick),
            ..measured.readings
        };
        gates(&measured.outcome, &readings)
    }

    #[test]
    fn one_percent_may_be_stolen_and_ten_used_by_others() {
        let inside = read(0.01, 0.099, 0.001);
        check(&inside, "steal_ratio", Some(true), Verdict::Noisy);
        check(&inside, "foreign_cpu_ratio", Some(true), Verdict::Noisy);
        let outside = read(0.0101, 0.101, 0.001);
        check(&outside, "steal_ratio", Some(false), Verdict::Noisy);
        check(&outside, "foreign_cpu_ratio", Some(false), Verdict::Noisy);
    }

    #[test]
    fn a_tick_or_two_in_a_short_window_are_no_noise() {
        check(&read(0.05, 0.0, 0.025), "steal_ratio", Some(true), Verdict::Noisy);
        check(&read(0.075, 0.0, 0.025), "steal_ratio", Some(false), Verdict::Noisy);
    }

    #[test]
    fn what_the_kernel_does_not_tell_neither_passes_nor_fails() {
        for gate in gates(&healthy().outcome, &Readings::default()) {
            assert_eq!(gate.passed, None);
            assert!(gate.note.contains("/proc/stat"));
        }
    }
}
