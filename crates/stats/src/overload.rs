//! What is left of a service under an overload in steps, and how soon after it all is well again.
//!
//! Both are counted, not estimated. What they come to is known where work flows like a fluid (Kleinrock, "Queueing
//! Systems", volume II (1976), section 2.7): a line grows by load − capacity in each second of overload, is worked off
//! by capacity − load after it, and a response waits line ÷ capacity. The tests hold the figures against that.

/// A short stretch of a course: how much was answered, and how late.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// Its start, in ms from the start of the steps.
    pub start_ms: f64,
    /// Its length, in ms.
    pub length_ms: f64,
    /// Requests sent in it.
    pub sent: u64,
    /// Right answers in it.
    pub completed: u64,
    /// 99th percentile of response time of what was answered in it; `None` where nothing was.
    pub p99_us: Option<f64>,
}

/// When all is well again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Recovery {
    /// No step is above 1: there was nothing to recover from.
    NoOverload,
    /// So long after the last step above 1: from then on every stretch kept the objective. To the length of a
    /// stretch.
    After {
        /// In ms.
        ms: f64,
    },
    /// Not within so long as was looked on.
    NotWithin {
        /// In ms.
        ms: f64,
    },
}

/// Right answers per second in each step: all of them, late ones included, of the stretches that begin in it. The
/// steps are equally long and begin at 0; `None` for one in which no stretch begins.
#[must_use]
pub fn goodput_per_s(course: &[Stretch], steps: usize, step_ms: f64) -> Vec<Option<f64>> {
    let step_of = |stretch: &Stretch| (stretch.start_ms / step_ms + 1e-6).floor();
    let of_step = |step: usize| {
        let within = || course.iter().filter(move |stretch| step_of(stretch) == step as f64);
        let length_ms: f64 = within().map(|stretch| stretch.length_ms).sum();
        let completed: u64 = within().map(|stretch| stretch.completed).sum();
        (length_ms > 0.0).then(|| completed as f64 / length_ms * 1e3)
    };
    (0..steps).map(of_step).collect()
}

/// How long after the last of the `factors` above 1 every further stretch keeps the objective. A stretch in which
/// something was sent and nothing answered does not keep it.
#[must_use]
pub fn recovery(course: &[Stretch], factors: &[f64], step_ms: f64, objective_us: f64) -> Recovery {
    let Some(last) = factors.iter().rposition(|factor| *factor > 1.0) else { return Recovery::NoOverload };
    let over_ms = (last + 1) as f64 * step_ms;
    let end_ms = factors.len() as f64 * step_ms;
    let after =
        || course.iter().filter(move |one| one.start_ms + 1e-3 >= over_ms && one.start_ms + 1e-3 < end_ms);
    let keeps = |one: &Stretch| one.p99_us.map_or(one.sent == 0, |p99_us| p99_us <= objective_us);
    let looked_on_ms = end_ms - over_ms;
    let Some(late) = after().rfind(|one| !keeps(one)) else {
        // Nothing was late, or nothing was seen at all.
        let seen = after().count() > 0;
        return if seen { Recovery::After { ms: 0.0 } } else { Recovery::NotWithin { ms: looked_on_ms } };
    };
    let well_at_ms = late.start_ms + late.length_ms;
    if after().any(|one| one.start_ms + 1e-3 >= well_at_ms) {
        Recovery::After { ms: well_at_ms - over_ms }
    } else {
        Recovery::NotWithin { ms: looked_on_ms }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A queue of 100 places a second, 500 ms a step, each stretch half of one, with the p99 that its line gives.
    fn course(factors: &[f64]) -> Vec<Stretch> {
        let mut line = 0.0_f64;
        let stretch = |at: usize| {
            let arrived = factors[at / 2] * 100.0 / 4.0;
            let served = (line + arrived).min(25.0);
            line += arrived - served;
            Stretch {
                start_ms: at as f64 * 250.0,
                length_ms: 250.0,
                sent: arrived as u64,
                completed: served as u64,
                p99_us: Some(10_000.0 + line * 10_000.0),
            }
        };
        (0..factors.len() * 2).map(stretch).collect()
    }

    #[test]
    fn goodput_is_what_was_answered_in_each_step() {
        let factors = [0.48, 2.0, 0.48, 0.48];
        let found = goodput_per_s(&course(&factors), 4, 500.0);
        // A line of 50 is worked off at the difference of capacity and load: 26 a step, 24 in the last.
        assert_eq!(found, [Some(48.0), Some(100.0), Some(100.0), Some(96.0)]);
        assert_eq!(goodput_per_s(&[], 2, 500.0), [None, None]);
    }

    #[test]
    fn recovery_is_when_the_line_has_gone_for_good() {
        // 50 in line, 13 fewer in each further stretch: 37, 24, 11, 0.
        let factors = [0.48, 2.0, 0.48, 0.48, 0.48];
        let found = recovery(&course(&factors), &factors, 500.0, 50_000.0);
        assert_eq!(found, Recovery::After { ms: 750.0 });
        // The fluid's closed form: 50 ms of service and 10 in line keep the objective, to the length of a stretch.
        let (line, kept, drained_per_s) = (50.0, 4.0, 52.0);
        let closed_form_ms: f64 = (line - kept) / drained_per_s * 1e3;
        assert!((closed_form_ms - 750.0).abs() < 250.0, "{closed_form_ms}");
        assert_eq!(recovery(&course(&factors), &factors, 500.0, 1e9), Recovery::After { ms: 0.0 });
        assert_eq!(
            recovery(&course(&factors), &factors, 500.0, 1.0),
            Recovery::NotWithin { ms: 1_500.0 },
            "an objective that nobody keeps"
        );
        assert_eq!(recovery(&course(&[0.5, 1.0]), &[0.5, 1.0], 500.0, 1.0), Recovery::NoOverload);
        assert_eq!(recovery(&[], &factors, 500.0, 1.0), Recovery::NotWithin { ms: 1_500.0 });
    }

    #[test]
    fn one_late_stretch_puts_recovery_off_and_silence_is_late_too() {
        let factors = [2.0, 0.5, 0.5];
        let mut course = course(&factors);
        course.iter_mut().for_each(|one| one.p99_us = Some(1_000.0));
        let of = |course: &[Stretch]| recovery(course, &factors, 500.0, 5_000.0);
        assert_eq!(of(&course), Recovery::After { ms: 0.0 });
        course[4].p99_us = None;
        assert_eq!(of(&course), Recovery::After { ms: 750.0 });
        course[4].sent = 0;
        assert_eq!(of(&course), Recovery::After { ms: 0.0 }, "nobody asked");
        course[5].p99_us = Some(6_000.0);
        assert_eq!(of(&course), Recovery::NotWithin { ms: 1_000.0 });
    }
}
