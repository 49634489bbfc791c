//! Where the advice would be another.

use record::LoadKind;

use super::candidate::{Candidate, Keeps, keeps};
use super::pair;
use super::words::further;
use crate::digest::{Metric, Outcome, Side, Sweep};
use crate::findings::load_in_words;
use crate::words::{significant, time_us};

/// One sentence for each thing that could change: the load, the objective, who is cheaper, a third that would do.
pub(super) fn flips(
    sweep: &Sweep<'_>,
    load: f64,
    candidates: &[Candidate<'_>],
    objective_us: f64,
) -> Vec<String> {
    let Some((threads, tasks)) = pair(sweep, candidates) else { return Vec::new() };
    let mut told = vec![over_load(sweep.kind, threads, tasks)];
    told.extend(over_objective(threads, tasks, objective_us));
    told.push(over_cost(sweep));
    let others =
        candidates.iter().filter(|one| ![threads.contender, tasks.contender].contains(&one.contender));
    told.extend(others.map(|one| other(sweep, one, load, objective_us)));
    told
}

/// The load at which one of the two ceases to keep the objective while the other still does.
fn over_load(kind: LoadKind, threads: &Candidate<'_>, tasks: &Candidate<'_>) -> String {
    let side = further(threads.reach, tasks.reach);
    let (better, worse) = match side {
        Some(Side::Threads) => (threads, tasks),
        _ => (tasks, threads),
    };
    let until = |load: Option<f64>| load.map_or_else(String::new, |load| load_in_words(kind, load));
    match (side, worse.reach.missed, better.reach.kept) {
        (Some(side), Some(from), Some(to)) => format!(
            "The load: from {} to {} only {} {} the objective.",
            until(Some(from)),
            until(Some(to)),
            side.name(),
            side.verb("keeps", "keep")
        ),
        _ => match (threads.reach.missed, tasks.reach.missed) {
            (Some(a), Some(b)) => format!(
                "The load: both miss the objective from {} on, and this run does not tell who does so first.",
                until(Some(a.max(b)))
            ),
            (None, None) => match [threads, tasks].iter().filter_map(|one| one.reach.kept).reduce(f64::min) {
                Some(kept) => format!("The load: neither was seen to miss the objective up to {}.", until(Some(kept))),
                None => "The load: nothing VALID tells where either ceases to keep the objective.".to_owned(),
            },
            _ => "The load: one of the two was not seen to miss the objective, and so nothing tells them apart."
                .to_owned(),
        },
    }
}

/// A stricter objective that only one would keep, or a laxer one that the other would keep too.
fn over_objective(threads: &Candidate<'_>, tasks: &Candidate<'_>, objective_us: f64) -> Option<String> {
    let (blocking, asynchronous) = (threads.p99_us?, tasks.p99_us?);
    let (side, low, high) = if asynchronous.high < blocking.low {
        (Side::Async, asynchronous.high, blocking.low)
    } else if blocking.high < asynchronous.low {
        (Side::Threads, blocking.high, asynchronous.low)
    } else {
        return Some("The objective: their p99 are not told apart at this load, so none would.".to_owned());
    };
    let now = if objective_us >= high {
        "both keep"
    } else if objective_us < low {
        "neither keeps"
    } else {
        "one keeps"
    };
    Some(format!(
        "The objective: between {} and {} only {} would keep it; {now} {}.",
        time_us(low),
        time_us(high),
        side.name(),
        time_us(objective_us)
    ))
}

/// Who is cheaper, load by load.
fn over_cost(sweep: &Sweep<'_>) -> String {
    let Some(table) = sweep.headline_pair() else { return String::new() };
    let metric = Metric::CpuPerRequest;
    let sides: Vec<(f64, Option<Side>)> = table
        .resolved()
        .filter_map(|row| Some((row.load, Outcome::of(metric, &row.ratio(metric)?).side())))
        .collect();
    let told: Vec<(f64, Side)> = sides.iter().filter_map(|&(load, side)| Some((load, side?))).collect();
    let changes: Vec<String> = told
        .windows(2)
        .filter(|two| two[0].1 != two[1].1)
        .map(|two| {
            format!(
                "{} up to {}, {} from {} on",
                two[0].1.name(),
                load_in_words(sweep.kind, two[0].0),
                two[1].1.name(),
                load_in_words(sweep.kind, two[1].0)
            )
        })
        .collect();
    match (told.first(), changes.as_slice()) {
        (None, _) => "The cost: at no load that was measured is the CPU of a request told apart.".to_owned(),
        (Some((_, side)), []) => format!(
            "The cost: {} {} less CPU a request at {} of the {} loads that could be compared, and more at none.",
            side.name(),
            side.verb("needs", "need"),
            told.len(),
            sides.len()
        ),
        (_, changes) => format!("The cost: less CPU a request with {}.", changes.join("; ")),
    }
}

/// A contender beside the pair: whether it would do as well.
fn other(sweep: &Sweep<'_>, one: &Candidate<'_>, load: f64, objective_us: f64) -> String {
    let name = one.contender;
    let cost = one.cpu_us.map_or_else(String::new, |figure| {
        format!(", at {} µs of CPU a request", significant(figure.middle))
    });
    match sweep.cell(name, load).map(|cell| keeps(cell, objective_us)) {
        Some(Keeps::Yes) => format!("{name} keeps it too{cost}."),
        Some(Keeps::No) => format!("{name} does not keep it."),
        Some(Keeps::Split) => format!("{name} keeps it in some blocks only."),
        Some(Keeps::Unknown(why)) => format!("{name} is not told: {why}."),
        None => format!("{name} was not measured here."),
    }
}
