//! What queueing theory says of one server with one queue (M/M/1, M/D/1), and what arithmetic says of
//! the very arrivals and service times that were planned.

/// Mean, median and 99th percentile of the response time, in ms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Figures {
    pub(super) mean_ms: f64,
    pub(super) p50_ms: f64,
    pub(super) p99_ms: f64,
    /// Where the median lies on a jump: the share of all responses that take no longer than [`beyond_jump_ms`].
    /// In M/D/1 at 50 % load just half of all do not wait, so the median is the one value at which half of all
    /// responses end together; a share of 1 % more would move it by 4 %. Its rank is well-defined.
    pub(super) at_jump: Option<f64>,
}

/// How far beyond a jump shares are compared, as a share of its place: so far that those who end at the jump and
/// are answered a wake-up later are counted.
const BEYOND_JUMP: f64 = 0.05;
/// A median is on a jump if the share of those who do not wait is this near to one half.
const JUMP_WITHIN: f64 = 0.02;

/// Up to which response the share is compared where those who do not wait take `service_ms`.
pub(super) fn beyond_jump_ms(service_ms: f64) -> f64 {
    service_ms * (1.0 + BEYOND_JUMP)
}

impl Figures {
    /// The largest difference from `other`, as a share of it; infinite if a figure is none. Medians on a jump are
    /// compared by rank.
    pub(super) fn distance(&self, other: &Self) -> f64 {
        let middle = self.at_jump.zip(other.at_jump).unwrap_or((self.p50_ms, other.p50_ms));
        let pairs = [(self.mean_ms, other.mean_ms), middle, (self.p99_ms, other.p99_ms)];
        let off = |(one, other): &(f64, f64)| (one / other - 1.0).abs();
        // `max` would pass over one that is none.
        pairs.iter().map(off).fold(0.0, |most, off| if off.is_nan() { f64::INFINITY } else { off.max(most) })
    }
}

/// M/M/1: the response is exponential with mean s ÷ (1 − ρ).
pub(super) fn mm1(service_ms: f64, load: f64) -> Figures {
    let mean_ms = service_ms / (1.0 - load);
    Figures { mean_ms, p50_ms: mean_ms * 2_f64.ln(), p99_ms: mean_ms * 100_f64.ln(), at_jump: None }
}

/// M/D/1: the mean by Pollaczek and Khinchine, the distribution of the wait by Franx (2001), all of whose
/// terms are positive: for (k − 1) D ≤ t < k D,
/// P(W ≤ t) = e^(−λ (k D − t)) Σ_(j < k) Q_(k − j − 1) (λ (k D − t))^j ÷ j!,
/// where Q_m is the probability of at most m + 1 in the system.
pub(super) fn md1(service_ms: f64, load: f64) -> Figures {
    let at_most = at_most_in_system(load);
    let quantile = |share: f64| {
        let (mut low, mut high) = (0.0, 60.0);
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if waits_at_most(middle, load, &at_most) < share { low = middle } else { high = middle }
        }
        (high + 1.0) * service_ms
    };
    let mean_ms = service_ms * (1.0 + load / (2.0 * (1.0 - load)));
    let is_on_jump = (1.0 - load - 0.5).abs() < JUMP_WITHIN;
    let at_jump = is_on_jump.then(|| waits_at_most(BEYOND_JUMP, load, &at_most));
    Figures { mean_ms, p50_ms: quantile(0.50), p99_ms: quantile(0.99), at_jump }
}

/// P(W ≤ `t`), with `t` in service times.
fn waits_at_most(t: f64, load: f64, at_most: &[f64]) -> f64 {
    let k = t.floor() as usize + 1;
    let left = load * (k as f64 - t);
    let mut term = (-left).exp();
    let mut sum = 0.0;
    for j in 0..k {
        sum += at_most.get(k - j).copied().unwrap_or(1.0) * term;
        term *= left / (j + 1) as f64;
    }
    sum
}

/// The probability of at most n in the system, from the chain at departures.
fn at_most_in_system(load: f64) -> Vec<f64> {
    const STATES: usize = 80;
    let mut arrivals = vec![(-load).exp()];
    (1..=STATES).for_each(|n| arrivals.push(arrivals[n - 1] * load / n as f64));
    let mut p = vec![1.0 - load];
    for n in 0..STATES {
        let from_others: f64 = (1..=n).map(|k| p[k] * arrivals[n - k + 1]).sum();
        p.push((p[n] - p[0] * arrivals[n] - from_others) / arrivals[0]);
    }
    p.iter()
        .scan(0.0, |sum, p| {
            *sum += p;
            Some(*sum)
        })
        .collect()
}

/// Lindley's recursion: the response of each request that arrives at or after `from_ms`. `up_to_ms` is where a share
/// is to be compared, if the median is on a jump.
pub(super) fn lindley(
    arrivals_ms: &[f64],
    services_ms: &[f64],
    from_ms: f64,
    up_to_ms: Option<f64>,
) -> Figures {
    let mut free_ms = 0.0_f64;
    let mut responses = Vec::with_capacity(arrivals_ms.len());
    for (at_ms, service_ms) in arrivals_ms.iter().zip(services_ms) {
        free_ms = free_ms.max(*at_ms) + service_ms;
        if *at_ms >= from_ms {
            responses.push(free_ms - at_ms);
        }
    }
    of(responses, up_to_ms)
}

/// The figures of some responses, in ms.
pub(super) fn of(mut responses_ms: Vec<f64>, up_to_ms: Option<f64>) -> Figures {
    responses_ms.sort_by(f64::total_cmp);
    let mean_ms = responses_ms.iter().sum::<f64>() / responses_ms.len().max(1) as f64;
    let up_to = |ms: f64| responses_ms.partition_point(|response_ms| *response_ms <= ms);
    let at_jump = up_to_ms.map(|ms| up_to(ms) as f64 / responses_ms.len().max(1) as f64);
    let (p50_ms, p99_ms) = (quantile(&responses_ms, 0.50), quantile(&responses_ms, 0.99));
    Figures { mean_ms, p50_ms, p99_ms, at_jump }
}

/// The smallest value that `share` of all are no larger than, as a histogram tells it.
pub(super) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.max(1) - 1).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn an_empty_server_makes_nobody_wait() {
        let at_most = at_most_in_system(0.7);
        assert!((waits_at_most(0.0, 0.7, &at_most) - 0.3).abs() < 1e-12);
        assert!((waits_at_most(59.0, 0.7, &at_most) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn the_distribution_has_the_mean_of_the_formula() {
        for load in [0.5, 0.8, 0.9] {
            let at_most = at_most_in_system(load);
            let steps = 60_000;
            let wait: f64 =
                (0..steps).map(|at| 1.0 - waits_at_most(f64::from(at) / 1e3, load, &at_most)).sum::<f64>()
                    / 1e3;
            let mean = md1(1.0, load).mean_ms;
            assert!((1.0 + wait - mean).abs() / mean < 0.002, "{load}: {wait} {mean}");
        }
    }

    #[test]
    fn theory_and_arithmetic_agree_in_the_long_run() {
        let services = |law| -> Vec<f64> {
            let times = load::service_times(law, Duration::from_millis(1), 3).take(1_000_000);
            times.map(|time| time.as_secs_f64() * 1e3).collect()
        };
        let mut at = 0.0;
        let gaps = load::service_times(load::Gaps::Exponential, Duration::from_millis(2), 4);
        let arrivals: Vec<f64> = gaps
            .take(1_000_000)
            .map(|gap| {
                at += gap.as_secs_f64() * 1e3;
                at
            })
            .collect();
        let random = lindley(&arrivals, &services(load::Gaps::Exponential), 0.0, None);
        assert!(random.distance(&mm1(1.0, 0.5)) < 0.02, "{random:?}");
        let fixed = lindley(&arrivals, &services(load::Gaps::Constant), 0.0, Some(beyond_jump_ms(1.0)));
        assert!(fixed.at_jump.is_some());
        assert!(fixed.distance(&md1(1.0, 0.5)) < 0.02, "{fixed:?} {:?}", md1(1.0, 0.5));
    }

    #[test]
    fn a_median_on_a_jump_is_compared_by_rank_and_a_wrong_rank_is_found() {
        let theory = md1(20.0, 0.5);
        // For t below one service time, P(W ≤ t) = (1 − ρ) e^(ρ t).
        let share = theory.at_jump.expect("just half do not wait");
        assert!((share - 0.5 * 0.025_f64.exp()).abs() < 1e-12, "{share}");
        assert!((theory.p50_ms - 20.0).abs() < 1e-9 && md1(20.0, 0.8).at_jump.is_none());
        assert!(mm1(20.0, 0.5).at_jump.is_none(), "nothing jumps where service times are random");
        let late = Figures { p50_ms: 22.0, ..theory };
        assert!(
            late.distance(&theory) < 1e-12,
            "a share of 2 % more waits: the value says 10 %, the rank nothing"
        );
        let wrong = Figures { at_jump: Some(share * 0.9), ..theory };
        assert!((wrong.distance(&theory) - 0.1).abs() < 1e-9);
        // A generator that is late for everybody by a tenth leaves nobody below.
        let responses = |ms: f64| of(vec![20.0 * ms, 20.0 * ms, 30.0, 40.0], Some(beyond_jump_ms(20.0)));
        assert_eq!((responses(1.0).at_jump, responses(1.1).at_jump), (Some(0.5), Some(0.0)));
    }
}
