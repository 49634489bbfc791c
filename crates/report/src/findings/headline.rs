//! The answer of the first screen. It rests on VALID points only (method rule 17): [`observe_pair`] compares
//! nothing else.

use stats::Ratio;

use super::answer::answer;
use super::beside::beside;
use super::standing::is_without_headline;
use super::weight::weight;
use super::{Finding, Statement, observe_pair, sentence};
use crate::advice::Advice;
use crate::digest::{Digest, Metric, PairTable, Sweep};
use crate::words::Text;

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

impl Headline {
    /// With the advice in place of the answer, where advice was asked for and the run is long enough for an answer.
    pub(crate) fn advised(self, digest: &Digest<'_>, advice: Option<&Advice<'_>>) -> Self {
        match advice {
            Some(advice) if !is_without_headline(digest) => Self { answer: advice.answer.clone(), ..self },
            _ => self,
        }
    }
}

/// The answer to the headline scenario's question.
pub(crate) fn headline(digest: &Digest<'_>) -> Headline {
    let question = digest.headline().map_or_else(
        || "How do threads and async behave on the same work?".to_owned(),
        |scenario| scenario.scenario.question.clone(),
    );
    if is_without_headline(digest) {
        let answer = Text::plain("This run proves that everything works. It is too short for an answer.");
        return Headline { question, answer, caution: weight(digest, None), compared: None };
    }
    let sweep = digest.headline().and_then(|scenario| scenario.sweeps.first());
    let Some((sweep, table)) = sweep.and_then(|sweep| Some((sweep, sweep.headline_pair()?))) else {
        return without_pair(digest, question);
    };
    let findings = observe_pair(sweep, table);
    Headline {
        question,
        answer: answer(&findings, sweep.kind),
        caution: caution(digest, &findings),
        compared: Some(compared(sweep, table)),
    }
}

/// No two that were measured are a pair: each is told beside the first.
fn without_pair(digest: &Digest<'_>, question: String) -> Headline {
    let sweeps = digest.headline().map_or(&[][..], |scenario| &scenario.sweeps);
    let found =
        sweeps.iter().map(|sweep| (sweep, beside(digest, sweep))).find(|(_, found)| !found.is_empty());
    let Some((sweep, found)) = found else {
        let answer = Text::plain(match digest.points {
            [] => "Nothing was measured, so there is no answer.",
            _ => "No two contenders that can be compared were measured, so there is no answer.",
        });
        return Headline { question, answer, caution: weight(digest, None), compared: None };
    };
    let ratios: Vec<Ratio> = found.iter().flat_map(|finding| ratios_beside(&finding.statement)).collect();
    let compared = Text::plain("No two of these are a matched pair: each is compared with ")
        .strong(sweep.contenders()[0])
        .then(format!(". {}.", sweep.scenario.title));
    Headline {
        question,
        answer: found.iter().fold(Text::default(), |text, finding| text.and(sentence(finding))),
        caution: weight(digest, Some(&ratios)),
        compared: Some(compared),
    }
}

fn ratios_beside(statement: &Statement) -> Vec<Ratio> {
    match statement {
        Statement::Beside { others, .. } => others.iter().map(|(_, ratio)| *ratio).collect(),
        _ => Vec::new(),
    }
}

fn caution(digest: &Digest<'_>, findings: &[Finding]) -> Text {
    let ratio_of = |finding: &Finding| match &finding.statement {
        Statement::Effect(effect) if effect.metric != Metric::Memory => Some(effect.ratio),
        Statement::Unclear { metric: Metric::CpuPerRequest, ratio, .. }
        | Statement::Same { metric: Metric::CpuPerRequest, ratio, .. } => Some(*ratio),
        _ => None,
    };
    let ratios: Vec<Ratio> = findings.iter().filter_map(ratio_of).collect();
    let not_compared = findings.iter().find(|f| matches!(f.statement, Statement::NotCompared { .. }));
    let is_parting = |metric: &Metric| matches!(metric, Metric::Throughput | Metric::P99);
    let unclear = findings
        .iter()
        .filter(|f| matches!(&f.statement, Statement::Unclear { metric, .. } if is_parting(metric)));
    let told = unclear.fold(Text::default(), |text, finding| text.and(sentence(finding)));
    told.and(not_compared.map(sentence).unwrap_or_default()).and(weight(digest, Some(&ratios)))
}

fn compared(sweep: &Sweep<'_>, table: &PairTable<'_>) -> Text {
    let pair = table.pair;
    Text::plain(format!("{}: threads are ", pair.kind.title()))
        .strong(pair.blocking.name.clone())
        .then(", async is ")
        .strong(pair.asynchronous.name.clone())
        .then(format!(". {}.", sweep.scenario.title))
}
