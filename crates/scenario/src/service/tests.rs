use std::path::Path;

use super::*;
use crate::{BackendLaw, Library, Scenario};

fn service(waits: &str, p99_ms: Option<f64>) -> Service {
    Service {
        calls: 1,
        is_sequential: false,
        waits: Waits::parse(waits, p99_ms).expect("they are sound"),
        cpu_us: 0,
        wanted: Wanted::RatePerS(500.0),
        objective_p99_ms: 100.0,
    }
}

fn scenario(service: &Service) -> Scenario {
    let text = service.to_toml(&["thread-per-connection", "tokio"]);
    Scenario::parse("own/service", Path::new("own.toml"), &text)
        .unwrap_or_else(|mistake| panic!("{mistake}\n{text}"))
}

#[test]
fn every_way_to_describe_a_service_is_a_sound_scenario() {
    let plain = service("20", None);
    let asked = |service: &Service| scenario(service).request.to_string();
    assert_eq!(asked(&plain), "/fetch?ms=20&bytes=256");
    assert_eq!(asked(&Service { cpu_us: 200, ..plain.clone() }), "/mixed?ms=20&cpu_us=200");
    let three = Service { calls: 3, cpu_us: 200, ..plain.clone() };
    assert_eq!(asked(&three), "/fan-out?calls=3&ms=20&cpu_us=200");
    let chained = Service { is_sequential: true, cpu_us: 0, ..three.clone() };
    assert_eq!(asked(&chained), "/fan-out?calls=3&ms=20&order=sequential");
    assert!((three.in_flight() - 500.0 * 0.0202).abs() < 1e-9);
    assert!((chained.in_flight() - 500.0 * 0.060).abs() < 1e-9);
    assert_eq!(scenario(&plain).load.open_rates_per_s, [250.0, 500.0, 750.0, 1_000.0]);
    assert_eq!(scenario(&plain).objective.p99_ms, 100.0);
}

#[test]
fn windows_are_as_long_as_a_p99_of_the_wanted_load_takes() {
    let window_ms = |wanted: Wanted| scenario(&Service { wanted, ..service("20", None) }).load.window_ms_min;
    assert_eq!(window_ms(Wanted::RatePerS(2_000.0)), 1_750);
    assert_eq!(window_ms(Wanted::RatePerS(500.0)), 7_000);
    assert_eq!(window_ms(Wanted::RatePerS(10.0)), 7_000, "patience has an end");
    assert_eq!(window_ms(Wanted::RatePerS(100_000.0)), 1_000);
    assert_eq!(window_ms(Wanted::InFlight(40)), 1_750, "40 in flight are 2,000 a second");
}

#[test]
fn a_tail_is_a_log_normal_law_and_several_waits_are_a_mix() {
    let tailed = scenario(&service("20", Some(80.0)));
    let BackendLaw::LogNormal { sigma } = tailed.backend else { panic!("{:?}", tailed.backend) };
    assert!((20.0 * (sigma * 2.326_348).exp() - 80.0).abs() < 0.1, "{sigma}");
    let mixed = service("5,20,80:1%", None);
    let shares: Vec<_> =
        scenario(&mixed).mix.iter().map(|class| (class.label.clone(), class.share)).collect();
    assert_eq!(shares, [("wait-20ms".to_owned(), 0.495), ("wait-80ms".to_owned(), 0.01)]);
    assert!((mixed.waits.mean_ms() - (0.495 * 25.0 + 0.8)).abs() < 1e-9);
}

#[test]
fn requests_in_flight_are_a_closed_loop_with_a_rate_to_begin_a_search_at() {
    let held = Service { wanted: Wanted::InFlight(64), ..service("20", None) };
    let load = scenario(&held).load;
    assert_eq!(load.closed_connections, [16, 32, 64, 128]);
    assert_eq!(load.open_rates_per_s, [800.0]);
    assert_eq!(scenario(&Service { wanted: Wanted::InFlight(1), ..held }).load.closed_connections, [1, 2]);
}

#[test]
fn a_pool_is_looked_at_where_it_has_places() {
    let library = Library::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios"));
    let library = library.expect("the checked-in files are sound");
    let pool = library.contenders_named(&["thread-pool".into()]).expect("it is there")[0].clone();
    assert!(service("20", None).suits_pool(&pool), "10 of 64 places");
    assert!(!service("200", None).suits_pool(&pool), "100 of 64 places");
}

#[test]
fn waits_that_make_no_sense_are_refused() {
    for (text, p99_ms, part) in [
        ("", None, "is no wait"),
        ("20,20", None, "twice"),
        ("60001", None, "is no wait"),
        ("5:50%,20:40%", None, "make 90"),
        ("5:1", None, "no share"),
        ("5,20", Some(80.0), "single wait"),
        ("20", Some(20.0), "above their median"),
    ] {
        let told = Waits::parse(text, p99_ms).expect_err(text);
        assert!(told.contains(part), "{told}");
    }
}
