//! Whether the headline stands: it rests on VALID points, and none that it needed is missing for a reason that
//! lies with the measurement (method rule 17).

use record::Verdict;

use super::load_in_words;
use crate::digest::{Digest, PairTable, Row, Sweep};

/// The profile that proves that everything works, and is too short to give a headline.
const WITHOUT_HEADLINE: &str = "smoke";

/// What the headline would have to rest on and cannot, one reason each; empty if it stands.
///
/// A point that the machine or the generator spoilt (NOISY, UNSTEADY, GENERATOR-LIMITED) below the highest load
/// that could be compared is such a reason: "up to" and "from … on" reach over it. Above that load nothing is
/// said. What the server did itself (STARVED, OVERLOADED, FAILED) is a result, and the report tells it. A run
/// without a pair, or of the smoke profile, was not asked for a headline.
pub(crate) fn shaken(digest: &Digest<'_>) -> Vec<String> {
    let sweep = digest.headline().and_then(|scenario| scenario.sweeps.first());
    let pair = sweep.and_then(|sweep| Some((sweep, sweep.headline_pair()?)));
    let Some((sweep, table)) = pair.filter(|_| !is_without_headline(digest)) else {
        return Vec::new();
    };
    let reason = |row: &Row| {
        let why = row.why_not.as_deref().unwrap_or_default();
        format!("{}: {why}", load_in_words(sweep.kind, row.load))
    };
    let Some(highest) = table.resolved().map(|row| row.load).reduce(f64::max) else {
        return table.rows.iter().map(reason).collect();
    };
    let spoilt =
        |row: &&Row| row.load < highest && row.why_not.is_some() && is_spoilt(sweep, table, row.load);
    table.rows.iter().filter(spoilt).map(reason).collect()
}

/// Whether the run was not asked for a headline, and must not claim one.
pub(crate) fn is_without_headline(digest: &Digest<'_>) -> bool {
    digest.manifest.profile.name == WITHOUT_HEADLINE
}

/// Whether nothing can be compared at `load` although no server is to blame.
fn is_spoilt(sweep: &Sweep<'_>, table: &PairTable<'_>, load: f64) -> bool {
    let sides = [&table.pair.blocking.name, &table.pair.asynchronous.name];
    let results = [Verdict::Starved, Verdict::Overloaded, Verdict::Failed];
    !sides.iter().filter_map(|name| sweep.cell(name, load)).any(|cell| results.contains(&cell.verdict))
}
