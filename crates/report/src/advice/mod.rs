//! What a reader's own service is advised: who keeps the objective at the load that is wanted, at what cost, with how
//! much head-room, and where that changes. Only VALID points count.

mod candidate;
mod flips;
mod words;

use record::{LoadKind, Wish};

use crate::digest::{Cost, Digest, Sweep};
use crate::findings::load_in_words;
use crate::words::{Text, time_us};
pub(crate) use candidate::Candidate;
use candidate::Keeps;
pub(crate) use words::{HEADS, row};

/// The advice of a run that was asked for it.
pub(crate) struct Advice<'a> {
    /// `500 requests/s, with a p99 of at most 100 ms`.
    pub(crate) wanted: String,
    /// One to three sentences.
    pub(crate) answer: Text,
    pub(crate) candidates: Vec<Candidate<'a>>,
    /// Where the answer would be another, one sentence each.
    pub(crate) flips: Vec<String>,
    /// Why it decides nothing, one reason each; empty if it does.
    pub(crate) undecided: Vec<String>,
}

/// `None` where no advice was asked for, or nothing was measured.
pub(crate) fn advice<'a>(digest: &Digest<'a>, costs: &[Vec<Cost<'a>>]) -> Option<Advice<'a>> {
    let wish = digest.manifest.protocol.asked.wish.as_ref()?;
    let part = digest.scenarios.first()?;
    let objective_us = part.scenario.objective_p99_ms? * 1e3;
    let (kind, load) = wanted(wish)?;
    let sweep = part.sweeps.iter().find(|sweep| sweep.kind == kind)?;
    let costs = costs.first().map_or(&[][..], Vec::as_slice);
    let candidates: Vec<Candidate<'a>> = part
        .scenario
        .contenders
        .iter()
        .filter_map(|name| Candidate::new(sweep, name, load, objective_us, costs))
        .collect();
    let at = load_in_words(kind, load);
    let answer = words::answer(sweep, load, &candidates, &at);
    let flips = flips::flips(sweep, load, &candidates, objective_us);
    let wanted = format!("{at}, with a p99 of at most {}", time_us(objective_us));
    let undecided = undecided(sweep, &candidates, &at);
    Some(Advice { wanted, answer, candidates, flips, undecided })
}

/// Whom of the pair this run leaves open.
fn undecided(sweep: &Sweep<'_>, candidates: &[Candidate<'_>], at: &str) -> Vec<String> {
    let Some((threads, tasks)) = pair(sweep, candidates) else {
        return vec![format!("{at}: the pair was not measured")];
    };
    let why = |candidate: &Candidate<'_>| {
        let why = match &candidate.keeps {
            Keeps::Yes | Keeps::No => return None,
            Keeps::Split => "keeps the objective in some blocks only",
            Keeps::Unknown(why) => why,
        };
        Some(format!("{at}: {} {why}", candidate.contender))
    };
    [threads, tasks].into_iter().filter_map(why).collect()
}

fn wanted(wish: &Wish) -> Option<(LoadKind, f64)> {
    let closed = wish.in_flight.map(|requests| (LoadKind::Closed, f64::from(requests)));
    closed.or_else(|| wish.rate_per_s.map(|rate| (LoadKind::Open, rate)))
}

/// The two that differ in the model only, threads first, where both took part.
fn pair<'c, 'a>(
    sweep: &Sweep<'_>,
    candidates: &'c [Candidate<'a>],
) -> Option<(&'c Candidate<'a>, &'c Candidate<'a>)> {
    let of = |name: &str| candidates.iter().find(|candidate| candidate.contender == name);
    let pair = sweep.headline_pair()?.pair;
    Some((of(&pair.blocking.name)?, of(&pair.asynchronous.name)?))
}
