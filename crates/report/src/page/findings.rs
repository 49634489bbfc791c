//! What was found: the most telling first, the rest folded, each with its evidence one link away.

use maud::{Markup, html};

use super::tables::point_anchor;
use crate::findings::{Finding, load_in_words, most_telling, sentence};
use crate::render::{Story, kind_word, slug};

/// All findings.
pub(super) fn findings(story: &Story<'_>) -> Markup {
    let first = most_telling(&story.digest, &story.findings);
    let rest = story.findings.len() - first.len();
    html! {
        section #findings {
            h2 { "Findings" }
            p .note {
                "A pair is compared only where both sides are VALID; brackets are 95 % intervals over blocks. "
                "Which findings come first is fixed by what they are about, not by how large they are."
            }
            @if story.findings.is_empty() { p { "None: too little was measured." } }
            ul .findings .top { @for &place in &first { (one(story, place, true)) } }
            @if rest > 0 {
                details {
                    summary { (rest) " more" }
                    @for part in &story.digest.scenarios {
                        @let own: Vec<usize> = (0..story.findings.len())
                            .filter(|place| !first.contains(place))
                            .filter(|&place| story.findings[place].scenario == part.scenario.name)
                            .collect();
                        @if !own.is_empty() {
                            h3 { (part.scenario.title) }
                            div .groups {
                                @for group in own.chunk_by(|&a, &b| key(&story.findings[a]) == key(&story.findings[b])) {
                                    (one_group(story, group))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What findings of one group share.
fn key(finding: &Finding) -> (record::LoadKind, Option<crate::digest::PairKind>) {
    (finding.kind, finding.pair)
}

fn one_group(story: &Story<'_>, group: &[usize]) -> Markup {
    let Some(first) = group.first().map(|&place| &story.findings[place]) else { return html! {} };
    html! {
        div {
            h4 {
                @match first.pair {
                    Some(pair) => { (pair.title()) ": " (first.contenders.join(" against ")) },
                    None => { "Each by itself" },
                }
                " " span .plain { "over " (load_axis(first.kind)) }
            }
            ul .findings { @for &place in group { (one(story, place, false)) } }
        }
    }
}

fn one(story: &Story<'_>, place: usize, with_context: bool) -> Markup {
    let finding = &story.findings[place];
    html! {
        li id={ "f-" (place + 1) } {
            span .said { (sentence(finding).to_html()) }
            span .evidence {
                @if with_context {
                    @if let Some(pair) = finding.pair { (pair.title()) ", " }
                    (load_axis(finding.kind)) ". "
                }
                "Rests on "
                @for (i, (href, text)) in evidence(finding).into_iter().enumerate() {
                    @if i > 0 { ", " }
                    a href=(href) { (text) }
                }
                " · " a href={ "#f-" (place + 1) } aria-label={ "Link to finding " (place + 1) } { "link" }
            }
            button .copy type="button" hidden { "copy" }
        }
    }
}

/// The rows that a finding rests on, of its first contender; the others' stand beside them.
fn evidence(finding: &Finding) -> Vec<(String, String)> {
    let table = format!("{}-{}", slug(&finding.scenario), kind_word(finding.kind));
    let contender = finding.contenders.first().map_or("", String::as_str);
    let link = |&load: &f64| {
        (format!("#{}", point_anchor(&table, load, contender)), load_in_words(finding.kind, load))
    };
    finding.loads.iter().map(link).collect()
}

fn load_axis(kind: record::LoadKind) -> &'static str {
    match kind {
        record::LoadKind::Closed => "requests in flight",
        record::LoadKind::Open => "offered load",
        record::LoadKind::Parked => "requests parked",
    }
}
