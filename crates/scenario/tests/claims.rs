//! Claims: those of the checkout load, and mistakes in one are shown where they stand.

use std::path::Path;

use scenario::Library;
use scenario::claim::{Claim, Range, Statistic};

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
    assert!(library.claims().iter().any(|claim| claim.tests.is_empty() && claim.needs.is_some()));
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
