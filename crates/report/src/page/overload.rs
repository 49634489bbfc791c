//! Goodput in each step of a rate that changes, and recovery.

use maud::{Markup, html};

use crate::digest::Sweep;
use crate::overload::{Row, table};
use crate::render::Story;

/// A row a contender; nothing where the rate does not change in steps.
pub(super) fn overload(story: &Story<'_>, sweep: &Sweep<'_>) -> Markup {
    let Some((heads, rows)) = table(&story.traces, sweep) else { return html! {} };
    html! {
        p .note {
            "Right answers in each step of the rate, the middle block's. Recovery: from the end of the last step above "
            "capacity until every window of 250 ms keeps the objective."
        }
        div .scroll role="region" tabindex="0" aria-label="Goodput in each step" {
            table {
                thead { tr {
                    th scope="col" .name { "contender" }
                    @for head in &heads { th scope="col" { (head) } }
                    th scope="col" { "least above capacity" } th scope="col" { "recovery" }
                } }
                tbody { @for one in &rows { (row(one)) } }
            }
        }
    }
}

fn row(row: &Row) -> Markup {
    html! {
        tr {
            th scope="row" .name { (row.contender) }
            @for goodput in &row.goodput { td { (goodput) } }
            td { (row.least) } td { (row.recovery) }
        }
    }
}
