//! The first screen's answer in words: who is faster and at what cost, and where one side loses.

use record::LoadKind;

use super::phrase::{effect_in_short, effect_in_words};
use super::{Effect, Finding, Reach, Statement, load_in_words, ratio_in_words as ratio};
use crate::digest::{Metric, Side};
use crate::words::Text;

/// What the findings on the headline's pair come to.
pub(super) fn answer(findings: &[Finding], kind: LoadKind) -> Text {
    let text = speed_and_cost(findings, kind).and(partings(findings, kind));
    if text == Text::default() {
        return Text::plain("Not resolved here: too little was measured with both sides VALID.");
    }
    text
}

/// "Up to 64 in flight nobody is faster; there, async needs 28 % less CPU per request …"
fn speed_and_cost(findings: &[Finding], kind: LoadKind) -> Text {
    let up_to = findings.iter().find_map(|finding| match &finding.statement {
        Statement::SameSpeed { up_to, .. } => Some(*up_to),
        _ => None,
    });
    let same = |up_to: f64| {
        Text::plain(format!("Up to {} ", load_in_words(kind, up_to)))
            .strong("nobody is faster")
            .then(" (medians within 5 %)")
    };
    let cost = findings.iter().find_map(|finding| cost_load(&finding.statement).map(|load| (finding, load)));
    match (up_to, cost) {
        (Some(up_to), Some((finding, load))) if up_to == load => {
            with_cost(same(up_to).then("; there, "), &finding.statement)
        }
        (Some(up_to), Some((finding, load))) => {
            let at = format!("; at {}, ", load_in_words(kind, load));
            with_cost(same(up_to).then(at), &finding.statement)
        }
        (Some(up_to), None) => same(up_to).then("."),
        (None, Some((finding, load))) => {
            with_cost(Text::plain(format!("At {}, ", load_in_words(kind, load))), &finding.statement)
        }
        (None, None) => Text::default(),
    }
}

/// Where a statement about CPU per request was read.
fn cost_load(statement: &Statement) -> Option<f64> {
    match statement {
        Statement::Effect(Effect { metric: Metric::CpuPerRequest, load, .. })
        | Statement::Same { metric: Metric::CpuPerRequest, load, .. }
        | Statement::Unclear { metric: Metric::CpuPerRequest, load, .. } => Some(*load),
        _ => None,
    }
}

fn with_cost(lead: Text, statement: &Statement) -> Text {
    match statement {
        Statement::Effect(effect) => effect_in_words(lead, effect).then("."),
        Statement::Same { ratio: found, .. } => lead
            .then("a request costs ")
            .strong("the same CPU")
            .then(format!(" within 5 %: async ÷ threads = {}.", ratio(found))),
        Statement::Unclear { ratio: found, .. } => lead
            .then("the CPU that a request costs is ")
            .strong("not told apart")
            .then(format!(": async ÷ threads = {}.", ratio(found))),
        _ => lead,
    }
}

/// "From 256 in flight on threads lose throughput: async completes 40 % more …", and whoever else wins
/// somewhere in cost, throughput or tail.
fn partings(findings: &[Finding], kind: LoadKind) -> Text {
    let effects = || {
        findings.iter().filter_map(|finding| match &finding.statement {
            Statement::Effect(effect) => Some(effect),
            _ => None,
        })
    };
    let main_cost = findings.iter().find_map(|finding| cost_load(&finding.statement));
    let further = |effect: &&Effect| effect.metric == Metric::CpuPerRequest && Some(effect.load) != main_cost;
    let parted = [Metric::Throughput, Metric::P99];
    let lost = parted.iter().flat_map(|&metric| effects().filter(move |effect| effect.metric == metric));
    let text = lost.fold(Text::default(), |text, effect| text.and(parting(effect, kind)));
    effects().filter(further).fold(text, |text, effect| {
        let at = Text::plain(format!("At {}, ", load_in_words(kind, effect.load)));
        text.and(effect_in_short(at, effect).then("."))
    })
}

fn parting(effect: &Effect, kind: LoadKind) -> Text {
    let at = load_in_words(kind, effect.load);
    let from = match effect.reach {
        Reach::Here => format!("At {at},"),
        Reach::FromHereOn => format!("From {at} on,"),
    };
    let loss = match (effect.winner().other(), effect.metric) {
        (Side::Threads, Metric::P99) => "threads lose their tail",
        (Side::Threads, _) => "threads lose throughput",
        (Side::Async, Metric::P99) => "async loses its tail",
        (Side::Async, _) => "async loses throughput",
    };
    effect_in_short(Text::plain(format!("{from} {loss}: ")), effect).then(".")
}
