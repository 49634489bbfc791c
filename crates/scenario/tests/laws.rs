//! Laws that hold for any input.

use std::path::Path;

use proptest::prelude::*;
use scenario::{Contender, LoadPoint, Profile, Scenario, suggest, thin};

const KEYS: [&str; 20] = [
    "title",
    "question",
    "expect",
    "analysis",
    "contenders",
    "in_tour",
    "request",
    "fetch",
    "wait",
    "plaintext",
    "backend",
    "fixed",
    "log-normal",
    "load",
    "closed",
    "open",
    "connections",
    "rates_per_s",
    "wait_ms",
    "limits",
];

/// Text that gets past the first bracket: keys that exist, values of every type, odd characters.
fn toml_like() -> impl Strategy<Value = String> {
    let key = prop::sample::select(&KEYS[..]);
    let value = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| format!("{number:?}")),
        "\"[^\"\\\\]{0,8}\"",
        Just("[1, 64]".to_owned()),
        Just("[[], {}]".to_owned()),
        Just("\"\"\"\nä\t\r\n\"\"\"".to_owned()),
        Just("{ a = 1, wait_ms = 3 }".to_owned()),
        "\\PC{0,12}",
    ];
    let line = prop_oneof![
        3 => (key.clone(), value).prop_map(|(key, value)| format!("{key} = {value}")),
        1 => (key.clone(), key.clone()).prop_map(|(outer, inner)| format!("[{outer}.{inner}]")),
        1 => key.prop_map(|key| format!("[[{key}]]")),
        1 => any::<String>(),
    ];
    prop::collection::vec(line, 0..12).prop_map(|lines| lines.join("\n"))
}

fn never_panics(text: &str) -> Result<(), TestCaseError> {
    let path = Path::new("any.toml");
    if let Err(mistake) = Scenario::parse("any", path, text) {
        prop_assert!(mistake.to_string().starts_with("error: "));
    }
    if let Err(mistake) = Contender::parse("any", path, text) {
        prop_assert!(mistake.to_string().contains("any.toml:"));
    }
    Ok(())
}

fn good_scenario(connections: &[u32], rates: &[u32]) -> String {
    format!(
        "title = 't'\nquestion = 'q'\nexpect = 'e'\nanalysis = 'a'\ncontenders = ['c']\n[request.plaintext]\n\
         [load.closed]\nconnections = {connections:?}\n\
         [load.open]\nrates_per_s = {rates:?}\ngaps = 'constant'\nconnections_max = 9\n[objective]\np99_ms = 5\n"
    )
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in any::<String>()) {
        never_panics(&text)?;
    }

    #[test]
    fn no_text_that_is_nearly_right_makes_the_parser_panic(text in toml_like()) {
        never_panics(&text)?;
    }

    #[test]
    fn no_damage_to_a_good_file_makes_the_parser_panic(at in 0..400_usize, length in 0..40_usize, new in "\\PC{0,5}") {
        let mut text: Vec<char> = good_scenario(&[1, 2], &[3, 4]).chars().collect();
        let at = at.min(text.len());
        let end = (at + length).min(text.len());
        text.splice(at..end, new.chars());
        never_panics(&text.into_iter().collect::<String>())?;
    }

    #[test]
    fn load_points_come_out_as_they_stand(
        connections in prop::collection::btree_set(1_u32..=1_000_000, 1..20),
        rates in prop::collection::btree_set(1_u32..=10_000_000, 1..20),
    ) {
        let (connections, rates): (Vec<u32>, Vec<u32>) = (connections.into_iter().collect(), rates.into_iter().collect());
        let text = good_scenario(&connections, &rates);
        let scenario = Scenario::parse("any", Path::new("any.toml"), &text).unwrap();
        let closed = connections.iter().map(|&connections| LoadPoint::Closed { connections });
        let open = rates.iter().map(|&rate| LoadPoint::Open { rate_per_s: f64::from(rate) });
        let expected: Vec<LoadPoint> = closed.chain(open).collect();
        prop_assert_eq!(scenario.load.points().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_thinned_scenario_has_fewer_points_but_never_none(
        connections in prop::collection::btree_set(1_u32..=200, 1..20),
        rates in prop::collection::btree_set(1_u32..=10_000, 1..20),
    ) {
        let (connections, rates): (Vec<u32>, Vec<u32>) = (connections.into_iter().collect(), rates.into_iter().collect());
        let text = good_scenario(&connections, &rates);
        let scenario = Scenario::parse("any", Path::new("any.toml"), &text).unwrap();
        let thinned = thin(&scenario, &Profile::SMOKE).load;
        let within = connections.iter().rfind(|&&within| within <= 64).unwrap_or(&connections[0]);
        prop_assert_eq!(thinned.closed_connections, vec![*within]);
        prop_assert!(thinned.open_rates_per_s.is_empty());
        let mut open = scenario.clone();
        open.load.closed_connections.clear();
        prop_assert_eq!(thin(&open, &Profile::SMOKE).load.open_rates_per_s, vec![f64::from(rates[0])]);
        prop_assert_eq!(thin(&scenario, &Profile::THOROUGH), scenario);
    }

    #[test]
    fn one_slip_of_the_finger_is_always_understood(key in prop::sample::select(&KEYS[..]), at in 1..20_usize) {
        // Shorter words have too little left to recognise them by.
        prop_assume!(key.len() >= 5);
        let mut slipped = key.to_owned();
        slipped.remove(1 + at % (key.len() - 1));
        prop_assert_eq!(suggest(&slipped, KEYS), Some(key));
    }
}

#[test]
fn the_nearest_name_is_the_expected_one() {
    let scenarios = ["curated/fetch-10ms", "curated/plaintext", "curated/wait-10ms"];
    let contenders = ["thread-per-connection", "thread-per-request", "tiny-http", "tokio"];
    for (word, valid, expected) in [
        ("fetch", &scenarios[..], Some("curated/fetch-10ms")),
        ("Fetch_10ms", &scenarios, Some("curated/fetch-10ms")),
        ("hello-world", &scenarios, None),
        ("plain", &scenarios, Some("curated/plaintext")),
        ("curated/wait-20ms", &scenarios, Some("curated/wait-10ms")),
        ("thread_per_conn", &contenders, Some("thread-per-connection")),
        ("thread-per-requests", &contenders, Some("thread-per-request")),
        ("tokyo", &contenders, Some("tokio")),
        ("tiny", &contenders, Some("tiny-http")),
        ("actix", &contenders, None),
        ("", &contenders, None),
        ("wait", &["body_bytes", "wait_ms"], Some("wait_ms")),
        ("ms", &["body_bytes", "wait_ms"], Some("wait_ms")),
        ("WAIT_MS", &["body_bytes", "wait_ms"], Some("wait_ms")),
        ("threads", &["backlog", "max_threads"], Some("max_threads")),
        ("rate_per_s", &["gaps", "rates_per_s"], Some("rates_per_s")),
    ] {
        assert_eq!(suggest(word, valid.iter().copied()), expected, "{word}");
    }
}
