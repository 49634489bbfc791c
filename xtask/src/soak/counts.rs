//! What became of the requests.

/// What became of the requests, as the load counted them.
pub(super) struct Counts {
    pub(super) planned: u64,
    pub(super) right: u64,
    pub(super) wrong: u64,
}

impl Counts {
    /// From the line of load's table that holds them: `planned 1,000   sent 900   right 300   errors 500   …`.
    pub(super) fn read(table: &str) -> Option<Self> {
        let line = table.lines().find(|line| line.starts_with("planned "))?;
        let words: Vec<_> = line.split_whitespace().collect();
        let after = |name| {
            let at = words.iter().position(|word| *word == name)?;
            words.get(at + 1)?.replace(',', "").parse().ok()
        };
        Some(Self { planned: after("planned")?, right: after("right")?, wrong: after("errors")? })
    }

    /// Whether it served, and was asked for much more than that. A server that fails every request is idle.
    pub(super) fn are_overload(&self) -> bool {
        self.right > 0 && self.planned > 2 * self.right
    }
    /// Whether as many of the same requests were refused, but for a twentieth.
    pub(super) fn are_like(&self, other: &Self) -> bool {
        let (fewer, more) = (self.wrong.min(other.wrong), self.wrong.max(other.wrong));
        self.planned == other.planned && (more - fewer) * 20 <= more
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_serves_nothing_or_nearly_all_is_not_overloaded() {
        let counts = |line: &str| Counts::read(&format!("\n{line}\n")).expect("a line of counts");
        let overload = counts("planned 47,899   sent 22,553   right 7,260   errors 21,141   censored 19,498");
        assert_eq!((overload.planned, overload.right, overload.wrong), (47_899, 7_260, 21_141));
        assert!(overload.are_overload());
        assert!(
            !counts("planned 23,862   sent 8,817   right 0   errors 13,043   censored 10,819").are_overload()
        );
        assert!(!counts("planned 1,000   sent 1,000   right 990   errors 10   censored 0").are_overload());
    }

    #[test]
    fn twins_refuse_alike_and_others_do_not() {
        let of = |planned, wrong| Counts { planned, right: planned - wrong, wrong };
        assert!(of(47_899, 31_515).are_like(&of(47_899, 31_833)));
        assert!(!of(42_000, 30_368).are_like(&of(42_000, 41_348)), "a third more");
        assert!(!of(24_000, 15_872).are_like(&of(23_000, 15_872)), "of other requests");
    }
}
