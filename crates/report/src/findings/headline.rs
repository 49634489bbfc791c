//! The answer of the first screen. It rests on VALID points only (method rule 17): [`observe_pair`] compares
//! nothing else.

use record::{LoadKind, State};
use stats::{BOOTSTRAP_BLOCKS_MIN, Ratio};

use super::sentence::{effect_in_short, effect_in_words, ratio};
use super::{Finding, Reach, Side, Statement, load_in_words, observe_pair};
use crate::digest::{Digest, Metric, PairTable, Sweep};
use crate::words::Text;

/// An interval whose ends are further from its middle than this factor is called wide.
const WIDE_FACTOR: f64 = 1.25;

/// The first screen, in words.
pub(crate) struct Headline {
    pub(crate) question: String,
    /// One to three sentences.
    pub(crate) answer: Text,
    /// How sure, and what is not resolved.
    pub(crate) caution: Text,
    /// Which two were compared.
    pub(crate) compared: Option<Text>,
}

/// The answer to the headline scenario's question.
pub(crate) fn headline(digest: &Digest<'_>) -> Headline {
    let question = digest.headline().map_or_else(
        || "How do threads and async behave on the same work?".to_owned(),
        |scenario| scenario.scenario.question.clone(),
    );
    let sweep = digest.headline().and_then(|scenario| scenario.sweeps.first());
    let Some((sweep, table)) =
        sweep.and_then(|sweep| Some((sweep, sweep.matched().or(sweep.pairs.first())?)))
    else {
        let answer =
            Text::plain("No pair of a blocking and an async contender was measured, so there is no answer.");
        return Headline { question, answer, caution: thin(digest, &[]), compared: None };
    };
    let findings = observe_pair(sweep, table);
    Headline {
        question,
        answer: answer(&findings, sweep),
        caution: caution(digest, &findings),
        compared: Some(compared(sweep, table)),
    }
}

fn answer(findings: &[Finding], sweep: &Sweep<'_>) -> Text {
    let text = speed_and_cost(findings, sweep.kind);
    let text = text.and(partings(findings, sweep.kind));
    if text == Text::default() {
        return Text::plain("Not resolved here: at no load are both sides VALID.");
    }
    text
}

/// "Up to 64 in flight nobody is faster; there, async needs 28 % less CPU per request …"
fn speed_and_cost(findings: &[Finding], kind: LoadKind) -> Text {
    let same = findings.iter().find_map(|finding| match &finding.statement {
        Statement::SameSpeed { up_to, .. } => Some(*up_to),
        _ => None,
    });
    let cost = findings.iter().find_map(|finding| match &finding.statement {
        Statement::Effect(effect) if effect.metric == Metric::CpuPerRequest => Some(Ok(effect)),
        Statement::Unclear { metric: Metric::CpuPerRequest, ratio, load } => Some(Err((ratio, *load))),
        _ => None,
    });
    let lead = match same {
        Some(up_to) => Text::plain(format!("Up to {} ", load_in_words(kind, up_to)))
            .strong("nobody is faster")
            .then(" (medians within 5 %); there, "),
        None => Text::default(),
    };
    match (same, cost) {
        (_, Some(Ok(effect))) => {
            let lead = if same.is_some() {
                lead
            } else {
                Text::plain(format!("At {}, ", load_in_words(kind, effect.load)))
            };
            effect_in_words(lead, effect).then(".")
        }
        (Some(_), Some(Err((found, _)))) => lead
            .then("what a request costs in CPU is ")
            .strong("not told apart")
            .then(format!(": async ÷ threads = {}.", ratio(found))),
        (None, Some(Err((found, load)))) => Text::plain(format!(
            "At {}, CPU per request is not told apart: async ÷ threads = {}.",
            load_in_words(kind, load),
            ratio(found)
        )),
        (Some(up_to), None) => Text::plain(format!("Up to {} ", load_in_words(kind, up_to)))
            .strong("nobody is faster")
            .then(" (medians within 5 %)."),
        (None, None) => Text::default(),
    }
}

/// "From 256 in flight on threads lose throughput: …"
fn partings(findings: &[Finding], kind: LoadKind) -> Text {
    let mut text = Text::default();
    for metric in [Metric::Throughput, Metric::P99] {
        let parting = findings.iter().find_map(|finding| match &finding.statement {
            Statement::Effect(effect) if effect.metric == metric => Some(effect),
            _ => None,
        });
        let Some(effect) = parting else { continue };
        let at = load_in_words(kind, effect.load);
        let lead = match effect.reach {
            Reach::Here => format!("At {at} "),
            Reach::FromHereOn => format!("From {at} on "),
        };
        let loser: Side = effect.winner().other();
        let loss = if metric == Metric::P99 { "lose their tail" } else { "lose throughput" };
        let loss = if loser == Side::Async {
            loss.replace("lose their", "loses its").replace("lose ", "loses ")
        } else {
            loss.to_owned()
        };
        let first = Text::plain(format!("{lead}{} {loss}: ", loser.name()));
        text = text.and(effect_in_short(first, effect).then("."));
    }
    text
}

fn caution(digest: &Digest<'_>, findings: &[Finding]) -> Text {
    let ratios: Vec<&Ratio> = findings
        .iter()
        .filter_map(|finding| match &finding.statement {
            Statement::Effect(effect) if effect.metric != Metric::Memory => Some(&effect.ratio),
            _ => None,
        })
        .collect();
    let not_compared = findings.iter().find(|f| matches!(f.statement, Statement::NotCompared { .. }));
    let text = not_compared.map(super::sentence).unwrap_or_default();
    text.and(thin(digest, &ratios))
}

/// How much the evidence weighs, in plain words.
fn thin(digest: &Digest<'_>, ratios: &[&Ratio]) -> Text {
    let mut text = Text::default();
    let blocks =
        ratios.iter().map(|ratio| ratio.blocks).min().unwrap_or(digest.manifest.profile.blocks as usize);
    if digest.points.is_empty() {
        return Text::default().strong("Nothing was measured yet.");
    }
    if digest.manifest.state != State::Complete {
        text = text.strong("This run did not reach its end").then("; what is missing is not guessed at.");
    }
    let is_wide =
        ratios.iter().any(|ratio| ratio.interval.is_none_or(|i| i.high / ratio.estimate > WIDE_FACTOR));
    let words = match blocks {
        0 | 1 => Text::default()
            .strong("The evidence is thin")
            .then(": one block, so nothing says how far it would vary."),
        2 => Text::default().strong("The evidence is thin").then(": two blocks, so an interval says little."),
        n if is_wide => Text::default()
            .strong("Some intervals are wide")
            .then(format!(": brackets are 95 % intervals over {n} blocks; more blocks would narrow them.")),
        n if n < BOOTSTRAP_BLOCKS_MIN => Text::plain(format!(
            "Brackets are 95 % intervals over {n} blocks of fresh processes: few, so they are made wide to be honest."
        )),
        n => Text::plain(format!("Brackets are 95 % intervals over {n} blocks of fresh processes.")),
    };
    text.and(words)
}

fn compared(sweep: &Sweep<'_>, table: &PairTable<'_>) -> Text {
    let pair = table.pair;
    Text::plain(format!("{}: threads are ", pair.kind.title()))
        .strong(pair.blocking.name.clone())
        .then(", async is ")
        .strong(pair.asynchronous.name.clone())
        .then(format!("; {}.", sweep.scenario.title))
}
