//! Laws of knees, crossovers, capacities and the scalability law.

mod common;

use common::assert_close;
use proptest::prelude::*;
use stats::{
    Bend, Method, Place, Usl, crosses, knee, knee_over_blocks, located, passes, usl, usl_over_blocks,
};

/// Loads that double, with a value each.
fn doubling(values: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    (0..12).map(|i| f64::from(1 << i)).map(|load| (load, values(load))).collect()
}

proptest! {
    /// A power law passes a bound where algebra says.
    #[test]
    fn a_bound_is_passed_where_it_is(power in 0.2..3.0f64, at in 1.5..2000.0f64) {
        let curve = doubling(|load| load.powf(power));
        let found = passes(&curve, at.powf(power)).unwrap().inside().unwrap();
        assert_close(found / at, 1.0, 1e-9);
        prop_assert_eq!(passes(&curve, 0.5), Some(Place::Before(1.0)));
        let Place::Beyond(last) = passes(&curve, 1e12).unwrap() else { panic!("it never gets there") };
        assert_close(last, 2048.0, 1e-9);
    }

    #[test]
    fn two_power_laws_cross_once(a in 0.1..1.0f64, more in 0.1..2.0f64, at in 1.5..2000.0f64) {
        let lower = doubling(|load| load.powf(a));
        let steeper = doubling(|load| load.powf(a + more) / at.powf(more));
        assert_close(crosses(&steeper, &lower).unwrap().inside().unwrap() / at, 1.0, 1e-9);
        // Seen from the other side there is no load from which on the flatter one stays above.
        prop_assert!(matches!(crosses(&lower, &steeper), Some(Place::Beyond(_))));
        prop_assert_eq!(crosses(&doubling(|_| 2.0), &doubling(|_| 1.0)), Some(Place::Before(1.0)));
    }

    #[test]
    fn a_place_lies_in_its_interval(loads in prop::collection::vec(1.0..1e4f64, 1..12)) {
        let places: Vec<Place> = loads.iter().map(|&load| Place::At(load)).collect();
        let found = located(&places).unwrap();
        let at = found.place.inside().unwrap();
        prop_assert_eq!(found.low.is_some(), loads.len() > 1);
        prop_assert!(found.low.is_none_or(|low| low <= at * (1.0 + 1e-9)));
        prop_assert!(found.high.is_none_or(|high| high >= at * (1.0 - 1e-9)));
    }

    /// What is not reached in some blocks leaves that end open.
    #[test]
    fn an_end_that_was_not_seen_is_open(loads in prop::collection::vec(1.0..1e4f64, 6..12), beyond in 1usize..4) {
        let mut places: Vec<Place> = loads.iter().map(|&load| Place::At(load)).collect();
        places.extend(vec![Place::Beyond(2e4); beyond]);
        let found = located(&places).unwrap();
        prop_assert!(found.place.inside().is_some() && found.low.is_some());
        prop_assert_eq!(found.method, Method::Order);
        let turned: Vec<Place> = places
            .iter()
            .map(|place| place.inside().map_or(Place::Before(1e-9), |load| Place::At(1.0 / load)))
            .collect();
        let turned = located(&turned).unwrap();
        assert_close(turned.high.unwrap(), 1.0 / found.low.unwrap(), 1e-12);
        prop_assert_eq!(turned.low.is_none(), found.high.is_none());
        let all_beyond = located(&vec![Place::Beyond(2e4); loads.len()]).unwrap();
        prop_assert_eq!((all_beyond.place, all_beyond.low, all_beyond.high), (Place::Beyond(2e4), None, None));
    }

    /// Two straight pieces meet at the knee; neither axis has a unit.
    #[test]
    fn a_knee_is_where_two_lines_meet(at in 3usize..17, scale in 0.01..100.0f64, offset in -50.0..50.0f64) {
        let bent = |steep_first: bool| -> Vec<(f64, f64)> {
            let slopes = if steep_first { (10.0, 0.1) } else { (0.1, 10.0) };
            let value = |i: usize| slopes.0 * i.min(at) as f64 + slopes.1 * i.saturating_sub(at) as f64;
            (0..20).map(|i| (i as f64, value(i) * scale + offset)).collect()
        };
        prop_assert_eq!(knee(&bent(true), Bend::Downwards), Some(at as f64));
        prop_assert_eq!(knee(&bent(false), Bend::Upwards), Some(at as f64));
        prop_assert_eq!(knee(&bent(true), Bend::Upwards), None);
        let straight: Vec<(f64, f64)> = (0..20).map(|i| (f64::from(i), f64::from(i) * scale)).collect();
        prop_assert_eq!((knee(&straight, Bend::Upwards), knee(&straight[..2], Bend::Upwards)), (None, None));
    }

    #[test]
    fn the_law_finds_itself_again(one in 1.0..1e4f64, contention in 0.0..0.5f64, coherency in 1e-6..1e-2f64) {
        let law = Usl { one, contention, coherency };
        let found = usl(&doubling(|n| law.at(n))).unwrap();
        assert_close(found.one / one, 1.0, 1e-6);
        assert_close(found.contention, contention, 1e-6);
        assert_close(found.coherency / coherency, 1.0, 1e-6);
        let peak = found.peak().unwrap();
        prop_assert!(law.at(peak) >= law.at(peak * 0.9) && law.at(peak) >= law.at(peak * 1.1));
    }

    #[test]
    fn a_law_is_never_fitted_below_nothing(values in prop::collection::vec(1.0..1e4f64, 12)) {
        let curve: Vec<(f64, f64)> = doubling(|n| n).iter().zip(&values).map(|(p, &v)| (p.0, v)).collect();
        let found = usl(&curve).unwrap();
        prop_assert!(found.one > 0.0 && found.contention >= 0.0 && found.coherency >= 0.0);
    }
}

#[test]
fn intervals_over_few_and_many_blocks() {
    let law = Usl { one: 100.0, contention: 0.05, coherency: 1e-4 };
    let noisy =
        |block: usize, n: f64| law.at(n) * (1.0 + 0.02 * ((block * 7 + n as usize) % 5) as f64 - 0.04);
    for blocks in [3, 9] {
        let all: Vec<_> = (0..blocks).map(|block| doubling(|n| noisy(block, n))).collect();
        let found = usl_over_blocks(&all, 1).unwrap();
        let peak = found.peak.unwrap();
        let ends = peak.interval.unwrap();
        assert!(ends.contains(law.peak().unwrap()) && ends.contains(peak.value), "{peak:?}");
        assert!(found.contention.interval.unwrap().low >= 0.0);
        assert!(found.one.interval.unwrap().contains(100.0), "{:?}", found.one);
    }
    // One block of three scales without end: the interval would reach below 0 if it could.
    let straight: Vec<_> = (0..3).map(|block| doubling(|n| n.powf(1.0 - 0.03 * f64::from(block)))).collect();
    let found = usl_over_blocks(&straight, 1).unwrap().contention;
    assert!(found.value > 0.0 && found.interval.unwrap().low == 0.0, "{found:?}");
    let knees: Vec<_> =
        (0..4).map(|block| doubling(|n| 10.0 + (n / (200.0 + f64::from(block))).powi(3))).collect();
    let found = knee_over_blocks(&knees, Bend::Upwards).unwrap();
    assert!(found.place.inside().is_some_and(|at| (128.0..=1024.0).contains(&at)), "{found:?}");
}

#[test]
fn what_is_no_curve_has_no_place() {
    assert_eq!(
        (passes(&[], 1.0), passes(&[(1.0, 1.0)], 0.0), passes(&[(0.0, 1.0)], 1.0)),
        (None, None, None)
    );
    assert_eq!(passes(&[(2.0, 1.0), (1.0, 1.0)], 1.0), None);
    assert_eq!(crosses(&[(1.0, 1.0)], &[(2.0, 1.0)]), None);
    assert_eq!((located(&[]), knee_over_blocks(&[vec![]], Bend::Upwards)), (None, None));
    assert_eq!((usl(&[(1.0, 1.0), (2.0, 2.0)]), usl(&[(1.0, 1.0), (2.0, 0.0), (3.0, 1.0)])), (None, None));
    let few = located(&[Place::At(5.0), Place::Beyond(9.0), Place::At(6.0)]).unwrap();
    assert_eq!((few.place, few.low, few.high, few.method), (Place::At(6.0), None, None, Method::None));
}
