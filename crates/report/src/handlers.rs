//! The handlers that are measured, in both styles, as the source has them.

/// One route's handler.
pub(crate) struct Handler {
    /// Its file's name, without the ending.
    pub(crate) name: &'static str,
    pub(crate) blocking: &'static str,
    pub(crate) asynchronous: &'static str,
}

macro_rules! handlers {
    ($($name:literal),+ $(,)?) => {
        /// Every route that a scenario may ask for. A test compares the list with the folder.
        pub(crate) const HANDLERS: &[Handler] = &[$(Handler {
            name: $name,
            blocking: include_str!(concat!("../../blocking-server/src/handlers/", $name, ".rs")),
            asynchronous: include_str!(concat!("../../async-server/src/handlers/", $name, ".rs")),
        }),+];
    };
}

handlers!(
    "blocking_call",
    "cancellable",
    "chain",
    "fan_out",
    "fetch",
    "file",
    "json",
    "mixed",
    "plaintext",
    "stream",
    "upload",
    "wait",
);

/// A line of one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Side<'a> {
    pub(crate) text: &'a str,
    /// The other side has no such line at this place.
    pub(crate) is_changed: bool,
}

/// Two texts, line by line.
pub(crate) struct Difference<'a> {
    pub(crate) blocking: Vec<Side<'a>>,
    pub(crate) asynchronous: Vec<Side<'a>>,
    /// How many lines differ, on the side that has more of them.
    pub(crate) changed: usize,
}

/// What differs between two texts: all lines that are not in their longest common subsequence.
pub(crate) fn difference<'a>(blocking: &'a str, asynchronous: &'a str) -> Difference<'a> {
    let (a, b): (Vec<&str>, Vec<&str>) = (blocking.lines().collect(), asynchronous.lines().collect());
    // common[i][j]: how many lines a[i..] and b[j..] share.
    let mut common = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i][j] =
                if a[i] == b[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            left.push(Side { text: a[i], is_changed: false });
            right.push(Side { text: b[j], is_changed: false });
            (i, j) = (i + 1, j + 1);
        } else if j == b.len() || (i < a.len() && common[i + 1][j] >= common[i][j + 1]) {
            left.push(Side { text: a[i], is_changed: true });
            i += 1;
        } else {
            right.push(Side { text: b[j], is_changed: true });
            j += 1;
        }
    }
    let changed = |side: &[Side<'_>]| side.iter().filter(|line| line.is_changed).count();
    let changed = changed(&left).max(changed(&right));
    Difference { blocking: left, asynchronous: right, changed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_marked_and_counted() {
        let found = difference("a\nb\nc", "a\nx\nb2\nc");
        assert_eq!(found.changed, 2);
        let marked = |side: &[Side<'_>]| side.iter().map(|line| line.is_changed).collect::<Vec<_>>();
        assert_eq!(marked(&found.blocking), [false, true, false]);
        assert_eq!(marked(&found.asynchronous), [false, true, true, false]);
        assert_eq!(difference("a\nb", "a\nb").changed, 0);
    }
}
