//! What each contender costs and carries.

use maud::{Markup, html};
use record::Scenario;

use crate::costs::{HEADS, row};
use crate::digest::Cost;

/// A table, or nothing where none of it was measured.
pub(super) fn costs(scenario: &Scenario, costs: &[Cost<'_>]) -> Markup {
    if costs.is_empty() {
        return html! {};
    }
    html! {
        h3 { "What it costs, and how much of it" }
        p .note {
            "Each with its 95 % interval over blocks. One more request is the slope of CPU over 10, 25, 50, 75 and 90 % of "
            "the pair's lower capacity; one more held is the slope of memory over parked requests. A capacity lies between "
            "a rate that was kept whenever it was tried and one that was missed."
        }
        div .scroll role="region" tabindex="0" aria-label={ "What it costs, " (scenario.title) } {
            table {
                thead { tr {
                    th scope="col" .name { "contender" }
                    @for head in HEADS { th scope="col" { (head) } }
                } }
                tbody { @for cost in costs {
                    tr data-contender=(cost.contender) {
                        th scope="row" .name { (cost.contender) }
                        @for cell in row(cost) { td { (cell) } }
                    }
                } }
            }
        }
    }
}
