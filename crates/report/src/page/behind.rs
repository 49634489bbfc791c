//! Behind the points: every percentile at one load, and the window in small pieces.

use maud::{Markup, html};
use record::LoadKind;

use super::scenario::PAPER;
use crate::digest::Sweep;
use crate::findings::load_in_words;
use crate::picture::{inline_svg, panel, spectrum, timeline};
use crate::render::Story;

/// Pictures of the chosen load, and of the others folded. Nothing where no histogram was kept.
pub(super) fn behind(story: &Story<'_>, sweep: &Sweep<'_>, name: &str) -> Markup {
    let Some(chosen) = chosen(sweep) else { return html! {} };
    let is_kept = |load| spectrum(story.digest.manifest, sweep, &story.traces, load).is_some();
    if !is_kept(chosen) {
        return html! {};
    }
    let others: Vec<f64> =
        sweep.loads.iter().copied().filter(|&load| load != chosen && is_kept(load)).collect();
    // Nothing is completed while requests are parked: the window has no course.
    let has_course = sweep.kind != LoadKind::Parked;
    html! {
        h4 {
            "Every percentile at " (load_in_words(sweep.kind, chosen))
            @if has_course { ", and how the window went" }
        }
        p .note {
            "The highest load at which the pair is VALID on both sides. The believed blocks are merged"
            @if has_course { "; the course is that of the first of them" }
            "."
        }
        (pictures(story, sweep, name, chosen))
        @if !others.is_empty() {
            details {
                summary { "The same at the other loads" }
                @for load in others {
                    h4 { (load_in_words(sweep.kind, load)) }
                    (pictures(story, sweep, name, load))
                }
            }
        }
    }
}

/// Fixed before any figure is known: the highest load that the headline pair can be compared at, else the highest
/// at which anyone is VALID.
fn chosen(sweep: &Sweep<'_>) -> Option<f64> {
    let compared = sweep.headline_pair().and_then(|table| table.resolved().last().map(|row| row.load));
    compared
        .or_else(|| sweep.cells.iter().rfind(|cell| cell.is_valid()).map(|cell| cell.load))
        .or_else(|| sweep.loads.last().copied())
}

fn pictures(story: &Story<'_>, sweep: &Sweep<'_>, name: &str, load: f64) -> Markup {
    let manifest = story.digest.manifest;
    let course = match sweep.kind {
        LoadKind::Parked => Vec::new(),
        LoadKind::Closed | LoadKind::Open => timeline(manifest, sweep, &story.traces, load),
    };
    let all = spectrum(manifest, sweep, &story.traces, load).into_iter().chain(course);
    html! {
        div .pictures .three {
            @for (i, chart) in all.enumerate() {
                figure { (inline_svg(&panel(&chart, PAPER), &format!("{name}-{load}-behind-{i}"))) }
            }
        }
    }
}
