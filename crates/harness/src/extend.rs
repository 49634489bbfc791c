//! A case that is not steady is measured anew, with a longer warm-up and a longer window (method rule 15).
//!
//! The longest measurement is kept, whatever it says: to keep the better one would be to choose results.

use std::time::Duration;

use load::Timing;
use record::Verdict;
use scenario::LoadPoint;

use crate::execute::{CaseFailure, CaseParts, Executor};
use crate::gates::gates;
use crate::measurement::Measurement;
use crate::plan::Step;
use crate::verdict::judge;

/// How often a case may be extended.
const TIMES_MAX: u32 = 3;

/// What is left of the run's time for extensions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extender {
    left: Duration,
}

impl Extender {
    /// With so much time for all cases together.
    pub(crate) fn new(time: Duration) -> Self {
        Self { left: time }
    }

    /// Measures `step`, again and longer as long as it is not steady and there is time.
    pub(crate) fn measure(
        &mut self,
        executor: &mut dyn Executor,
        step: &Step,
        parts: &CaseParts<'_>,
    ) -> Result<Measurement, CaseFailure> {
        let mut measured = executor.execute(step, parts)?;
        if matches!(step.case.load, LoadPoint::Parked { .. }) {
            return Ok(measured);
        }
        for times in 1..=TIMES_MAX {
            let (verdict, reason) = judge(&gates(step.case.load, &measured));
            if verdict != Verdict::Unsteady || measured.outcome.stopped_early {
                break;
            }
            let timing = longer(&parts.timing, times);
            let cost = timing.warmup + timing.window + timing.afterglow;
            let Some(left) = self.left.checked_sub(cost) else {
                measured.notes.push("not steady, and no time is left to measure it longer".into());
                break;
            };
            self.left = left;
            let (warm_ms, window_ms) = (timing.warmup.as_millis(), timing.window.as_millis());
            measured = executor.execute(step, &CaseParts { timing, ..parts.clone() })?;
            measured.extensions = times;
            let anew = format!(
                "measured anew, {warm_ms} ms of warm-up and {window_ms} ms of window, since {reason}"
            );
            measured.notes.insert(0, anew);
        }
        Ok(measured)
    }
}

/// Each time, what was the window before becomes warm-up, and the window grows by its first length.
fn longer(first: &Timing, times: u32) -> Timing {
    let windows_before = times * (times + 1) / 2;
    Timing {
        warmup: first.warmup + first.window * windows_before,
        window: first.window * (times + 1),
        ..*first
    }
}

#[cfg(test)]
mod tests {
    use load::{Load, Window};
    use scenario::{Case, Library};

    use super::*;
    use crate::gates::tests::healthy;

    /// Throughput falls in windows that open before `steady_after`; afterwards all is well.
    struct Warming {
        steady_after: Duration,
        seen: Vec<Timing>,
    }

    impl Executor for Warming {
        fn execute(&mut self, _: &Step, case: &CaseParts<'_>) -> Result<Measurement, CaseFailure> {
            self.seen.push(case.timing);
            let mut measured = healthy();
            let falls = if case.timing.warmup < self.steady_after { 40 } else { 0 };
            measured.readings.busy_ratio = None;
            measured.outcome.window = case.timing.window;
            measured.outcome.completed_in_window = 10_000 * case.timing.window.as_secs();
            let windows = 4 * case.timing.window.as_secs();
            let completed = |at| 2_500 - falls * at + at % 2;
            measured.outcome.series = (0..=windows)
                .map(|at| Window {
                    start_ms: at as i64 * 250 - 250,
                    completed: completed(at),
                    ..Window::default()
                })
                .collect();
            Ok(measured)
        }
    }

    /// Gives the measurement and the warm-ups and windows, in seconds, that it took.
    fn extend(steady_after_s: u64, time_s: u64) -> (Measurement, Vec<(u64, u64)>) {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
        let library = Library::open(&folder).expect("the scenarios are sound");
        let (scenario, contender) = (&library.scenarios()[0], &library.contenders().expect("as above")[0]);
        let case = Case {
            scenario: scenario.name.clone(),
            contender: contender.name.clone(),
            load: LoadPoint::Closed { connections: 100 },
        };
        let timing = Timing {
            warmup: Duration::from_secs(1),
            window: Duration::from_secs(2),
            afterglow: Duration::ZERO,
            ..Timing::default()
        };
        let parts = CaseParts { scenario, contender, load: Load::Closed { connections: 100 }, timing };
        let mut executor = Warming { steady_after: Duration::from_secs(steady_after_s), seen: Vec::new() };
        let mut extender = Extender::new(Duration::from_secs(time_s));
        let measured = extender.measure(&mut executor, &Step { case, block: 0, seed: 0 }, &parts);
        let seen = executor.seen.iter().map(|timing| (timing.warmup.as_secs(), timing.window.as_secs()));
        (measured.expect("it is measured"), seen.collect())
    }

    #[test]
    fn what_is_steady_is_measured_once() {
        let (measured, seen) = extend(0, 100);
        assert_eq!((measured.extensions, seen.as_slice()), (0, &[(1, 2)][..]));
        assert!(measured.notes.is_empty());
    }

    #[test]
    fn what_is_not_is_measured_longer_until_it_is() {
        let (measured, seen) = extend(5, 100);
        assert_eq!((measured.extensions, seen.as_slice()), (2, &[(1, 2), (3, 4), (7, 6)][..]));
        assert!(measured.notes[0].starts_with("measured anew, 7000 ms of warm-up"), "{:?}", measured.notes);
    }

    #[test]
    fn after_three_times_it_stays_what_it_is() {
        let (measured, seen) = extend(1_000, 1_000);
        assert_eq!((measured.extensions, seen.as_slice()), (3, &[(1, 2), (3, 4), (7, 6), (13, 8)][..]));
        assert_eq!(judge(&gates(LoadPoint::Closed { connections: 100 }, &measured)).0, Verdict::Unsteady);
    }

    #[test]
    fn when_the_time_is_used_up_it_is_said() {
        let (measured, seen) = extend(1_000, 7);
        assert_eq!((measured.extensions, seen.as_slice()), (1, &[(1, 2), (3, 4)][..]));
        assert!(measured.notes.iter().any(|note| note.contains("no time is left")));
    }
}
