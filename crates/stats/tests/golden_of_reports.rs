//! Against other implementations' figures, as `golden.rs`: what a report takes from blocks and histograms.

mod common;

use common::{assert_close, cases, golden};
use hdrhistogram::Histogram;
use stats::{
    Method, Place, crosses, false_alarms_max, located, mean_interval, passes, percentile, slopes_over_blocks,
    smallest_difference,
};

fn rows(text: &str, name: &str) -> Vec<Vec<f64>> {
    let own = text.lines().filter_map(|line| line.strip_prefix(name));
    own.map(|row| row.split_whitespace().map(|n| n.parse().expect("a number")).collect()).collect()
}

#[test]
fn what_so_many_blocks_can_find_and_how_often_they_may_be_wrong() {
    let text = include_str!("golden/power.txt");
    let (found, alarms) = (rows(text, "smallest"), rows(text, "alarms"));
    assert_eq!((found.len(), alarms.len()), (4, 6));
    for row in found {
        let smallest = smallest_difference(row[0], row[1] as usize).expect("two blocks or more");
        assert_close(smallest, row[2], 1e-9);
        // The formula is the handbook's approximation; the noncentral t distribution gives its true power. Two blocks
        // have one degree of freedom and fall short of it.
        let least = if row[1] > 2.0 { 0.78 } else { 0.6 };
        assert!((least..0.83).contains(&row[3]), "{row:?}");
    }
    for row in alarms {
        assert_eq!(false_alarms_max(row[0] as u64, row[1]), row[2] as u64, "{row:?}");
    }
}

#[test]
fn where_a_curve_passes_a_bound_and_crosses_another() {
    let table = golden(include_str!("golden/place.txt"));
    for case in cases(&table) {
        let at = |part: &str| &table[&format!("{case}.{part}")];
        let curve = |part| at("loads").iter().copied().zip(at(part).iter().copied()).collect::<Vec<_>>();
        let inside =
            |place: Option<Place>| place.and_then(|place| place.inside()).expect("between two loads");
        assert_close(inside(passes(&curve("a"), at("bound")[0])), at("found")[0], 1e-9);
        assert_close(inside(crosses(&curve("a"), &curve("b"))), at("found")[1], 1e-9);
    }
}

#[test]
fn the_place_of_several_blocks() {
    let table = golden(include_str!("golden/place.txt"));
    for case in cases(&table) {
        let at = |part: &str| &table[&format!("{case}.{part}")];
        let mut places: Vec<Place> = at("blocks").iter().map(|&load| Place::At(load)).collect();
        let found = located(&places).expect("blocks");
        assert_eq!(found.method, Method::StudentT);
        let ends = [found.place.inside(), found.low, found.high];
        for (found, &expected) in ends.into_iter().zip(at("located")) {
            assert_close(found.expect("it is known"), expected, 1e-9);
        }
        // With the highest beyond what was tried, the ranks alone speak: that of 7 is the last, and is not known.
        let highest = at("blocks").iter().copied().fold(0.0, f64::max);
        assert_eq!(highest, at("ranked")[1]);
        places
            .iter_mut()
            .filter(|place| **place == Place::At(highest))
            .for_each(|place| *place = Place::Beyond(1e4));
        let found = located(&places).expect("blocks");
        assert_eq!((found.method, found.low, found.high), (Method::Order, Some(at("ranked")[0]), None));
    }
}

#[test]
fn the_slopes_of_blocks_and_their_interval() {
    let table = golden(include_str!("golden/slopes.txt"));
    for case in cases(&table) {
        let at = |part: &str| &table[&format!("{case}.{part}")];
        let points: Vec<(u32, f64, f64)> =
            at("block").iter().zip(at("x")).zip(at("y")).map(|((&b, &x), &y)| (b as u32, x, y)).collect();
        let slopes: Vec<f64> = slopes_over_blocks(&points, 3).iter().map(|slope| slope.1).collect();
        assert_eq!(slopes.len(), at("slopes").len());
        slopes.iter().zip(at("slopes")).for_each(|(&found, &expected)| assert_close(found, expected, 1e-9));
        let interval = mean_interval(&slopes).expect("four blocks");
        assert_close(interval.low, at("interval")[0], 1e-9);
        assert_close(interval.high, at("interval")[1], 1e-9);
    }
}

#[test]
fn a_percentile_of_a_histogram_and_its_interval() {
    let table = golden(include_str!("golden/tail.txt"));
    for case in cases(&table) {
        let at = |part: &str| &table[&format!("{case}.{part}")];
        let mut merged = Histogram::<u64>::new(3).expect("three digits");
        at("x").iter().for_each(|&value| merged.record(value as u64).expect("it grows"));
        let expected = at("found");
        let found = percentile(&merged, 0, at("x").len() as f64, expected[0]).expect("samples");
        let ends = [Some(found.value), found.low, found.high];
        assert_eq!(ends, [1, 2, 3].map(|which| Some(expected[which] as u64)), "{case}");
    }
}
