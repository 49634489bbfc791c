//! From a finding to a sentence.

use record::LoadKind;
use stats::{Interval, Ratio};

use super::phrase::effect_in_words;
use super::{Changes, Finding, Reach, Statement, Step};
use crate::digest::{Metric, Outcome};
use crate::words::{Text, count, factor, percent, rate, significant};

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
                Reach::FromHereOn => format!("From {} on, ", at(effect.load)),
            };
            effect_in_words(Text::plain(lead), effect).then(".")
        }
        Statement::Same { metric, ratio: found, load } => {
            Text::plain(format!("{} at {} is ", name(*metric), at(*load)))
                .strong("the same")
                .then(format!(" within 5 %: async ÷ threads = {}.", ratio(found)))
        }
        Statement::Unclear { metric, ratio: found, load } => {
            Text::plain(format!("{} at {} is ", name(*metric), at(*load)))
                .strong("not told apart")
                .then(format!(": async ÷ threads = {}.", ratio(found)))
        }
        Statement::Crossover { metric, winner, load, interval } => {
            let interval = interval.map_or_else(
                || " [no interval]".to_owned(),
                |(low, high)| format!(" [{} to {}]", significant(low), significant(high)),
            );
            Text::plain(format!("{}: ", name(*metric)))
                .strong(format!(
                    "{} and {} cross at about {}{interval}",
                    winner.other().name(),
                    winner.name(),
                    at(*load)
                ))
                .then(format!(
                    "; below {} {} better, above {} {}.",
                    winner.other().name(),
                    winner.other().verb("does", "do"),
                    winner.name(),
                    winner.verb("does", "do")
                ))
        }
        Statement::NotCompared { why } => not_compared(finding.kind, why),
        Statement::Unserved { contender, load, little_ratio, without_response } => {
            unserved(contender, *load, *little_ratio, *without_response)
        }
        Statement::Broke { contender, load, verdict, reason, higher } => {
            let lead =
                if *higher > 0 { format!("From {} on ", at(*load)) } else { format!("At {} ", at(*load)) };
            Text::plain(lead)
                .strong(format!("{contender} was {}", verdict.word()))
                .then(format!(": {reason}."))
        }
        Statement::Ceiling { contender, load, per_s, expected_per_s, read_at } => {
            Text::default().strong(format!("{contender} completed at most {}", rate(*per_s))).then(format!(
                ", at {}. Its CPU per request at {} lets expect a ceiling of {} for the server's cores.",
                at(*load),
                at(*read_at),
                rate(*expected_per_s)
            ))
        }
        Statement::Beside { metric, load, base, others } => {
            beside_in_words(*metric, &at(*load), base, others)
        }
        Statement::Steps { load, steps, .. } => steps_in_words(&at(*load), steps),
    }
}

/// `CPU per request at 1,024 in flight, beside tokio's: smol 72 % more [40–110 %], io-uring not told apart (1.57 [0.9–2.7]).`
fn beside_in_words(metric: Metric, at: &str, base: &str, others: &[(String, Ratio)]) -> Text {
    let lead = Text::plain(format!("{} at {at}, beside {base}'s: ", name(metric)));
    let each = others.iter().enumerate();
    let text = each.fold(lead, |text, (place, (contender, found))| {
        let text = text.then(if place > 0 { ", " } else { "" });
        match Outcome::of(metric, found) {
            Outcome::Same => text.then(format!("{contender} ")).strong("the same").then(" within 5 %"),
            Outcome::Open => text.then(format!("{contender} not told apart ({})", ratio(found))),
            Outcome::Async | Outcome::Threads => {
                let (size, bracket) = more_or_less(metric, found);
                text.then(format!("{contender} ")).strong(size).then(bracket)
            }
        }
    });
    text.then(".")
}

/// `72 % more` or `30 % less`, with the interval of it.
fn more_or_less(metric: Metric, ratio: &Ratio) -> (String, String) {
    let (more, less) = if metric.percentile().is_some() { ("higher", "lower") } else { ("more", "less") };
    let (sign, word) = if ratio.estimate < 1.0 { (-1.0, less) } else { (1.0, more) };
    let share = |ratio: f64| percent(sign * (ratio - 1.0));
    let bracket = ratio.interval.map_or(String::new(), |Interval { low, high }| {
        let (first, last) = if sign < 0.0 { (high, low) } else { (low, high) };
        format!(" [{}–{} %]", share(first), share(last))
    });
    (format!("{} % {word}", share(ratio.estimate)), bracket)
}

fn steps_in_words(at: &str, steps: &[Step]) -> Text {
    let how = match steps.len() {
        1 => String::new(),
        2 => " in two steps".to_owned(),
        count => format!(" in {count} steps"),
    };
    steps.iter().fold(Text::plain(format!("CPU per request at {at}{how}.")), |text, step| {
        let changed = match step.changes {
            Changes::Model => "The model",
            Changes::Library => "The library",
            Changes::Boundary => "The boundary",
        };
        let told = format!(": {} ÷ {} = {}.", step.to, step.from, ratio(&step.ratio));
        text.then(" ").strong(changed).then(told)
    })
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
        Metric::Switches => "Context switching",
        Metric::Memory => "Memory",
        Metric::Threads => "The number of threads",
        Metric::P50 => "The median",
        Metric::P90 => "p90",
        Metric::P99 => "p99",
        Metric::P999 => "p99.9",
        Metric::Throughput => "Throughput",
        Metric::Orphans => "The number of calls that went on for nobody",
    }
}

fn not_compared(kind: LoadKind, why: &[(f64, String)]) -> Text {
    let each: Vec<String> =
        why.iter().map(|(load, why)| format!("at {} ({why})", load_in_words(kind, *load))).collect();
    Text::default().strong("Not resolved here").then(format!(": {}.", each.join(", ")))
}

fn unserved(contender: &str, load: f64, little_ratio: Option<f64>, without_response: u32) -> Text {
    let text = Text::plain(format!("At {} ", load_in_words(LoadKind::Closed, load)));
    let law = little_ratio.map_or(String::new(), |ratio| {
        format!(" (throughput × response ÷ connections = {}; Little's law says 1)", significant(ratio))
    });
    if without_response == 0 {
        return text
            .strong(format!("{contender}'s figures do not add up"))
            .then(format!("{law}: some of what was in flight is not in them."));
    }
    let noun = if without_response == 1 { "connection" } else { "connections" };
    let left = count(f64::from(without_response));
    text.strong(format!("{contender} left {left} {noun} without any answer"))
        .then(format!(", so its latency is the survivors' only{law}."))
}

/// `256 in flight` or `6,000 requests/s`.
pub(crate) fn load_in_words(kind: LoadKind, load: f64) -> String {
    match kind {
        LoadKind::Closed => format!("{} in flight", count(load)),
        LoadKind::Open => format!("{} requests/s", significant(load)),
        LoadKind::Parked => format!("{} parked", count(load)),
    }
}
