//! How large a difference must be to count, however narrow its interval.

/// The instrument's step: figures that differ by less than 1 % are not told apart.
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

/// Whether a ratio is at least a step away from 1, in either direction alike: `r` if and only if `1 ÷ r`.
#[must_use]
pub fn is_beyond_step(ratio: f64) -> bool {
    ratio.ln().abs() > STEP_RATIO.ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paired_ratio;

    #[test]
    fn both_directions_are_alike() {
        for (ratio, is_beyond) in [(1.0, false), (1.0099, false), (1.0101, true), (0.0, true), (3.0, true)] {
            assert_eq!(
                (is_beyond_step(ratio), is_beyond_step(1.0 / ratio)),
                (is_beyond, is_beyond),
                "{ratio}"
            );
        }
        assert!(!is_beyond_step(f64::NAN));
    }

    #[test]
    fn blocks_that_agree_on_less_than_a_step_tell_nothing_apart() {
        let of = |ratio: f64| paired_ratio(&[(ratio, 1.0); 3], 0).expect("all is above 0");
        assert_eq!(of(1.006).interval.map(|interval| interval.contains(1.0)), Some(false));
        assert!(!of(1.006).is_resolved() && !of(1.006).inverse().is_resolved());
        assert!(of(1.02).is_resolved() && of(1.02).inverse().is_resolved());
    }
}
