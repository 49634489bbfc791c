//! Against other implementations' figures; `golden/make.py` says which and how.

mod common;

use common::{assert_close, cases, golden};
use stats::{
    Bend, effective_samples, kendall, knee, line, mser_5, order_bounds, over_blocks, paired_ratio, theil_sen,
    trend, unpaired_ratio, usl,
};

#[test]
fn kendalls_tau_with_and_without_ties() {
    let table = golden(include_str!("golden/kendall.txt"));
    for case in cases(&table) {
        let at = |part: &str| &table[&format!("{case}.{part}")];
        let found = kendall(at("a"), at("b")).expect("both vary");
        assert_close(found.tau, at("tau")[0], 1e-12);
        assert_close(found.p, at("p")[0], 1e-9);
        let interval = found.interval.expect("five items or more");
        assert!(interval.contains(found.tau) && interval.low > -1.0 && interval.high < 1.0);
    }
}

#[test]
fn the_theil_sen_slope_and_its_interval() {
    let table = golden(include_str!("golden/theil_sen.txt"));
    for case in cases(&table) {
        let at = |part: &str| &table[&format!("{case}.{part}")];
        let points: Vec<(f64, f64)> = at("x").iter().copied().zip(at("y").iter().copied()).collect();
        let found = theil_sen(&points).expect("x varies");
        let interval = found.slope_interval.expect("enough points");
        let all = [found.slope, found.intercept, interval.low, interval.high];
        for (found, &expected) in all.into_iter().zip(at("found")) {
            assert_close(found, expected, 1e-9);
        }
    }
}

#[test]
fn the_ranks_around_a_quantile() {
    let table = include_str!("golden/order.txt").lines().filter_map(|line| line.strip_prefix("bounds "));
    let rows: Vec<Vec<f64>> =
        table.map(|row| row.split(' ').map(|n| n.parse().expect("a number")).collect()).collect();
    assert_eq!(rows.len(), 5);
    for row in rows {
        let found = order_bounds(row[0] as u64, row[1]).expect("samples");
        assert_eq!((found.low, found.high), (Some(row[2] as u64), Some(row[3] as u64)), "{row:?}");
    }
}

#[test]
fn welchs_interval_of_a_change() {
    let table = golden(include_str!("golden/welch.txt"));
    for case in cases(&table) {
        let at = |part: &str| &table[&format!("{case}.{part}")];
        let found = unpaired_ratio(at("after"), at("before")).expect("values above 0");
        let interval = found.interval.expect("two values a side");
        assert_close(interval.low, at("interval")[0], 1e-9);
        assert_close(interval.high, at("interval")[1], 1e-9);
    }
}

/// Both draw at random: 400,000 resamples there, 10,000 here, so that an end of ours is uncertain.
#[test]
fn the_bca_interval_of_any_statistic() {
    let table = golden(include_str!("golden/bootstrap.txt"));
    for case in cases(&table) {
        let at = |part: &str| &table[&format!("{case}.{part}")];
        let x = at("x");
        let deviation = |blocks: &[usize]| {
            let n = blocks.len() as f64;
            let mean = blocks.iter().map(|&i| x[i]).sum::<f64>() / n;
            Some((blocks.iter().map(|&i| (x[i] - mean).powi(2)).sum::<f64>() / n).sqrt())
        };
        let found = over_blocks(x.len(), 1, deviation).expect("values").interval.expect("an interval");
        let width = at("interval")[1] - at("interval")[0];
        assert!((found.low - at("interval")[0]).abs() < 0.03 * width, "{found:?} {:?}", at("interval"));
        assert!((found.high - at("interval")[1]).abs() < 0.03 * width, "{found:?} {:?}", at("interval"));
    }
}

/// As above; the sample is of log-ratios, so the interval is taken back to logarithms.
#[test]
fn the_studentised_interval_of_a_ratio() {
    let table = golden(include_str!("golden/studentised.txt"));
    for case in cases(&table) {
        let (x, ends) = (&table[&format!("{case}.x")], &table[&format!("{case}.interval")]);
        let pairs: Vec<(f64, f64)> = x.iter().map(|log| (log.exp(), 1.0)).collect();
        let found = paired_ratio(&pairs, 1).expect("ratios").interval.expect("an interval");
        let width = ends[1] - ends[0];
        assert!((found.low.ln() - ends[0]).abs() < 0.03 * width, "{found:?} {ends:?}");
        assert!((found.high.ln() - ends[1]).abs() < 0.03 * width, "{found:?} {ends:?}");
    }
}

#[test]
fn the_effective_size_of_a_correlated_series() {
    let table = golden(include_str!("golden/effective.txt"));
    for case in cases(&table) {
        let found = effective_samples(&table[&format!("{case}.x")]).expect("it varies");
        assert_close(found, table[&format!("{case}.effective")][0], 1e-9);
    }
}

#[test]
fn where_mser_5_cuts() {
    let table = golden(include_str!("golden/mser.txt"));
    for case in cases(&table) {
        let x = &table[&format!("{case}.x")];
        let cut = table[&format!("{case}.cut")][0] as usize;
        // A best cut in the very middle means that the series is too short.
        let expected = (cut < x.len() / 5 / 2 * 5).then_some(cut);
        assert_eq!(mser_5(x), expected, "{case}");
    }
}

#[test]
fn the_trend_of_correlated_windows() {
    let table = golden(include_str!("golden/trend.txt"));
    for case in cases(&table) {
        let found = trend(&table[&format!("{case}.y")]).expect("enough windows");
        let interval = found.interval.expect("enough independent windows");
        let expected = &table[&format!("{case}.drift")];
        for (found, &expected) in [found.drift, interval.low, interval.high].into_iter().zip(expected) {
            assert_close(found, expected, 1e-9);
        }
        assert_eq!(found.is_steady(), expected[1] <= 0.0 && 0.0 <= expected[2], "{case}");
    }
}

/// NIST StRD, dataset Norris, with its certified values.
#[test]
fn the_line_of_nists_reference_data() {
    let y_and_x = include_str!("golden/norris.txt").lines().filter(|line| !line.starts_with('#'));
    let points: Vec<(f64, f64)> = y_and_x
        .map(|row| {
            let (y, x) = row.split_once(' ').expect("two columns");
            (x.parse().expect("x"), y.parse().expect("y"))
        })
        .collect();
    assert_eq!(points.len(), 36);
    let found = line(&points).expect("x varies");
    assert_close(found.slope, 1.002_116_818_020_45, 1e-12);
    assert_close(found.intercept, -0.262_323_073_774_029, 1e-11);
    assert_close(found.scatter, 0.884_796_396_144_373, 1e-11);
    let t = stats::t_975(34.0).expect("34 degrees of freedom");
    let half_width = |interval: Option<stats::Interval>| interval.map_or(0.0, |i| (i.high - i.low) / 2.0 / t);
    assert_close(half_width(found.slope_interval), 0.429_796_848_199_937e-3, 1e-11);
    assert_close(half_width(found.intercept_interval), 0.232_818_234_301_152, 1e-11);
}

#[test]
fn the_knees_that_kneedle_finds() {
    let table = golden(include_str!("golden/knee.txt"));
    for case in cases(&table) {
        let at = |part: &str| &table[&format!("{case}.{part}")];
        let curve: Vec<(f64, f64)> = at("x").iter().copied().zip(at("y").iter().copied()).collect();
        let bend =
            if ["latency", "stairs"].contains(&case.as_str()) { Bend::Upwards } else { Bend::Downwards };
        assert_eq!(knee(&curve, bend), Some(at("knee")[0]), "{case}");
    }
}

#[test]
fn the_fit_of_the_scalability_law() {
    let table = golden(include_str!("golden/usl.txt"));
    for case in cases(&table) {
        let at = |part: &str| &table[&format!("{case}.{part}")];
        let points: Vec<(f64, f64)> = at("n").iter().copied().zip(at("y").iter().copied()).collect();
        let found = usl(&points).expect("enough points");
        assert_close(found.one / at("fit")[0], 1.0, 1e-9);
        assert_close(found.contention, at("fit")[1], 1e-9);
        assert_close(found.coherency, at("fit")[2], 1e-12);
    }
}
