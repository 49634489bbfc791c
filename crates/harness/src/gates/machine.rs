//! Whether the machine was ours: what the hypervisor and other processes took.

use std::time::Duration;

use load::Outcome;
use record::{Gate, Verdict};

use crate::measurement::{Readings, foreign_cpu_ratio};

/// The hypervisor may take this share of CPU time.
const STEAL: f64 = 0.01;
/// Other processes may take this share of the CPU time of the cores that are used, beside what the count of it may be
/// wrong by. With a loop on each of two cores that took 5 or 10 % of it in bursts of 2.5 or 5 ms, the median p99 of a
/// 10 ms fetch grew by 16 to 25 or 31 to 55 %, at 64 connections and at 1,000/s, with threads and with tasks: by four
/// times the share. The coarsest precision that a comparison asks for is 10 % of p99 (method rule 12), so a quarter of
/// that is what it bears. (Two-core virtual machine, 2 to 4 blocks of `quick`, against 4 without the loops. CPU per
/// request fell by 6 to 11 % with 5 % already, and throughput by less than half of the share.)
const FOREIGN: f64 = 0.025;
/// The kernel's counters of CPU time go in ticks (USER_HZ of proc(5)), and whoever runs when one falls has all of it.
const TICKS_PER_S: f64 = 100.0;
/// The kernel counts in ticks: so many of them are never called noise, however short the window.
const TICKS: f64 = 2.0;

/// The machine may sleep this long in a case: what two clocks that are read one after the other differ by.
const SLEPT_S: f64 = 0.001;

/// Sleep, steal and foreign CPU.
pub(super) fn gates(outcome: &Outcome, readings: &Readings) -> Vec<Gate> {
    let steal_max = STEAL.max(readings.tick_ratio.unwrap_or(0.0) * TICKS);
    let steal = Gate::new("steal_ratio", readings.steal_ratio, None, Some(steal_max), Verdict::Noisy);
    let foreign = foreign_cpu_ratio(outcome, readings);
    let foreign_most = foreign_max(outcome.window, readings.cores.used);
    let foreign = Gate::new("foreign_cpu_ratio", foreign, None, Some(foreign_most), Verdict::Noisy);
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

/// What other processes may take of the CPU time of `cores` cores in `time`, as a share.
pub(crate) fn foreign_max(time: Duration, cores: usize) -> f64 {
    FOREIGN + miscounted(time, cores)
}

/// What a share that is counted in ticks may be wrong by: the standard error of a binomial share of one half, which is
/// the largest. In a window of 1.25 s on two cores it is 3.2 %; where nothing else ran, the shares that were read there
/// lay between −3.1 and 0.2 %, but for one of 16.
fn miscounted(time: Duration, cores: usize) -> f64 {
    let ticks = time.as_secs_f64() * cores.max(1) as f64 * TICKS_PER_S;
    0.5 / ticks.max(1.0).sqrt()
}

#[cfg(test)]
mod tests {
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
    fn one_percent_may_be_stolen_and_a_fortieth_used_by_others_beside_what_ticks_miscount() {
        // 200 ticks on two cores in a second: 0.5 ÷ √200 = 0.0354.
        let inside = read(0.01, 0.060, 0.001);
        check(&inside, "steal_ratio", Some(true), Verdict::Noisy);
        check(&inside, "foreign_cpu_ratio", Some(true), Verdict::Noisy);
        let outside = read(0.0101, 0.061, 0.001);
        check(&outside, "steal_ratio", Some(false), Verdict::Noisy);
        check(&outside, "foreign_cpu_ratio", Some(false), Verdict::Noisy);
    }

    #[test]
    fn a_longer_window_counts_more_exactly_and_bears_less() {
        let mut measured = healthy();
        let bound = |measured: &crate::measurement::Measurement| {
            let gates = gates(&measured.outcome, &measured.readings);
            gates[2].at_most.expect("it has an upper bound")
        };
        assert!((bound(&measured) - 0.0604).abs() < 1e-4);
        measured.outcome.window = Duration::from_secs(100);
        assert!((bound(&measured) - 0.0285).abs() < 1e-4);
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
