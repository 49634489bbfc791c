//! From a finding to a sentence.

use record::LoadKind;
use stats::{Interval, Ratio};

use super::{Effect, Finding, Reach, Side, Statement};
use crate::digest::{Better, Metric};
use crate::words::{Text, count, factor, percent, significant};

/// The finding as a sentence of its own.
pub(crate) fn sentence(finding: &Finding) -> Text {
    let at = |load: f64| load_in_words(finding.kind, load);
    match &finding.statement {
        Statement::SameSpeed { up_to, worst } => {
            Text::plain(format!("Up to {} ", at(*up_to))).strong("nobody is faster").then(format!(
                ": the medians stay within 5 % (furthest apart: async ÷ threads = {}).",
                ratio(worst)
            ))
        }
        Statement::Effect(effect) => {
            let lead = match effect.reach {
                Reach::Here => format!("At {} ", at(effect.load)),
                Reach::FromHereOn => format!("From {} on ", at(effect.load)),
            };
            effect_in_words(Text::plain(lead), effect).then(".")
        }
        Statement::Unclear { metric, ratio: found, load } => {
            Text::plain(format!("{} at {} is ", name(*metric), at(*load)))
                .strong("not resolved")
                .then(format!(": async ÷ threads = {}.", ratio(found)))
        }
        Statement::NotCompared { why } => not_compared(finding.kind, why),
        Statement::Unserved { contender, load, little_ratio, without_response } => {
            unserved(contender, *load, *little_ratio, *without_response)
        }
        Statement::Broke { contender, load, verdict, reason } => Text::plain(format!("At {} ", at(*load)))
            .strong(format!("{contender} was {}", verdict.word()))
            .then(format!(": {reason}.")),
    }
}

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
pub(crate) fn effect_in_short(lead: Text, effect: &Effect) -> Text {
    let winner = effect.winner();
    let ratio = if winner == Side::Async { effect.ratio } else { effect.ratio.inverse() };
    let (verb, size, what) = phrase(effect.metric, winner, &ratio);
    lead.then(format!("{} {verb} ", winner.name())).strong(format!("{size} {what}")).then(format!(
        " than {}{}",
        winner.other().name(),
        bracket(effect.metric, &ratio)
    ))
}

/// Verb, size and thing; `ratio` is the winner's side ÷ the other's.
fn phrase(metric: Metric, winner: Side, ratio: &Ratio) -> (&'static str, String, &'static str) {
    let less = format!("{} %", percent(1.0 - ratio.estimate));
    match metric {
        Metric::CpuPerRequest => (winner.verb("needs", "need"), less, "less CPU per request"),
        Metric::Memory => (winner.verb("takes", "take"), less, "less memory"),
        Metric::P50 => (winner.verb("has a", "have a"), less, "lower median"),
        Metric::P99 => (winner.verb("has a", "have a"), less, "lower p99"),
        Metric::Throughput | Metric::RequestsPerCpu => {
            let more = format!("{} %", percent(ratio.estimate - 1.0));
            (winner.verb("completes", "complete"), more, "more requests per second")
        }
    }
}

/// The interval of what `phrase` says: ` [24–32 %]`.
fn bracket(metric: Metric, ratio: &Ratio) -> String {
    let Some(Interval { low, high }) = ratio.interval else {
        return " [one block: no interval]".into();
    };
    let (from, to) = match metric.better() {
        Better::Lower => (1.0 - high, 1.0 - low),
        Better::Higher => (low - 1.0, high - 1.0),
    };
    format!(" [{}–{} %]", percent(from), percent(to))
}

/// `0.72 [0.68–0.76]`.
pub(crate) fn ratio(ratio: &Ratio) -> String {
    match ratio.interval {
        Some(Interval { low, high }) => {
            format!("{} [{}–{}]", factor(ratio.estimate), factor(low), factor(high))
        }
        None => format!("{} [one block: no interval]", factor(ratio.estimate)),
    }
}

fn name(metric: Metric) -> &'static str {
    match metric {
        Metric::CpuPerRequest => "CPU per request",
        Metric::RequestsPerCpu => "Requests per CPU-second",
        Metric::Memory => "Memory",
        Metric::P50 => "The median",
        Metric::P99 => "p99",
        Metric::Throughput => "Throughput",
    }
}

fn not_compared(kind: LoadKind, why: &[(f64, String)]) -> Text {
    let each: Vec<String> =
        why.iter().map(|(load, why)| format!("at {} ({why})", load_in_words(kind, *load))).collect();
    Text::default().strong("Not resolved here").then(format!(": {}.", each.join(", ")))
}

fn unserved(contender: &str, load: f64, little_ratio: Option<f64>, without_response: u32) -> Text {
    let at = load_in_words(LoadKind::Closed, load);
    let text = Text::plain(format!("At {at} ")).strong(format!("{contender} did not serve everyone"));
    let silent = match without_response {
        0 => String::new(),
        1 => "1 connection got no answer at all, so its latency is a survivor's; ".to_owned(),
        n => format!(
            "{} connections got no answer at all, so its latency is a survivors'; ",
            count(f64::from(n))
        ),
    };
    let law = little_ratio
        .map_or(String::new(), |ratio| format!("Little's law accounts for {} of 1.00", significant(ratio)));
    text.then(format!(": {silent}{law}.").replace("; .", "."))
}

/// `256 in flight` or `6,000 requests/s`.
pub(crate) fn load_in_words(kind: LoadKind, load: f64) -> String {
    match kind {
        LoadKind::Closed => format!("{} in flight", count(load)),
        LoadKind::Open => format!("{} requests/s", significant(load)),
    }
}
