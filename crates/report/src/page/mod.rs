//! `report.html`: one file that needs nothing else. Its script only adds; without it everything is there.

mod advice;
mod behind;
mod code;
mod costs;
mod findings;
mod first_screen;
mod glance;
mod ground;
mod ledger;
mod overload;
mod scenario;
mod slopes;
mod sureness;
mod tables;
mod tools;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::render::{Story, picture_name};
use crate::{distrust, glance as at_a_glance};

pub(crate) use ledger::in_words as effect_in_words;

pub(crate) const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
/// Nothing is ever asked of anyone, whatever a file or a server said.
pub(crate) const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/// The whole page.
pub(crate) fn html(story: &Story<'_>) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                title { (story.headline.question) " · Common Ground" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a .skip href="#main" { "Skip to the answer" }
                main #main {
                    (first_screen::first_screen(story))
                    (advice::advice(story.advice.as_ref()))
                    (contents(story))
                    (tools::tools(story))
                    (findings::findings(story))
                    (glance::glance(&at_a_glance::rows(&story.digest)))
                    (ledger::ledger(story))
                    @for (part, costs) in story.digest.scenarios.iter().zip(&story.costs) {
                        (scenario::scenario(story, part, costs))
                    }
                    (doubts(story))
                    (ground::ground(story))
                }
                div #tip role="status" hidden {}
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

fn contents(story: &Story<'_>) -> Markup {
    html! {
        nav aria-label="Contents" {
            (questions(story))
            a href="#findings" { "Findings" }
            @if !at_a_glance::rows(&story.digest).is_empty() { a href="#glance" { "Who does better where" } }
            a href="#claims" { "Claims" }
            @for part in &story.digest.scenarios {
                a href={ "#" (scenario::anchor(part.scenario)) } { (part.scenario.title) }
            }
            a href="#doubts" { "Why you might distrust this" }
            a href="#ground" { "How it was measured" }
        }
    }
}

/// What a reader comes with, each one step from the first screen: answered by the headline's scenario.
fn questions(story: &Story<'_>) -> Markup {
    let mut parts = story.digest.scenarios.iter().zip(&story.costs);
    let asked = story.digest.headline().map(|part| part.scenario.name.as_str());
    let Some((part, costs)) = parts.find(|(part, _)| Some(part.scenario.name.as_str()) == asked) else {
        return html! {};
    };
    html! {
        @if let Some(sweep) = part.sweeps.first() {
            a href={ "#" (picture_name(part, sweep)) } { "Which at my load?" }
        }
        @if !costs.is_empty() { a href={ "#" (costs::anchor(part.scenario)) } { "What does it cost, in memory too?" } }
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
