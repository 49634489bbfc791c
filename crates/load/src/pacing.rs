//! Whether what was sent is the process that was planned (the arrival test).

use hdrhistogram::Histogram;

use crate::Outcome;

/// Gaps shorter than this are a burst: the two requests arrive as one.
const BURST_NS: u64 = 5_000;

/// How the gaps between sendings compare with the planned ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pacing {
    /// Share of planned gaps under 5 µs.
    pub bursts_planned: f64,
    /// Share of gaps between sendings under 5 µs. Far above the planned share, the generator has sent
    /// bursts where single requests were planned, and what was measured is another load.
    pub bursts_sent: f64,
    /// The largest difference between the two distributions of gaps (Kolmogorov–Smirnov), 0 to 1.
    pub distance: f64,
}

impl Outcome {
    /// Compares the gaps between sendings with the planned ones; `None` in a closed loop.
    #[must_use]
    pub fn pacing(&self) -> Option<Pacing> {
        let (planned, sent) = (&self.gaps_planned, &self.gaps_sent);
        if planned.is_empty() || sent.is_empty() {
            return None;
        }
        let share = |gaps: &Histogram<u64>| gaps.count_between(0, BURST_NS) as f64 / gaps.len() as f64;
        Some(Pacing {
            bursts_planned: share(planned),
            bursts_sent: share(sent),
            distance: distance(planned, sent),
        })
    }
}

fn distance(one: &Histogram<u64>, other: &Histogram<u64>) -> f64 {
    let (mut of_one, mut of_other, mut largest) = (0, 0, 0.0_f64);
    for (step_of_one, step_of_other) in one.iter_all().zip(other.iter_all()) {
        of_one += step_of_one.count_at_value();
        of_other += step_of_other.count_at_value();
        let difference = of_one as f64 / one.len() as f64 - of_other as f64 / other.len() as f64;
        largest = largest.max(difference.abs());
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(planned: &[u64], sent: &[u64]) -> Outcome {
        let mut outcome = Outcome::default();
        planned.iter().for_each(|gap| outcome.gaps_planned.record(*gap).unwrap());
        sent.iter().for_each(|gap| outcome.gaps_sent.record(*gap).unwrap());
        outcome
    }

    #[test]
    fn what_is_sent_as_planned_passes() {
        let gaps = [1_000, 50_000, 100_000, 200_000];
        let pacing = outcome(&gaps, &gaps).pacing().unwrap();
        assert_eq!((pacing.bursts_planned, pacing.bursts_sent, pacing.distance), (0.25, 0.25, 0.0));
    }

    #[test]
    fn bursts_are_seen() {
        let pacing = outcome(&[100_000; 10], &[1_000, 1_000, 1_000, 397_000]).pacing().unwrap();
        assert_eq!((pacing.bursts_planned, pacing.bursts_sent, pacing.distance), (0.0, 0.75, 0.75));
        assert_eq!(outcome(&[], &[]).pacing(), None);
    }
}
