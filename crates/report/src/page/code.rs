//! The same handler in both styles, side by side, from the source.

use maud::{Markup, html};
use record::Scenario;

use crate::handlers::{HANDLERS, Handler, Side, difference};
use crate::render::Story;

/// The two handlers of the scenario's route, their differences marked and counted.
pub(super) fn side_by_side(story: &Story<'_>, scenario: &Scenario) -> Markup {
    let route = scenario.target.trim_start_matches('/').split(['?', '/']).next().unwrap_or_default();
    let file = route.replace('-', "_");
    let Some(handler) = HANDLERS.iter().find(|handler| handler.name == file) else { return html! {} };
    let revision = story.digest.manifest.environment.git_revision.as_deref().unwrap_or("unknown");
    let sides = difference(handler.blocking, handler.asynchronous);
    html! {
        details {
            summary {
                "The two handlers in code: " (sides.changed) " of " (sides.blocking.len()) " lines differ"
            }
            p .note {
                "What you would write and maintain. Lines that differ are marked. This is the source that this report "
                "was built with; measured was revision " (revision) "."
            }
            (code(handler, &sides.blocking, &sides.asynchronous))
        }
    }
}

fn code(handler: &Handler, blocking: &[Side<'_>], asynchronous: &[Side<'_>]) -> Markup {
    let one = |who: &str, folder: &str, lines: &[Side<'_>]| {
        html! {
            figure .code {
                figcaption { strong { (who) } " " code { "crates/" (folder) "/src/handlers/" (handler.name) ".rs" } }
                pre tabindex="0" aria-label={ (who) " handler" } {
                    code {
                        @for line in lines {
                            @if line.is_changed { mark { (line.text) } } @else { (line.text) }
                            "\n"
                        }
                    }
                }
            }
        }
    };
    html! {
        div .pictures {
            (one("Threads", "blocking-server", blocking))
            (one("Async", "async-server", asynchronous))
        }
    }
}
