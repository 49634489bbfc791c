//! From an effect to the words of it: who is ahead, by how much, in what.

use stats::{Interval, Ratio};

use super::Effect;
use crate::digest::{Better, Metric, Side};
use crate::words::{Text, factor, percent};

/// `async needs 28 % less CPU per request than threads [24–32 %] (46 against 64 µs)`.
pub(crate) fn effect_in_words(lead: Text, effect: &Effect) -> Text {
    let (ours, theirs) = match effect.winner() {
        Side::Async => (effect.asynchronous, effect.blocking),
        Side::Threads => (effect.blocking, effect.asynchronous),
    };
    let against = format!(" ({} against {})", effect.metric.show(ours), effect.metric.show(theirs));
    effect_in_short(lead, effect).then(against)
}

/// `async needs 28 % less CPU per request than threads [24–32 %]`.
pub(super) fn effect_in_short(lead: Text, effect: &Effect) -> Text {
    let winner = effect.winner();
    let ratio = if winner == Side::Async { effect.ratio } else { effect.ratio.inverse() };
    let Phrase { opening, size, closing } = phrase(effect.metric, winner, &ratio);
    lead.then(opening).strong(size).then(format!("{closing}{}", bracket(effect.metric, &ratio)))
}

/// The parts of a comparison: before, in and after what the eye should find.
struct Phrase {
    opening: String,
    size: String,
    closing: String,
}

/// `ratio` is the winner's side ÷ the other's.
fn phrase(metric: Metric, winner: Side, ratio: &Ratio) -> Phrase {
    let less = percent(1.0 - ratio.estimate);
    let (ours, theirs) = (winner.name(), winner.other().name());
    let uses = |verb: &str, what: &str| Phrase {
        opening: format!("{ours} {verb} "),
        size: format!("{less} % less {what}"),
        closing: format!(" than {theirs}"),
    };
    let answers = |which: &str| Phrase {
        opening: format!("{} {which} is ", winner.possessive()),
        size: format!("{less} % lower"),
        closing: format!(" than {}", winner.other().possessive()),
    };
    let completes = |size: String, joined: &str| Phrase {
        opening: format!("{ours} {} ", winner.verb("completes", "complete")),
        size: format!("{size} requests per second"),
        closing: format!(" {joined} {theirs}"),
    };
    match metric {
        Metric::CpuPerRequest => uses(winner.verb("needs", "need"), "CPU per request"),
        Metric::Switches => uses(winner.verb("makes", "make"), "context switching per request"),
        Metric::Memory => uses(winner.verb("takes", "take"), "memory"),
        Metric::Threads => uses(winner.verb("runs", "run"), "threads"),
        Metric::Orphans => uses(winner.verb("leaves", "leave"), "calls that go on for nobody"),
        Metric::P50 => answers("median"),
        Metric::P90 | Metric::P99 | Metric::P999 => answers(metric.short()),
        Metric::Throughput | Metric::RequestsPerCpu if is_manifold(ratio) => {
            completes(format!("{} times as many", factor(ratio.estimate)), "as")
        }
        Metric::Throughput | Metric::RequestsPerCpu => {
            completes(format!("{} % more", percent(ratio.estimate - 1.0)), "than")
        }
    }
}

/// "109 % more" is harder to picture than "2.1 times as many".
fn is_manifold(ratio: &Ratio) -> bool {
    ratio.estimate >= 1.95
}

/// The interval of what `phrase` says: ` [24–32 %]`.
fn bracket(metric: Metric, ratio: &Ratio) -> String {
    let Some(Interval { low, high }) = ratio.interval else {
        return " [one block: no interval]".into();
    };
    match metric.better() {
        Better::Lower => format!(" [{}–{} %]", percent(1.0 - high), percent(1.0 - low)),
        Better::Higher if is_manifold(ratio) => format!(" [{}–{}]", factor(low), factor(high)),
        Better::Higher => format!(" [{}–{} %]", percent(low - 1.0), percent(high - 1.0)),
    }
}
