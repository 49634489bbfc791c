//! The advice on a reader's own service: who would do, what it costs, what would change it.

use maud::{Markup, html};

use crate::advice::{Advice, HEADS, row};
use crate::words::Text;

/// A table and what would flip the answer, or nothing where no advice was asked for.
pub(super) fn advice(advice: Option<&Advice<'_>>) -> Markup {
    let Some(advice) = advice else { return html! {} };
    html! {
        section #advice {
            h2 { "Your service: " (advice.wanted) }
            div .scroll role="region" tabindex="0" aria-label="Who meets what you want" {
                table {
                    thead { tr {
                        th scope="col" .name { "contender" }
                        @for head in HEADS { th scope="col" { (head) } }
                    } }
                    tbody { @for candidate in &advice.candidates {
                        tr data-contender=(candidate.contender) {
                            th scope="row" .name { (candidate.contender) }
                            @for cell in row(candidate) { td { (cell) } }
                        }
                    } }
                }
            }
            p .note {
                "At the load that is wanted: the middle block, from the lowest to the highest. Kept means kept in every "
                "VALID block; a point that is not VALID is not used."
            }
            h3 { "What would change the answer" }
            ul { @for flip in &advice.flips { li { (Text::plain(flip.as_str()).to_html()) } } }
        }
    }
}
