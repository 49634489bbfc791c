//! What a check is, and what it finds.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::time::Duration;

use anyhow::Result;
use record::CheckOutcome;

use super::bench::Bench;
use super::{beside, pairs};

/// One proof that the instrument does what it should, here and now.
#[derive(Clone, Debug)]
pub(crate) struct Check {
    /// Its name, as given to `--only`.
    pub(crate) name: &'static str,
    /// What it proves, in a line.
    pub(crate) proves: &'static str,
    /// About how long it takes, beside what it shares.
    pub(crate) takes: Duration,
    /// What it looks at that is measured once for all checks.
    pub(crate) needs: &'static [Shared],
    /// Carries it out. An error is no finding: the instrument could not even be tried.
    pub(crate) run: fn(&mut Bench) -> Result<Found>,
}

/// What several checks look at. The first that needs it measures it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shared {
    /// A server against itself as `compare` would measure it.
    Pairs,
    /// A server beside itself and beside itself with a busy loop, alive together.
    Beside,
}

impl Shared {
    /// All of them.
    pub(super) const ALL: [Self; 2] = [Self::Pairs, Self::Beside];

    /// About how long it takes.
    pub(super) fn takes(self) -> Duration {
        match self {
            Self::Pairs => pairs::TAKES,
            Self::Beside => beside::TAKES,
        }
    }
}

/// What a check found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    /// How it ended.
    pub(crate) outcome: CheckOutcome,
    /// Why, with the figures that decided.
    pub(crate) reason: String,
    /// What else was found, a line each.
    pub(crate) lines: Vec<String>,
    /// The figures behind the words, units in their names.
    pub(crate) figures: BTreeMap<String, f64>,
}

impl Found {
    /// The instrument did what it should, or did not.
    pub(crate) fn judged(passed: bool, reason: impl Display) -> Self {
        let outcome = if passed { CheckOutcome::Passed } else { CheckOutcome::Failed };
        Self { outcome, reason: reason.to_string(), lines: Vec::new(), figures: BTreeMap::new() }
    }

    /// This machine cannot show it either way.
    pub(crate) fn not_available(reason: impl Display) -> Self {
        Self { outcome: CheckOutcome::NotAvailable, ..Self::judged(false, reason) }
    }

    /// Adds a line.
    pub(crate) fn line(mut self, line: impl Display) -> Self {
        self.lines.push(line.to_string());
        self
    }

    /// Adds a figure, with its unit in its name.
    pub(crate) fn figure(mut self, name: impl Display, value: f64) -> Self {
        self.figures.insert(name.to_string(), value);
        self
    }
}
