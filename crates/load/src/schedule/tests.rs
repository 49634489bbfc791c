//! The plan's laws, without a clock.

use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::{Class, Manner, Request, Segment, Timing};

const SECOND: u64 = 1_000_000_000;

fn plan(rate_per_s: f64, gaps: Gaps, seconds: f64, seed: u64) -> Plan {
    let request = Request::get("host", "/", Vec::new());
    let load = Load::Open { rate_per_s, gaps, connections_max: 1 };
    let mut plan = Plan::new(([127, 0, 0, 1], 1).into(), request, load);
    let window = Duration::from_secs_f64(seconds);
    plan.timing = Timing { warmup: Duration::ZERO, window, afterglow: Duration::ZERO, ..plan.timing };
    plan.seed = seed;
    plan
}

fn arrivals_of(rate_per_s: f64, gaps: Gaps, seconds: f64, seed: u64) -> Vec<u64> {
    plan_ns(&plan(rate_per_s, gaps, seconds, seed)).unwrap()
}

fn shaped(shape: Shape, gaps: Gaps) -> Vec<u64> {
    let mut plan = plan(10_000.0, gaps, 10.0, 4);
    plan.timing.warmup = Duration::from_secs(2);
    plan.timing.afterglow = Duration::from_secs(1);
    plan.settings.shape = shape;
    plan_ns(&plan).unwrap()
}

/// Arrivals per second of time.
fn per_second(planned: &[u64]) -> Vec<usize> {
    (0..13).map(|s| planned.iter().filter(|at| (s * SECOND..(s + 1) * SECOND).contains(at)).count()).collect()
}

#[test]
fn the_same_seed_plans_the_same_arrivals() {
    let plan = |seed| arrivals_of(5_000.0, Gaps::Exponential, 1.0, seed);
    assert_eq!(plan(7), plan(7));
    assert_ne!(plan(7), plan(8));
}

#[test]
fn the_arrivals_of_a_seed_never_change() {
    let planned = arrivals_of(1_000.0, Gaps::Exponential, 1.0, 1);
    // What seed 1 planned when this test was written; recorded runs must stay repeatable.
    assert_eq!(planned[..4], [1_942_935, 2_090_918, 2_726_667, 4_022_206]);
}

#[test]
fn constant_gaps_do_not_drift() {
    let planned = arrivals_of(3_000.0, Gaps::Constant, 100.0, 0);
    assert_eq!(planned.len(), 300_000);
    assert_eq!(planned[299_997], 99_999_000_000);
    assert!(planned.windows(2).all(|pair| (333_333..=333_334).contains(&(pair[1] - pair[0]))));
}

#[test]
fn exponential_arrivals_have_the_planned_rate() {
    let planned = arrivals_of(20_000.0, Gaps::Exponential, 50.0, 3);
    // A million arrivals: the standard deviation of their number is 1,000.
    assert!((planned.len() as f64 - 1e6).abs() < 4_000.0, "{}", planned.len());
    assert!(planned.is_sorted());
    assert!(*planned.last().unwrap() < 50 * SECOND);
}

#[test]
fn exponential_gaps_follow_their_law() {
    let planned = arrivals_of(1_000.0, Gaps::Exponential, 100.0, 11);
    let mut gaps: Vec<f64> = planned.windows(2).map(|pair| (pair[1] - pair[0]) as f64 / 1e6).collect();
    gaps.sort_by(f64::total_cmp);
    let n = gaps.len() as f64;
    let off = |(at, gap): (usize, &f64)| ((1.0 - (-gap).exp()) - (at as f64 + 0.5) / n).abs();
    let distance = gaps.iter().enumerate().map(off).fold(0.0, f64::max);
    // Kolmogorov–Smirnov: 1.95 / √n is passed by chance once in a thousand seeds; this seed is fixed.
    assert!(distance < 1.95 / n.sqrt(), "{distance}");
}

#[test]
fn gaps_are_not_correlated() {
    let planned = arrivals_of(1_000.0, Gaps::Exponential, 100.0, 5);
    let gaps: Vec<f64> = planned.windows(2).map(|pair| (pair[1] - pair[0]) as f64 / 1e6 - 1.0).collect();
    let lag_1: f64 = gaps.windows(2).map(|pair| pair[0] * pair[1]).sum::<f64>() / gaps.len() as f64;
    assert!(lag_1.abs() < 4.0 / (gaps.len() as f64).sqrt(), "{lag_1}");
}

#[test]
fn steps_hold_their_rate_each() {
    let shape = Shape::steps(&[0.5, 1.0], Duration::from_secs(10));
    let counts = per_second(&shaped(shape, Gaps::Constant));
    // Two seconds of warm-up at the first rate, five of each, one of afterglow at the last.
    let expected = [5_000; 7].into_iter().chain([10_000; 6]);
    assert!(counts.iter().zip(expected).all(|(count, expected)| count.abs_diff(expected) <= 1), "{counts:?}");
}

#[test]
fn a_ramp_rises_evenly() {
    let counts = per_second(&shaped(Shape::ramp(0.0, 1.0, Duration::from_secs(10)), Gaps::Constant));
    let expected = [0, 0].into_iter().chain((0..10).map(|s| 500 + s * 1_000)).chain([10_000]);
    assert!(counts.iter().zip(expected).all(|(count, expected)| count.abs_diff(expected) <= 1), "{counts:?}");
}

#[test]
fn bursts_repeat_and_pause() {
    let shape = Shape::burst(Duration::from_millis(500), Duration::from_millis(1_500));
    let planned = shaped(shape, Gaps::Exponential);
    let in_window = planned.iter().filter(|at| (2 * SECOND..12 * SECOND).contains(at));
    assert!(in_window.clone().all(|at| (at - 2 * SECOND) % (2 * SECOND) < SECOND / 2));
    let count = in_window.count() as f64;
    assert!((count - 25_000.0).abs() < 700.0, "{count}");
}

#[test]
fn a_shape_keeps_the_law_of_its_gaps() {
    let planned = shaped(Shape::ramp(1.0, 2.0, Duration::from_secs(10)), Gaps::Exponential);
    let in_window: Vec<f64> =
        planned.iter().map(|at| (*at as f64 / 1e9) - 2.0).filter(|t| (0.0..10.0).contains(t)).collect();
    // Stretched back by the profile it must be a process of rate 1.
    let area = |t: f64| 10_000.0 * (t + t * t / 20.0);
    let gaps: Vec<f64> = in_window.windows(2).map(|pair| area(pair[1]) - area(pair[0])).collect();
    let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
    let variance = gaps.iter().map(|gap| (gap - mean).powi(2)).sum::<f64>() / gaps.len() as f64;
    assert!((mean - 1.0).abs() < 0.02 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
}

#[test]
fn a_replay_is_what_was_recorded() {
    let times: Arc<[Duration]> = [1, 2, 2, 700, 12_999, 13_000].map(Duration::from_millis).into();
    let planned = shaped(Shape::Replay(times), Gaps::Exponential);
    assert_eq!(
        planned,
        [1, 2, 2, 700, 12_999].map(|ms| ms * 1_000_000),
        "what lies behind the end is left out"
    );
}

#[test]
fn a_mix_has_its_shares_and_leaves_the_arrivals_alone() {
    let class = |label: &str, weight| Class {
        label: label.into(),
        weight,
        request: Request::get("h", "/", vec![]),
        manner: Manner::default(),
    };
    let mut mix = Mix::of(&[class("a", 0.5), class("b", 0.5)], 1).unwrap();
    let mut counts = [0; 3];
    (0..100_000).for_each(|_| counts[usize::from(mix.draw())] += 1);
    assert!((counts[0] - 50_000_i32).abs() < 700 && (counts[1] - 25_000_i32).abs() < 600, "{counts:?}");
    assert!(Mix::of(&[class("a", 0.0)], 1).unwrap_err().to_string().contains("class `a`"));
    let mut plan = plan(1_000.0, Gaps::Exponential, 1.0, 1);
    let alone = plan_ns(&plan).unwrap();
    plan.settings.mix = vec![class("a", 1.0)];
    assert_eq!(plan_ns(&plan).unwrap(), alone);
}

#[test]
fn what_cannot_be_planned_is_refused_with_the_reason() {
    let reason = |plan: &Plan| arrivals(plan).unwrap_err().to_string();
    for rate in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(reason(&plan(rate, Gaps::Constant, 1.0, 0)).contains("cannot be planned"), "{rate}");
    }
    assert!(reason(&plan(1e9, Gaps::Constant, 100.0, 0)).contains("lower the rate"));
    let with = |shape| {
        let mut plan = plan(1.0, Gaps::Constant, 1.0, 0);
        plan.settings.shape = shape;
        reason(&plan)
    };
    let segment = |length, from| Segment { length, from, to: 1.0 };
    assert!(with(Shape::Segments(vec![])).contains("no time at all"));
    assert!(with(Shape::Segments(vec![segment(Duration::ZERO, 1.0)])).contains("no time at all"));
    assert!(with(Shape::Segments(vec![segment(Duration::from_nanos(1), 1.0)])).contains("too short"));
    assert!(with(Shape::Segments(vec![segment(Duration::from_secs(1), -1.0)])).contains("factor"));
    assert!(with(Shape::Replay([2, 1].map(Duration::from_secs).into())).contains("sort them"));
}
