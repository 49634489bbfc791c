//! What a search found, in words.

use record::Bracket;

use super::Search;
use super::search::{Capacity, Ending, Tried};

/// "curated/fetch-10ms tokio: between 14200 (kept 4 times) and 14400 (missed) requests/s keep p99 ≤ 50 ms
/// (13 probes)".
pub(super) fn found(search: &Search<'_>, found: &Capacity, tried: &[Tried]) -> String {
    let objective = format!("p99 ≤ {} ms", search.objective_p99_us / 1e3);
    let rate = |rate: Option<f64>| rate.map_or_else(|| "none".to_owned(), |rate| format!("{rate:.0}"));
    let (low, high) = (rate(found.low), rate(found.high));
    let kept = Bracket::of(tried).kept;
    let what = match found.ending {
        Ending::Confirmed => {
            format!(
                "between {low} (kept {kept} times of {kept}) and {high} (missed) requests/s keep {objective}"
            )
        }
        Ending::Nothing => format!("not even 1 request/s keeps {objective}"),
        Ending::Ceiling => format!("at least {low} requests/s, the most that is tried, keep {objective}"),
        Ending::Unjudged if found.low.is_none() => "no rate could be judged here".to_owned(),
        Ending::Unjudged => format!(
            "at least {low} requests/s keep {objective}; above it no rate could be judged in three tries"
        ),
        Ending::Unsettled => format!("{low} requests/s kept {objective} when tried, and the rest is noise"),
    };
    let probes = tried.len();
    format!("{} {}: {what} ({probes} probes)", search.scenario.name, search.contender.name)
}
