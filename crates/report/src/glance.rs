//! Who does better where: a row for each scenario and kind of load, so that nobody's win hides behind the scenario
//! of the first screen.

use crate::digest::{Digest, Metric, Outcome, PairKind, PairTable, Side, Sweep};

/// What a pair comes to in one metric, over all loads at which both are VALID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Glance {
    /// This side does better at one load or more, the other at none.
    Better(Side),
    /// Each does better somewhere.
    ByLoad,
    /// The same within five percent at every load.
    Same,
    /// Nobody does better at any load, as far as the blocks tell.
    Open,
    /// No load can be compared.
    NotCompared,
}

/// A sweep with its first pair, and what that comes to in each of [`Metric::COMPARED`].
pub(crate) struct Row<'d, 'a> {
    pub(crate) sweep: &'d Sweep<'a>,
    pub(crate) pair: PairKind,
    pub(crate) told: [(Metric, Glance); Metric::COMPARED.len()],
}

/// All rows; none where a single one would only repeat the first screen.
pub(crate) fn rows<'d, 'a>(digest: &'d Digest<'a>) -> Vec<Row<'d, 'a>> {
    let sweeps = digest.scenarios.iter().flat_map(|part| &part.sweeps);
    let row = |sweep: &'d Sweep<'a>| {
        let table = sweep.headline_pair()?;
        let told = Metric::COMPARED.map(|metric| (metric, Glance::of(table, metric)));
        Some(Row { sweep, pair: table.pair.kind, told })
    };
    let rows: Vec<_> = sweeps.filter_map(row).collect();
    if rows.len() > 1 { rows } else { Vec::new() }
}

impl Glance {
    fn of(table: &PairTable<'_>, metric: Metric) -> Self {
        let ratios = table.resolved().filter_map(|row| row.ratio(metric));
        let outcomes: Vec<Outcome> = ratios.map(|ratio| Outcome::of(metric, &ratio)).collect();
        let is_won = |side: Side| outcomes.iter().any(|outcome| outcome.side() == Some(side));
        match (is_won(Side::Async), is_won(Side::Threads)) {
            _ if outcomes.is_empty() => Self::NotCompared,
            (true, true) => Self::ByLoad,
            (true, false) => Self::Better(Side::Async),
            (false, true) => Self::Better(Side::Threads),
            (false, false) if outcomes.iter().all(|outcome| *outcome == Outcome::Same) => Self::Same,
            (false, false) => Self::Open,
        }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Better(side) => side.name(),
            Self::ByLoad => "by load",
            Self::Same => "the same",
            Self::Open => "not told apart",
            Self::NotCompared => "–",
        }
    }
}
