//! The question, the answer, two pictures.

use maud::{Markup, html};
use record::State;

use crate::picture::{headline_charts, inline_svg, panel};
use crate::render::Story;

/// The paper of one of the two pictures: small, so that its words stay readable on a phone.
const PAPER: (f64, f64) = (430.0, 300.0);

/// What is seen without scrolling.
pub(super) fn first_screen(story: &Story<'_>) -> Markup {
    let manifest = story.digest.manifest;
    let sweep = story.digest.headline().and_then(|scenario| scenario.sweeps.first());
    html! {
        header {
            p .kicker {
                "Common Ground · " (day(&manifest.started_at)) " · " (manifest.profile.name) " profile"
                @if let Some(state) = state_word(manifest.state) { " · " strong .state { (state) } }
            }
            h1 { (story.headline.question) }
            p .answer #answer { (story.headline.answer.to_html()) }
            p .caution { (story.headline.caution.to_html()) }
        }
        @if let Some(sweep) = sweep {
            div .pictures .first {
                @for (i, chart) in headline_charts(manifest, sweep).iter().enumerate() {
                    figure { (inline_svg(&panel(chart, PAPER), &format!("headline-{i}"))) }
                }
            }
        }
        @if let Some(compared) = &story.headline.compared { p .note { (compared.to_html()) } }
        @if sweep.is_some() { (key()) }
    }
}

/// How to read the marks.
fn key() -> Markup {
    html! {
        details .key {
            summary { "How to read the marks" }
            p .note {
                "A mark is the middle block, its band reaches from the lowest block to the highest. "
                "Hollow: too few responses for this percentile. Cross: not VALID, and so in no comparison; its row "
                "in the table says why. ≥: more responses were cut off than the percentile leaves out. "
                "Grey and dashed: what arithmetic expects. Upright with a grey band: where two lines cross, with its "
                "95 % interval. Point at a mark for its figures."
            }
        }
    }
}

fn day(started_at: &str) -> &str {
    started_at.split('T').next().unwrap_or(started_at)
}

fn state_word(state: State) -> Option<&'static str> {
    match state {
        State::Complete => None,
        State::Running => Some("not finished"),
        State::Interrupted => Some("interrupted: partial"),
    }
}
