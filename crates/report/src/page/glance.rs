//! Who does better where, as a table.

use maud::{Markup, html};

use super::scenario::anchor;
use crate::digest::{Metric, Side};
use crate::glance::{Glance, Row};
use crate::render::kind_word;

/// The table, or nothing where there is but one row.
pub(super) fn glance(rows: &[Row<'_, '_>]) -> Markup {
    if rows.is_empty() {
        return html! {};
    }
    html! {
        section #glance {
            h2 { "Who does better where" }
            p .note {
                "Named is who does better at one load or more while the other does at none, as far as the blocks agree. "
                "By load: each does better somewhere; the scenario says where. Only loads at which both are VALID count."
            }
            div .scroll role="region" tabindex="0" aria-label="Who does better where" {
                table {
                    thead { tr {
                        th scope="col" .name { "scenario" } th scope="col" .name { "load" } th scope="col" .name { "pair" }
                        @for metric in Metric::COMPARED { th scope="col" { (metric.short()) } }
                    } }
                    tbody { @for row in rows {
                        tr {
                            th scope="row" .name {
                                a href={ "#" (anchor(row.sweep.scenario)) } { (row.sweep.scenario.title) }
                            }
                            td .name { (kind_word(row.sweep.kind)) }
                            td .name { (row.pair.word()) }
                            @for (_, told) in row.told { td class=(class(told)) { (told.word()) } }
                        }
                    } }
                }
            }
        }
    }
}

fn class(told: Glance) -> &'static str {
    match told {
        Glance::Better(Side::Async) => "async",
        Glance::Better(Side::Threads) => "threads",
        Glance::ByLoad => "by-load",
        Glance::Same => "same",
        Glance::Open => "open",
        Glance::NotCompared => "none",
    }
}
