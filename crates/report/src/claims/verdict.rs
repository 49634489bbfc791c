//! What effects say to a claim.

use scenario::claim::{Range, Test};
use stats::Interval;

use super::Effect;

/// What a run says to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ruling {
    Supported,
    Refuted,
    /// Some of it is supported and some is not, or the intervals reach over a threshold.
    Mixed,
    NotTested,
}

impl Ruling {
    /// Of one test. An effect supports or refutes only when its whole interval does.
    pub(super) fn of(test: &Test, effects: &[Effect]) -> Self {
        let lies_in = |effect: &Effect, ranges: &[Range]| {
            effect
                .interval
                .is_some_and(|Interval { low, high }| ranges.iter().any(|range| range.holds(low, high)))
        };
        let supporting = effects.iter().filter(|effect| lies_in(effect, &test.supported)).count();
        let refuting = effects.iter().filter(|effect| lies_in(effect, &test.refuted)).count();
        match effects.len() {
            0 => Self::NotTested,
            all if supporting == all || (test.one_is_enough && supporting > 0) => Self::Supported,
            all if refuting == all => Self::Refuted,
            _ => Self::Mixed,
        }
    }

    /// Of several tests: they must agree, and a claim of which a part could not be tested is not tested.
    pub(super) fn together(rulings: &[Self]) -> Self {
        match rulings {
            [] => Self::NotTested,
            all if all.contains(&Self::NotTested) => Self::NotTested,
            [first, rest @ ..] if rest.iter().all(|ruling| ruling == first) => *first,
            _ => Self::Mixed,
        }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Supported => "SUPPORTED",
            Self::Refuted => "REFUTED",
            Self::Mixed => "MIXED",
            Self::NotTested => "NOT TESTED HERE",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::effect::Unit;
    use scenario::claim::Statistic;

    fn test(one_is_enough: bool) -> Test {
        let range = |at_least, at_most| vec![Range { at_least, at_most }];
        let statistic = Statistic::TailGap { scenario: String::new(), alike_ratio: 1.1 };
        Test {
            supported: range(f64::NEG_INFINITY, 0.9),
            refuted: range(1.0, f64::INFINITY),
            one_is_enough,
            statistic,
        }
    }

    fn effects(intervals: &[Option<(f64, f64)>]) -> Vec<Effect> {
        let effect = |&interval: &Option<(f64, f64)>| Effect {
            what: String::new(),
            estimate: 0.5,
            interval: interval.map(|(low, high)| Interval { low, high }),
            unit: Unit::Ratio,
            points: Vec::new(),
        };
        intervals.iter().map(effect).collect()
    }

    #[test]
    fn only_a_whole_interval_supports_or_refutes() {
        let of = |intervals: &[_]| Ruling::of(&test(false), &effects(intervals));
        assert_eq!(of(&[Some((0.4, 0.6)), Some((0.5, 0.9))]), Ruling::Supported);
        assert_eq!(of(&[Some((0.4, 0.6)), Some((0.5, 0.91))]), Ruling::Mixed);
        assert_eq!(of(&[Some((1.0, 2.0))]), Ruling::Refuted);
        assert_eq!(of(&[Some((0.99, 2.0))]), Ruling::Mixed);
        assert_eq!(of(&[None]), Ruling::Mixed, "one block settles nothing");
        assert_eq!(of(&[]), Ruling::NotTested);
    }

    #[test]
    fn one_effect_is_enough_only_where_the_claim_says_so() {
        let intervals = effects(&[Some((0.4, 0.6)), Some((1.5, 2.0))]);
        assert_eq!(Ruling::of(&test(true), &intervals), Ruling::Supported);
        assert_eq!(Ruling::of(&test(false), &intervals), Ruling::Mixed);
    }

    #[test]
    fn tests_must_agree() {
        use Ruling::{Mixed, NotTested, Refuted, Supported};
        assert_eq!(Ruling::together(&[Supported, Supported]), Supported);
        assert_eq!(Ruling::together(&[Supported, Refuted]), Mixed);
        assert_eq!(Ruling::together(&[Supported, Mixed]), Mixed);
        assert_eq!(Ruling::together(&[Supported, NotTested]), NotTested);
        assert_eq!(Ruling::together(&[NotTested, NotTested]), NotTested);
        assert_eq!(Ruling::together(&[]), NotTested);
    }
}
