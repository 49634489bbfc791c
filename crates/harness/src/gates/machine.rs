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

/// The machine may sleep this long in a case: what two clocks that are read one after the other differ by.
const SLEPT_S: f64 = 0.001;

/// Sleep, steal and foreign CPU.
pub(super) fn gates(outcome: &Outcome, readings: &Readings) -> Vec<Gate> {
    let steal_max = STEAL.max(readings.tick_ratio.unwrap_or(0.0) * TICKS);
    let steal = Gate::new("steal_ratio", readings.steal_ratio, None, Some(steal_max), Verdict::Noisy);
    let foreign = foreign_cpu_ratio(outcome, readings);
    let foreign = Gate::new("foreign_cpu_ratio", foreign, None, Some(FOREIGN), Verdict::Noisy);
    let untold = "/proc/stat could not be read";
    let slept_s = readings.slept.map(|slept| slept.as_secs_f64());
    let slept = Gate::new("slept_s", slept_s, None, Some(SLEPT_S), Verdict::Noisy);
    let slept = match slept.passed {
        Some(true) => slept,
        Some(false) => slept.noted("the machine was suspended in the middle of the case"),
        None => slept.noted("the system lacks a clock that counts sleep"),
    };
    let told = |gate: Gate| if gate.value.is_none() { gate.noted(untold) } else { gate };
    vec![slept, told(steal), told(foreign)]
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::gates::tests::{check, healthy};

    /// Of two cores, ours are 0.9 of a second in one: 0.45 of both.
    fn read(steal: f64, foreign: f64, tick: f64) -> Vec<Gate> {
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
    fn a_case_in_which_the_machine_slept_is_noisy() {
        let measured = healthy();
        let slept = |time_us| Readings { slept: Some(Duration::from_micros(time_us)), ..measured.readings };
        check(&gates(&measured.outcome, &slept(40)), "slept_s", Some(true), Verdict::Noisy);
        let gates = gates(&measured.outcome, &slept(3_000_000));
        check(&gates, "slept_s", Some(false), Verdict::Noisy);
        assert!(gates[0].in_words().contains("suspended"), "{}", gates[0].in_words());
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
            let why = if gate.gate == "slept_s" { "lacks a clock" } else { "/proc/stat" };
            assert!(gate.note.contains(why), "{gate:?}");
        }
    }
}
