//! `report.html`: one file that needs nothing else, and no JavaScript.

mod first_screen;
mod ground;
mod scenario;
mod tables;

use maud::{DOCTYPE, Markup, PreEscaped, html};

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
                "Each rests on the points it links to. A pair is compared only where both sides are VALID; "
                "brackets are 95 % intervals over blocks."
            }
            @if story.findings.is_empty() { p { "None: too little was measured." } }
            @for part in &story.digest.scenarios {
                @let own: Vec<&Finding> =
                    story.findings.iter().filter(|finding| finding.scenario == part.scenario.name).collect();
                @if !own.is_empty() {
                    h3 { (part.scenario.title) }
                    ul .findings { @for finding in own { (one_finding(finding)) } }
                }
            }
        }
    }
}

fn one_finding(finding: &Finding) -> Markup {
    let table = format!("#{}-{}", slug(&finding.scenario), kind_word(finding.kind));
    let loads: Vec<String> = finding.loads.iter().map(|&load| load_in_words(finding.kind, load)).collect();
    let points = format!("{} at {}", finding.contenders.join(" and "), loads.join(", "));
    html! {
        li {
            (sentence(finding).to_html())
            " "
            span .where {
                (kind_word(finding.kind)) " loop"
                @if let Some(pair) = finding.pair { ", " (pair.word()) " pair" }
                " · "
                a href=(table) title=(points) { "points" }
            }
        }
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
