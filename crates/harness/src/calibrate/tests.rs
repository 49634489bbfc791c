//! The checks judged over an executor with a known truth: a server that is equal to itself but for seeded
//! noise, and machines on which something is wrong.

use std::time::Duration;

use load::{Outcome, Stop};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use record::CheckOutcome;
use scenario::{Contender, Library, LoadPoint};

use super::pairs::{Pairs, SIDES};
use super::{a_against_a, resolution};
use crate::execute::{CaseFailure, CaseParts, Executor};
use crate::measurement::{Cores, Measurement, Memory, Readings};
use crate::plan::Step;

/// 50 µs of CPU a request, times noise.
struct Synthetic {
    random: Pcg64Mcg,
    /// How far a case may be from the truth, either way: 0.02 is 2 %.
    noise: f64,
    /// What a second run of the server costs more than the first.
    bias: f64,
    steal: f64,
}

impl Default for Synthetic {
    fn default() -> Self {
        Self { random: Pcg64Mcg::seed_from_u64(11), noise: 0.02, bias: 0.0, steal: 0.0 }
    }
}

impl Executor for Synthetic {
    fn execute(&mut self, step: &Step, parts: &CaseParts<'_>) -> Result<Measurement, CaseFailure> {
        let mut noisy = |value: f64| value * (1.0 + self.noise * (2.0 * self.random.random::<f64>() - 1.0));
        let requests: u64 = match step.case.load {
            LoadPoint::Closed { .. } => noisy(12_000.0) as u64,
            LoadPoint::Open { rate_per_s } => rate_per_s as u64,
            LoadPoint::Parked { .. } => unreachable!("nothing is parked to calibrate"),
        };
        let bias = if step.case.contender == SIDES[1] { self.bias } else { 0.0 };
        let cpu_us = noisy(50.0 * (1.0 + bias));
        let mut outcome = Outcome {
            window: parts.timing.window,
            planned: requests,
            sent: requests,
            completed: requests,
            completed_in_window: requests,
            ..Outcome::default()
        };
        let response_ns = match step.case.load {
            // Little's law: requests in flight ÷ throughput.
            LoadPoint::Closed { connections } => f64::from(connections) / requests as f64 * 1e9,
            LoadPoint::Open { .. } | LoadPoint::Parked { .. } => noisy(12e6),
        };
        for histogram in [&mut outcome.response, &mut outcome.service] {
            histogram.record_n(response_ns as u64, requests).expect("it is within its bounds");
        }
        let readings = Readings {
            server_cpu: Some(Duration::from_secs_f64(cpu_us * requests as f64 / 1e6)),
            memory: Memory { pss_bytes: Some(noisy(8e6) as u64), ..Memory::default() },
            steal_ratio: Some(self.steal),
            cores: Cores { server: 1, generator: 1, used: 2, backend_with_generator: true },
            ..Readings::default()
        };
        Ok(Measurement {
            started: Duration::ZERO,
            outcome,
            readings,
            death: None,
            notes: Vec::new(),
            extensions: 0,
        })
    }
}

fn pairs(mut executor: Synthetic) -> Pairs {
    let library = Library::open(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios"));
    let library = library.expect("the scenarios are sound");
    let scenario = library.select(&["fetch-10ms".into()]).expect("it is there")[0];
    let server: &Contender = library.contenders_named(&["tokio".into()]).expect("it is there")[0];
    let asked = (3, &Stop::default());
    Pairs::measure(&mut executor, (scenario, server), asked, &mut |_, _| {}).expect("nothing fails")
}

#[test]
fn a_server_is_equal_to_itself() {
    let equal = a_against_a::judge(&pairs(Synthetic::default()));
    assert_eq!(equal.outcome, CheckOutcome::Passed, "{equal:?}");
    assert_eq!(equal.figures["compared_quick"], 30.0, "five metrics at two load points in three runs");
    assert_eq!(equal.figures["compared_whole"], 10.0);
}

#[test]
fn a_bias_between_the_sides_is_a_failure_of_the_instrument() {
    let found = a_against_a::judge(&pairs(Synthetic { bias: 0.5, ..Synthetic::default() }));
    assert_eq!(found.outcome, CheckOutcome::Failed, "{found:?}");
    assert!(found.lines.iter().any(|line| line.contains("CPU per request at open 4000/s")), "{found:?}");
}

#[test]
fn noise_hides_a_small_difference_and_the_resolution_says_so() {
    let smallest = |noise: f64| {
        let found = resolution::resolution(&pairs(Synthetic { noise, ..Synthetic::default() }));
        assert_eq!(found.len(), 9, "three metrics for quick, thorough and thorough to its end: {found:?}");
        let cpu = found.iter().find(|one| one.metric == "cpu_us_per_request" && one.profile == "quick");
        cpu.expect("it was asked for").smallest_ratio
    };
    // The difference of two uniform errors of ±2 % spreads by 2 % × √(2 ÷ 3); three blocks need 3.1 of it.
    assert!((smallest(0.02) / 0.0506 - 1.0).abs() < 0.4, "{}", smallest(0.02));
    assert!(smallest(0.2) > 0.3);
}

#[test]
fn a_machine_that_is_taken_away_shows_nothing_either_way() {
    let stolen = pairs(Synthetic { steal: 0.2, ..Synthetic::default() });
    let found = a_against_a::judge(&stolen);
    assert_eq!(found.outcome, CheckOutcome::NotAvailable, "{found:?}");
    assert!(found.reason.contains("0 of 36 cases VALID: NOISY (steal_ratio"), "{found:?}");
    assert!(resolution::resolution(&stolen).is_empty());
}
