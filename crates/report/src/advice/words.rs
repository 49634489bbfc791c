//! The advice in words, and the rows of its table.

use stats::Ratio;

use super::candidate::{Candidate, Keeps, Reach};
use super::pair;
use crate::digest::{Figure, Metric, Outcome, Side, Sweep};
use crate::findings::{Effect, Reach as Extent, effect_in_words, ratio_in_words};
use crate::words::{Text, count, factor, megabytes, significant, time_us};

/// The heads of the table, with their units.
pub(crate) const HEADS: [&str; 6] =
    ["keeps the objective", "p99", "CPU a request, µs", "cores filled", "memory", "and keeps it up to"];

/// A candidate's row.
pub(crate) fn row(candidate: &Candidate<'_>) -> [String; 6] {
    let spread = |figure: Option<Figure>, show: fn(f64) -> String| match figure {
        None => "–".to_owned(),
        Some(figure) => {
            format!("{} [{} to {}]", show(figure.middle), show(figure.low), show(figure.high))
        }
    };
    [
        match &candidate.keeps {
            Keeps::Yes => "yes".to_owned(),
            Keeps::No => "no".to_owned(),
            Keeps::Split => "in some blocks only".to_owned(),
            Keeps::Unknown(why) => format!("not told ({why})"),
        },
        spread(candidate.p99_us, time_us),
        spread(candidate.cpu_us, significant),
        candidate.cores.map_or_else(|| "–".to_owned(), significant),
        candidate.memory_bytes.map_or_else(|| "–".to_owned(), |figure| megabytes(figure.middle)),
        reach_in_words(candidate),
    ]
}

/// `1,200, 2.4 times what is wanted; missed at 1,220`.
fn reach_in_words(candidate: &Candidate<'_>) -> String {
    let Reach { kept, missed } = candidate.reach;
    let Some(kept) = kept else {
        return missed.map_or_else(|| "not told".to_owned(), |missed| format!("not even {}", count(missed)));
    };
    let times = format!("{}, {} times what is wanted", significant(kept), factor(kept / candidate.wanted));
    match missed {
        Some(missed) => format!("{times}; missed at {}", significant(missed)),
        None => format!("at least {times}"),
    }
}

/// Who meets it, at what cost, with how much head-room.
pub(super) fn answer(sweep: &Sweep<'_>, load: f64, candidates: &[Candidate<'_>], at: &str) -> Text {
    let Some((threads, tasks)) = pair(sweep, candidates) else {
        return Text::plain(format!(
            "Threads and async were not both measured at {at}, so there is no advice."
        ));
    };
    let objective = format!(" at {at}");
    match (&threads.keeps, &tasks.keeps) {
        (Keeps::Yes, Keeps::Yes) => Text::default()
            .strong("Both keep the objective")
            .then(format!("{objective}."))
            .and(choice(sweep, load, threads, tasks)),
        (Keeps::Yes, Keeps::No) => only(Side::Threads, threads, tasks, &objective),
        (Keeps::No, Keeps::Yes) => only(Side::Async, tasks, threads, &objective),
        (Keeps::No, Keeps::No) => Text::default().strong("Neither keeps the objective").then(format!(
            "{objective}: p99 {} with threads, {} with async.",
            p99(threads),
            p99(tasks)
        )),
        _ => Text::default().strong("This run cannot tell").then(format!(
            " who keeps the objective{objective}. Threads: {}; async: {}.",
            standing(threads),
            standing(tasks)
        )),
    }
}

fn only(side: Side, winner: &Candidate<'_>, loser: &Candidate<'_>, at: &str) -> Text {
    let keeps = side.verb("keeps", "keep");
    Text::default().strong(format!("Only {} {keeps} the objective", side.name())).then(format!(
        "{at}: p99 {} against {}{}.",
        p99(winner),
        p99(loser),
        winner
            .headroom()
            .map_or_else(String::new, |room| format!(", and up to {} times that load", factor(room)))
    ))
}

/// Where both will do: cost and head-room, or that nothing tells them apart.
fn choice(sweep: &Sweep<'_>, load: f64, threads: &Candidate<'_>, tasks: &Candidate<'_>) -> Text {
    let table = sweep.headline_pair();
    let row = table.and_then(|table| table.rows.iter().find(|row| row.load == load));
    let ratio = row.and_then(|row| row.ratio(Metric::CpuPerRequest));
    let (cost, cheaper) = cost(ratio, load, threads, tasks);
    let (room, roomier) = room(threads, tasks);
    let text = cost.and(room);
    match (cheaper, roomier) {
        (None, None) => text.and(
            Text::default()
                .strong("Nothing tells them apart here")
                .then(": take the one that you would rather maintain."),
        ),
        (Some(side), None) | (None, Some(side)) => text.and(take(side)),
        (Some(a), Some(b)) if a == b => text.and(take(a)),
        (Some(a), Some(b)) => {
            text.and(Text::plain(format!("So {} for cost, {} for room to grow.", a.name(), b.name())))
        }
    }
}

fn take(side: Side) -> Text {
    Text::plain("So take ").strong(side.name()).then(", unless the other is worth that much to you.")
}

fn cost(
    ratio: Option<Ratio>,
    load: f64,
    threads: &Candidate<'_>,
    tasks: &Candidate<'_>,
) -> (Text, Option<Side>) {
    let metric = Metric::CpuPerRequest;
    let (Some(ratio), Some(ours), Some(theirs)) = (ratio, tasks.cpu_us, threads.cpu_us) else {
        return (Text::plain("What a request costs could not be compared."), None);
    };
    let told = format!("async ÷ threads = {}.", ratio_in_words(&ratio));
    match Outcome::of(metric, &ratio) {
        Outcome::Same => (Text::plain(format!("A request costs the same CPU within 5 %: {told}")), None),
        Outcome::Open => (Text::plain(format!("The CPU of a request is not told apart: {told}")), None),
        Outcome::Async | Outcome::Threads => {
            let (asynchronous, blocking) = (ours.middle, theirs.middle);
            let effect = Effect { metric, ratio, asynchronous, blocking, load, reach: Extent::Here };
            (effect_in_words(Text::plain("There, "), &effect).then("."), Some(effect.winner()))
        }
    }
}

/// Whose highest load is surely the higher one, if it is.
fn room(threads: &Candidate<'_>, tasks: &Candidate<'_>) -> (Text, Option<Side>) {
    let [Some(few), Some(many)] = [threads.headroom(), tasks.headroom()].map(|room| room.map(factor)) else {
        return (Text::plain("How far the load may rise was not found."), None);
    };
    let at_least =
        |candidate: &Candidate<'_>| if candidate.reach.missed.is_none() { "at least " } else { "" };
    let told = Text::plain(format!(
        "The load may rise to {}{few} times with threads, {}{many} times with async.",
        at_least(threads),
        at_least(tasks)
    ));
    (told, further(threads.reach, tasks.reach))
}

/// Who still keeps it where the other has missed it.
pub(super) fn further(threads: Reach, tasks: Reach) -> Option<Side> {
    let beyond =
        |a: Reach, b: Reach| matches!((a.kept, b.missed), (Some(kept), Some(missed)) if kept >= missed);
    if beyond(threads, tasks) {
        return Some(Side::Threads);
    }
    beyond(tasks, threads).then_some(Side::Async)
}

fn p99(candidate: &Candidate<'_>) -> String {
    candidate.p99_us.map_or_else(|| "not known".to_owned(), |figure| time_us(figure.middle))
}

fn standing(candidate: &Candidate<'_>) -> String {
    match &candidate.keeps {
        Keeps::Yes => format!("kept in every block, p99 {}", p99(candidate)),
        Keeps::No => format!("missed in every block, p99 {}", p99(candidate)),
        Keeps::Split => format!("kept in some blocks only, p99 {}", p99(candidate)),
        Keeps::Unknown(why) => why.clone(),
    }
}
