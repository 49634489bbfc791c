//! Claims: those of the checkout load, and mistakes in one are shown where they stand.

use std::path::Path;

use scenario::claim::{Claim, Range, Statistic};
use scenario::{Library, Shape};

const CLAIM: &str = r#"claim = "Async is not faster."
supported_when = "the medians are alike"
refuted_when = "async's is lower"

[[test]]
supported = [{ at_least = 0.95, at_most = 1.05 }]
refuted = [{ at_most = 0.9 }]

[test.statistic.pair-ratio]
scenario = "curated/fetch-10ms"
pair = "matched"
loop_kind = "closed"
metric = "response_p50_us"
load_min = 1
load_max = 64
"#;

fn parsed(text: &str) -> Result<Claim, String> {
    Claim::parse("a-claim", Path::new("claims/a-claim.toml"), text).map_err(|mistake| mistake.to_string())
}

#[test]
fn the_claims_of_the_checkout_speak_of_scenarios_that_there_are() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let library = Library::open(&folder).unwrap_or_else(|mistake| panic!("{mistake}"));
    assert!(library.claims().len() >= 17);
}

/// Whether a run of the scenario's own contenders at its own loads can give the statistic at all.
#[test]
fn what_a_claim_speaks_of_is_measured_by_its_scenario() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let library = Library::open(&folder).unwrap_or_else(|mistake| panic!("{mistake}"));
    let named = |name: &str| library.select(&[name.to_owned()]).unwrap()[0];
    for (claim, test) in library.claims().iter().flat_map(|claim| claim.tests.iter().map(move |t| (claim, t)))
    {
        let complain = |what: String| panic!("{}: {what}", claim.name);
        let statistic = &test.statistic;
        for name in statistic.scenarios() {
            for contender in statistic.contenders() {
                if !named(name).contenders.iter().any(|known| known == contender) {
                    complain(format!("{contender} takes no part in {name}"));
                }
            }
        }
        let (is_open, loads) = match statistic {
            Statistic::PairRatio(of) | Statistic::PairTrend(of) | Statistic::ObjectiveLoad(of) => {
                (of.is_open, of.loads)
            }
            Statistic::ClassRatio { of, .. } => (of.is_open, of.loads),
            Statistic::ContenderRatio { is_open, loads, .. } => (*is_open, *loads),
            Statistic::LoadGrowth { is_open, loads, .. } => (*is_open, *loads),
            Statistic::RankAgreement { is_open, load, .. }
            | Statistic::ShareBesideWait { is_open, load, .. }
            | Statistic::ContenderFigure { is_open, load, .. } => (*is_open, exactly(*load)),
            Statistic::Overload { load, .. } => (true, exactly(*load)),
            Statistic::TailGap { .. } => continue,
        };
        for name in statistic.scenarios() {
            let load = &named(name).load;
            let closed = load.closed_connections.iter().map(|connections| f64::from(*connections));
            let points: Vec<f64> = if is_open { load.open_rates_per_s.clone() } else { closed.collect() };
            if !points.iter().any(|point| loads.holds(*point, *point)) {
                complain(format!("{name} has no load within {loads:?}"));
            }
        }
        if let Statistic::ClassRatio { of, class } = statistic
            && (class != "main" || named(&of.scenario).mix.is_empty())
            && !named(&of.scenario).mix.iter().any(|known| known.label == *class)
        {
            complain(format!("{} has no class `{class}`", of.scenario));
        }
        if let Statistic::LoadGrowth { scenario, loads, .. } = statistic {
            let points = &named(scenario).load.closed_connections;
            for end in [loads.at_least, loads.at_most] {
                if !points.iter().any(|point| f64::from(*point) == end) {
                    complain(format!("{scenario} has no load of {end}"));
                }
            }
        }
        if let Statistic::Overload { scenario, .. } = statistic
            && !matches!(named(scenario).load.open_shape, Shape::Steps { .. })
        {
            complain(format!("{scenario} has no steps"));
        }
    }
}

fn exactly(load: f64) -> Range {
    Range { at_least: load, at_most: load }
}

#[test]
fn named_contenders_must_be_there() {
    let text = CLAIM.replace(
        "pair-ratio]\nscenario = \"curated/fetch-10ms\"\npair = \"matched\"",
        "contender-ratio]\nscenario = \"curated/fetch-10ms\"\ncontender = \"tokio\"\nagainst = \"tokyo\"",
    );
    let claim = parsed(&text).expect("it is sound by itself");
    assert_eq!(claim.tests[0].statistic.contenders(), ["tokio", "tokyo"]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    for file in ["curated/fetch-10ms.toml", "contenders/tokio.toml"] {
        let to = folder.path().join(file);
        std::fs::create_dir_all(to.parent().expect("it has a folder")).expect("a folder");
        let text = std::fs::read_to_string(from.join(file)).expect("it is there");
        // Only one contender is here, and no tour.
        let text = text.split("\n# In the tour").next().unwrap_or_default().replace("in_tour = true", "");
        let others = "[\"thread-per-connection\", \"tokio\", \"thread-per-request\", \"tiny-http\"]";
        let text = text.replace(others, "[\"tokio\"]");
        std::fs::write(to, text).expect("it can be written");
    }
    let said = |text: &str| {
        std::fs::create_dir_all(folder.path().join("claims")).expect("a folder");
        std::fs::write(folder.path().join("claims/a-claim.toml"), text).expect("it can be written");
        Library::open(folder.path()).err().map(|mistake| mistake.to_string())
    };
    let shown = said(&text).expect("there is no such contender");
    assert!(shown.contains("names no contender: `tokyo`") && shown.contains("`tokio`"), "{shown}");
    assert_eq!(said(&text.replace("tokyo", "tokio")), None);
}

#[test]
fn a_claim_means_what_it_says() {
    let claim = parsed(CLAIM).expect("it is sound");
    let [test] = claim.tests.as_slice() else { panic!("one test") };
    assert_eq!(test.supported, [Range { at_least: 0.95, at_most: 1.05 }]);
    assert!(test.supported[0].holds(0.95, 1.0) && !test.supported[0].holds(0.94, 1.0));
    assert!(!test.one_is_enough && !test.refuted[0].at_least.is_finite());
    let Statistic::PairRatio(of) = &test.statistic else { panic!("{:?}", test.statistic) };
    assert_eq!((of.loads.at_least, of.loads.at_most, of.is_open), (1.0, 64.0, false));
}

#[test]
fn a_mistake_is_shown_where_it_stands() {
    let cases = [
        ("pair = \"matched\"", "pair = \"matchd\"", "did you mean `matched`?"),
        ("load_min = 1", "load_mim = 1", "did you mean `load_min`?"),
        ("metric = \"response_p50_us\"", "metric = \"p50\"", "unknown value `p50`"),
        ("pair-ratio", "pair-raito", "did you mean `pair-ratio`?"),
        ("{ at_most = 0.9 }", "{ at_most = 0.99 }", "one value would support and refute the claim"),
        ("{ at_most = 0.9 }", "{}", "holds no sound range"),
        ("load_min = 1\n", "load_min = 100\n", "`load_min` is above `load_max`"),
        ("load_max = 64", "load_max = 0", "a load is out of range"),
        ("claim = \"Async is not faster.\"", "claim = \"\"", "`claim` is empty"),
    ];
    for (right, wrong, shown) in cases {
        let text = CLAIM.replacen(right, wrong, 1);
        assert_ne!(text, CLAIM, "{right} is not in the file");
        let said = parsed(&text).expect_err(wrong);
        assert!(said.contains(shown) && said.contains("claims/a-claim.toml"), "{wrong}: {said}");
    }
}

#[test]
fn a_claim_without_a_test_says_what_it_would_take() {
    let untested: String = CLAIM.lines().take(3).map(|line| format!("{line}\n")).collect();
    assert!(parsed(&untested).expect_err("nothing tests it").contains("neither `test` nor `needs`"));
    let needs = format!("{untested}needs = \"a scenario\"\n");
    assert_eq!(parsed(&needs).expect("it says so").needs.as_deref(), Some("a scenario"));
}
