//! How large a difference must be to count, however narrow its interval.

use crate::block::Interval;

/// The instrument's step: figures that may differ by less than 1 % are not told apart.
///
/// An interval over a few blocks can have no width at all. A percentile comes from a histogram of 3 significant
/// digits, whose buckets are up to 1 part in 1,024 wide: a ratio of two is off by up to 0.2 %, and three
/// blocks that fall into the same buckets agree perfectly on a difference that is only rounding. CPU clocks
/// (1 ns), counts and memory (pages of 4 KiB in some MiB) step finer, but where code, stacks and sockets
/// happen to lie is drawn anew with each process, and shifts figures by some tenths of a percent (Mytkowicz et al.,
/// "Producing wrong data without doing anything obviously wrong!", ASPLOS '09). A server beside itself was
/// called different on 0.1 to 0.6 % again and again. 1 % is five steps of a percentile's ratio, above all of
/// those, and below what anybody should act upon.
pub const STEP_RATIO: f64 = 0.01;

/// Whether a whole interval of a ratio lies more than a step from 1, to one side of it, in either direction alike: `i`
/// if and only if `1 ÷ i`. **The rule by which a difference is told**: an interval that only just leaves 1 would not
/// survive what the blocks cannot show, since that shifts all of them alike and so moves both of its ends.
#[must_use]
pub fn is_beyond_step(interval: Interval) -> bool {
    let step = STEP_RATIO.ln_1p();
    interval.low.ln() > step || interval.high.ln() < -step
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paired_ratio;

    #[test]
    fn both_directions_are_alike() {
        let told = [(1.0101, 1.5), (3.0, 3.0), (0.0, 0.5)];
        let untold = [(1.0, 1.0), (1.0, 1.5), (1.0099, 1.5), (1.0099, 9.0), (0.5, 2.0), (f64::NAN, f64::NAN)];
        let all = told.map(|ends| (ends, true)).into_iter().chain(untold.map(|ends| (ends, false)));
        for ((low, high), is_told) in all {
            let turned = Interval { low: 1.0 / high, high: 1.0 / low };
            assert_eq!(
                (is_beyond_step(Interval { low, high }), is_beyond_step(turned)),
                (is_told, is_told),
                "{low} to {high}"
            );
        }
    }

    #[test]
    fn blocks_that_agree_on_less_than_a_step_tell_nothing_apart() {
        let of = |ratio: f64| paired_ratio(&[(ratio, 1.0); 3], 0).expect("all is above 0");
        assert_eq!(of(1.006).interval.map(|interval| interval.contains(1.0)), Some(false));
        assert!(!of(1.006).is_resolved() && !of(1.006).inverse().is_resolved());
        assert!(of(1.02).is_resolved() && of(1.02).inverse().is_resolved());
    }

    #[test]
    fn a_large_difference_whose_interval_only_just_leaves_1_is_not_told() {
        // Five ratios around 0.79 whose interval ends at 0.9997.
        let blocks = [0.83, 0.60, 0.95, 0.90, 0.76].map(|ratio| (ratio, 1.0));
        let ratio = paired_ratio(&blocks, 0).expect("all is above 0");
        let interval = ratio.interval.expect("five blocks");
        assert!(ratio.estimate < 0.8 && 0.99 < interval.high && interval.high < 1.0, "{ratio:?}");
        assert!(!ratio.is_resolved() && !ratio.inverse().is_resolved());
    }
}
