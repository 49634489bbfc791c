//! `report.html`: one file that needs nothing else, and no JavaScript.

mod first_screen;
mod ground;
mod scenario;
mod tables;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use record::LoadKind;

use crate::distrust;
use crate::findings::{Finding, load_in_words, sentence};
use crate::render::{Story, kind_word, slug};

const STYLE: &str = include_str!("style.css");

/// The whole page.
pub(crate) fn html(story: &Story<'_>) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (story.headline.question) " · Common Ground" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a .skip href="#main" { "Skip to the answer" }
                main #main {
                    (first_screen::first_screen(story))
                    (contents(story))
                    (findings(story))
                    @for part in &story.digest.scenarios { (scenario::scenario(story, part)) }
                    (doubts(story))
                    (ground::ground(story))
                }
            }
        }
    };
    page.into_string()
}

fn contents(story: &Story<'_>) -> Markup {
    html! {
        nav aria-label="Contents" {
            a href="#findings" { "Findings" }
            @for part in &story.digest.scenarios {
                a href={ "#" (scenario::anchor(part.scenario)) } { (part.scenario.title) }
            }
            a href="#doubts" { "Why you might distrust this" }
            a href="#ground" { "How it was measured" }
        }
    }
}

fn findings(story: &Story<'_>) -> Markup {
    html! {
        section #findings {
            h2 { "Findings" }
            p .note {
                "A pair is compared only where both sides are VALID; brackets are 95 % intervals over blocks."
            }
            @if story.findings.is_empty() { p { "None: too little was measured." } }
            @for part in &story.digest.scenarios {
                @let own: Vec<&Finding> =
                    story.findings.iter().filter(|finding| finding.scenario == part.scenario.name).collect();
                @if !own.is_empty() {
                    h3 { (part.scenario.title) }
                    div .groups {
                        @for group in own.chunk_by(|a, b| (a.kind, a.pair) == (b.kind, b.pair)) { (one_group(group)) }
                    }
                }
            }
        }
    }
}

/// Findings of one kind of load and one pair, or of single contenders.
fn one_group(group: &[&Finding]) -> Markup {
    let Some(first) = group.first() else { return html! {} };
    let table = format!("#{}-{}", slug(&first.scenario), kind_word(first.kind));
    html! {
        div {
            h4 {
                @match first.pair {
                    Some(pair) => { (pair.title()) ": " (first.contenders.join(" against ")) },
                    None => { "What did not hold" },
                }
                " " a .plain href=(table) { "over " (load_axis(first.kind)) }
            }
            ul .findings {
                @for finding in group {
                    @let loads: Vec<String> =
                        finding.loads.iter().map(|&load| load_in_words(finding.kind, load)).collect();
                    li title={ "rests on " (finding.contenders.join(" and ")) " at " (loads.join(", ")) } {
                        (sentence(finding).to_html())
                    }
                }
            }
        }
    }
}

fn load_axis(kind: LoadKind) -> &'static str {
    match kind {
        LoadKind::Closed => "requests in flight",
        LoadKind::Open => "offered load",
        LoadKind::Parked => "requests parked",
    }
}

fn doubts(story: &Story<'_>) -> Markup {
    html! {
        section #doubts {
            h2 { "Why you might distrust this" }
            ul { @for reason in distrust::reasons(&story.digest) { li { (reason) } } }
        }
    }
}
