//! What clients ask for and how they behave, from a scenario's words to the generator's.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use load::{ClassOutcome, Manner, Outcome, Request, Settings, Timing};
use record::ClassFigures;
use scenario::{Class, Pace, Scenario, Shape};

use crate::measurement::Readings;

/// How the generator asks in `scenario` over a window of this length.
pub(crate) fn settings(scenario: &Scenario, target: SocketAddr, window: Duration) -> Settings {
    let own = 1.0 - scenario.mix.iter().map(|class| class.share).sum::<f64>();
    let pace =
        |Pace { bytes, every_ms }| load::Pace { bytes, every: Duration::from_millis(u64::from(every_ms)) };
    let class = |Class { label, share, request, reads, writes }: &Class| load::Class {
        label: label.clone(),
        // The generator weighs each class against the scenario's own request.
        weight: share / own,
        request: Request::ask(&target.to_string(), *request),
        manner: Manner { reads: reads.map(pace), writes: writes.map(pace) },
    };
    Settings {
        requests_per_connection: scenario.clients.requests_per_connection.and_then(NonZeroU32::new),
        shape: shape(&scenario.load.open_shape, window),
        mix: scenario.mix.iter().map(class).collect(),
        ..Settings::default()
    }
}

/// The phases, with clients who wait as long as the scenario says.
pub(crate) fn timing(scenario: &Scenario, timing: Timing) -> Timing {
    let patience = scenario.clients.patience_ms.map(|ms| Duration::from_millis(ms.into()));
    Timing { request_max: patience.unwrap_or(timing.request_max), ..timing }
}

/// What is asked for, in a line for the reader of a report.
pub(crate) fn in_words(scenario: &Scenario) -> String {
    let mixed = scenario.mix.iter().map(|class| {
        format!("; {} % {}: {}{}", class.share * 100.0, class.label, class.request, slowly(class))
    });
    scenario.request.to_string() + &mixed.collect::<String>()
}

fn slowly(class: &Class) -> String {
    let how = |verb, pace: Option<Pace>| {
        pace.map(|Pace { bytes, every_ms }| format!(", {verb} {bytes} bytes every {every_ms} ms"))
    };
    [how("read", class.reads), how("sent", class.writes)].into_iter().flatten().collect()
}

/// Where clients lose patience: how many left, and how many calls were given up with them.
pub(crate) fn left_behind(scenario: &Scenario, outcome: &Outcome, readings: &Readings) -> Option<String> {
    let patience_ms = scenario.clients.patience_ms?;
    let (left, abandoned, orphans) =
        (outcome.errors.timeout, readings.backend_abandoned?, readings.orphan_calls?);
    Some(format!(
        "{left} clients left after {patience_ms} ms; the backend saw {abandoned} calls given up, and {orphans} went on \
         a second after the last had left"
    ))
}

/// What was recorded of the classes.
pub(crate) fn figures(classes: &[ClassOutcome]) -> Vec<ClassFigures> {
    let figures = |class: &ClassOutcome| {
        let response = &class.response;
        let us = |ns: u64| (!response.is_empty()).then(|| ns as f64 / 1e3);
        ClassFigures {
            class: class.label.clone(),
            planned: class.planned,
            completed: class.completed,
            errors: class.errors,
            censored: class.censored,
            response_p50_us: us(response.value_at_quantile(0.5)),
            response_p90_us: us(response.value_at_quantile(0.9)),
            response_p99_us: us(response.value_at_quantile(0.99)),
            response_max_us: us(response.max()),
        }
    };
    classes.iter().map(figures).collect()
}

fn shape(shape: &Shape, window: Duration) -> load::Shape {
    match shape {
        Shape::Steady => load::Shape::Steady,
        Shape::Steps { factors, .. } => load::Shape::steps(factors, window),
        Shape::Burst { on_ms, off_ms } => {
            let [on, off] = [on_ms, off_ms].map(|ms| Duration::from_millis((*ms).into()));
            load::Shape::burst(on, off)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use scenario::Library;

    use super::*;

    fn curated(name: &str) -> Scenario {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
        let library = Library::open(&folder).expect("the scenarios are sound");
        let found = library.scenarios().iter().find(|scenario| scenario.name == format!("curated/{name}"));
        found.expect("it is there").clone()
    }

    fn of(name: &str) -> Settings {
        settings(&curated(name), SocketAddr::from(([127, 0, 0, 1], 80)), Duration::from_secs(10))
    }

    #[test]
    fn shares_become_weights_against_the_rest() {
        let mix = of("mixed-one-percent").mix;
        assert_eq!(mix.len(), 1);
        assert!((mix[0].weight / (1.0 + mix[0].weight) - 0.01).abs() < 1e-12);
        let target = String::from_utf8_lossy(&mix[0].request.bytes).into_owned();
        assert!(target.starts_with("GET /mixed?ms=10&cpu_us=20000 "), "{target}");
        assert_eq!(
            in_words(&curated("mixed-one-percent")),
            "/fetch?ms=10&bytes=256; 1 % heavy: /mixed?ms=10&cpu_us=20000"
        );
    }

    #[test]
    fn slow_clients_are_a_class_and_are_told_of() {
        let pace = |bytes, ms| Some(load::Pace { bytes, every: Duration::from_millis(ms) });
        let [readers, writers] = ["slow-readers", "slow-writers"].map(|name| of(name).mix[0].manner);
        assert_eq!((readers.reads, readers.writes), (pace(16_384, 12), None));
        assert_eq!((writers.reads, writers.writes), (None, pace(4_096, 50)));
        assert_eq!(of("slow-readers").manner, Manner::default());
        let words = in_words(&curated("slow-readers"));
        assert!(words.ends_with("/fetch?ms=10&bytes=1048576, read 16384 bytes every 12 ms"), "{words}");
    }

    #[test]
    fn shapes_and_clients_reach_the_generator() {
        let load::Shape::Segments(steps) = of("overload-and-recovery").shape else { panic!("no steps") };
        assert_eq!((steps.len(), steps[0].length), (10, Duration::from_secs(1)));
        assert_eq!((steps[0].from, steps[4].from), (0.5, 3.0));
        let load::Shape::Segments(burst) = of("burst").shape else { panic!("no burst") };
        assert_eq!([burst[0].from, burst[1].from], [1.0, 0.0]);
        assert_eq!(of("churn").requests_per_connection, NonZeroU32::new(1));
        assert_eq!(of("fetch-10ms").shape, load::Shape::Steady);
        let patient = timing(&curated("fetch-10ms"), Timing::default());
        assert_eq!(patient, Timing::default());
        let leaving = timing(&curated("disconnects"), Timing::default());
        assert_eq!(leaving.request_max, Duration::from_millis(40));
        let mut outcome = Outcome::default();
        outcome.errors.timeout = 7;
        let readings = Readings { backend_abandoned: Some(6), orphan_calls: Some(2), ..Readings::default() };
        assert_eq!(
            left_behind(&curated("disconnects"), &outcome, &readings).as_deref(),
            Some(
                "7 clients left after 40 ms; the backend saw 6 calls given up, and 2 went on a second after the last \
                 had left"
            )
        );
        assert_eq!(left_behind(&curated("fetch-10ms"), &outcome, &readings), None);
    }
}
