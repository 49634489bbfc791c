//! Several loops' tallies as one outcome.

use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::Histogram;

use super::series::{SeriesWindow, WINDOW_NS, window_histogram};
use crate::engine::LoopEnd;
use crate::outcome::{BEYOND, ClassOutcome, Errors, LoopFigures, Outcome, Window, histogram};

/// Adds up what the loops have counted; histograms are added bucket by bucket.
///
/// `labels` are those of the classes, if there is a mix; `cores` those that the loops were pinned to.
pub(crate) fn merge(ends: Vec<LoopEnd>, labels: Vec<String>, cores: &[u32]) -> Outcome {
    // The first loop's edges are the ones that the observer saw.
    let window = ends.first().map_or(Duration::ZERO, |end| end.window);
    let classes = labels.into_iter().map(class).collect();
    let mut outcome = Outcome { window, classes, ..Outcome::default() };
    let mut series = Vec::new();
    for mut end in ends {
        let tally = &mut end.tally;
        series.extend(tally.series());
        outcome.planned += tally.planned;
        outcome.sent += tally.sent;
        outcome.completed += tally.completed;
        outcome.completed_in_window += tally.completed_in_window;
        outcome.censored += tally.censored;
        outcome.shed += tally.shed;
        add_errors(&mut outcome.errors, std::mem::take(&mut tally.errors));
        for (all, one) in [
            (&mut outcome.response, &tally.response),
            (&mut outcome.service, &tally.service),
            (&mut outcome.lag, &tally.lag),
            (&mut outcome.lateness, &tally.lateness),
            (&mut outcome.gaps_planned, &tally.gaps.planned),
            (&mut outcome.gaps_sent, &tally.gaps.sent),
        ] {
            add(all, one);
        }
        for (all, one) in outcome.classes.iter_mut().zip(&tally.classes) {
            all.planned += one.planned;
            all.completed += one.completed;
            all.errors += one.errors;
            all.censored += one.censored;
            add(&mut all.response, &one.response);
            add(&mut all.service, &one.service);
        }
        if !end.window.is_zero() {
            outcome.in_flight_mean += tally.in_flight_area_ns as f64 / end.window.as_nanos() as f64;
        }
        outcome.connections_max += end.connections_max;
        outcome.connections_without_response += end.connections_without_response;
        outcome.busy_ratio = outcome.busy_ratio.max(end.busy_ratio);
        outcome.cpu += end.cpu;
        let core = cores.get(outcome.loops.len()).copied();
        outcome.loops.push(LoopFigures { core, busy_ratio: end.busy_ratio, cpu: end.cpu });
        outcome.stopped_early |= end.stopped_early;
        for note in end.notes {
            if !outcome.notes.contains(&note) {
                outcome.notes.push(note);
            }
        }
    }
    outcome.series = merge_series(series, window);
    outcome
}

fn class(label: String) -> ClassOutcome {
    let (response, service) = (histogram(), histogram());
    ClassOutcome { label, planned: 0, completed: 0, errors: 0, censored: 0, response, service }
}

fn add(all: &mut Histogram<u64>, one: &Histogram<u64>) {
    all.add(one).expect("all loops' histograms have the same bounds");
}

fn add_errors(all: &mut Errors, one: Errors) {
    all.connect += one.connect;
    all.closed += one.closed;
    all.malformed += one.malformed;
    all.status += one.status;
    all.body += one.body;
    all.timeout += one.timeout;
    all.excerpt = all.excerpt.take().or(one.excerpt);
}

fn merge_series(parts: Vec<SeriesWindow>, window: Duration) -> Vec<Window> {
    let bounds = bounds(&parts, window);
    let mut by_index: BTreeMap<i64, Vec<SeriesWindow>> = BTreeMap::new();
    for part in parts {
        by_index.entry(part.index).or_default().push(part);
    }
    let Some((first, last)) = by_index.keys().next().copied().zip(by_index.keys().next_back().copied())
    else {
        return Vec::new();
    };
    // A window in which nothing happened is a window too: the stall itself.
    let parts = |index| by_index.get(&index).map_or(&[][..], Vec::as_slice);
    (first..=last).map(|index| merge_window(index, parts(index), bounds)).collect()
}

/// The percentiles of everything that completed in the measured window, in the series' steps.
fn bounds(parts: &[SeriesWindow], window: Duration) -> [u64; 4] {
    let mut response = window_histogram();
    let windows = window.as_nanos().div_ceil(u128::from(WINDOW_NS)) as i64;
    for part in parts.iter().filter(|part| (0..windows).contains(&part.index)) {
        for (value, count) in &part.response {
            response.saturating_record_n(*value, *count);
        }
    }
    BEYOND.map(|share| response.value_at_quantile(share))
}

fn merge_window(index: i64, parts: &[SeriesWindow], bounds: [u64; 4]) -> Window {
    let mut response = window_histogram();
    let (mut completed, mut sum_ns) = (0, 0);
    for part in parts {
        completed += part.completed;
        sum_ns += part.response_sum_ns;
        for (value, count) in &part.response {
            response.saturating_record_n(*value, *count);
        }
    }
    let quantile_us = |quantile| (completed > 0).then(|| response.value_at_quantile(quantile) as f64 / 1e3);
    Window {
        start_ms: index * (WINDOW_NS / 1_000_000).cast_signed(),
        sent: parts.iter().map(|part| part.sent).sum(),
        completed,
        errors: parts.iter().map(|part| part.errors).sum(),
        response_p50_us: quantile_us(0.5),
        response_p99_us: quantile_us(0.99),
        beyond: bounds.map(|bound| response.len() - response.count_between(0, bound)),
        response_mean_us: (completed > 0).then(|| sum_ns as f64 / completed as f64 / 1e3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A loop's part of a window: so many responses of 1 ms, and so many of 9 ms.
    fn part(index: i64, fast: u32, slow: u32) -> SeriesWindow {
        let completed = u64::from(fast + slow);
        let response = vec![(1_000_000, fast), (9_000_000, slow)];
        SeriesWindow { index, completed, response, ..SeriesWindow::default() }
    }

    #[test]
    fn what_is_slow_is_counted_against_the_measured_window_alone() {
        // A warm-up in which all is slow must not raise the bound, nor what comes after the window.
        let parts =
            vec![part(-1, 0, 900), part(0, 490, 10), part(0, 500, 0), part(1, 995, 5), part(2, 0, 900)];
        let beyond: Vec<[u64; 4]> =
            merge_series(parts, Duration::from_millis(500)).iter().map(|window| window.beyond).collect();
        // 15 of 2,000 are slow: more than p99.9 leaves beyond it, fewer than p99 does.
        assert_eq!(beyond, [[900, 900, 900, 0], [10, 10, 10, 0], [5, 5, 5, 0], [900, 900, 900, 0]]);
    }

    #[test]
    fn merged_histograms_are_what_one_loop_would_have_recorded() {
        let responses_ns = (1..5_000_u64).map(|at| at * at * 977 % 59_000_000_000 + 1);
        let (mut one, mut parts) = (histogram(), [histogram(), histogram(), histogram()]);
        for (at, response_ns) in responses_ns.enumerate() {
            one.record(response_ns).expect("it is within the bounds");
            parts[at % 3].record(response_ns).expect("it is within the bounds");
        }
        let mut all = histogram();
        parts.iter().for_each(|part| add(&mut all, part));
        assert_eq!(all, one);
        assert_eq!((all.len(), all.max(), all.min()), (4_999, one.max(), one.min()));
    }
}
