//! The tables of a scenario in `report.md`.

use std::fmt::Write as _;

use crate::costs::{HEADS, row};
use crate::digest::{Cell, Cost, Metric, PairTable, Sweep};
use crate::findings::{load_in_words, ratio_in_words};
use crate::overload;
use crate::render::Story;
use crate::words::{count, markdown_escaped as escaped};

/// What each contender costs, where that is known.
pub(super) fn costs_table(costs: &[Cost<'_>], out: &mut String) {
    if costs.is_empty() {
        return;
    }
    out.push_str("What it costs, and how much of it, with 95 % intervals\n\n");
    let _ = writeln!(out, "| contender | {} |\n|---|{}", HEADS.join(" | "), "---:|".repeat(HEADS.len()));
    for cost in costs {
        let cells = row(cost).map(|cell| escaped(&cell));
        let _ = writeln!(out, "| {} | {} |", escaped(cost.contender), cells.join(" | "));
    }
    out.push('\n');
}

/// Goodput in each step of a rate that changes, and recovery.
pub(super) fn steps_table(story: &Story<'_>, sweep: &Sweep<'_>, out: &mut String) {
    let Some((heads, rows)) = overload::table(&story.traces, sweep) else { return };
    let _ = writeln!(
        out,
        "Right answers in each step, and recovery after the last above capacity\n\n| contender | {} | least above \
         capacity | recovery |\n|---|{}---:|---:|",
        heads.join(" | "),
        "---:|".repeat(heads.len())
    );
    for row in rows {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            escaped(&row.contender),
            row.goodput.join(" | "),
            row.least,
            row.recovery
        );
    }
    out.push('\n');
}

/// A pair, load by load.
pub(super) fn pair_table(sweep: &Sweep<'_>, table: &PairTable<'_>, out: &mut String) {
    let pair = table.pair;
    let _ = writeln!(
        out,
        "{}: {} ÷ {}, 95 % interval\n",
        pair.kind.title(),
        escaped(&pair.asynchronous.name),
        escaped(&pair.blocking.name)
    );
    let heads: Vec<&str> = Metric::COMPARED.iter().map(|metric| metric.short()).collect();
    let _ = writeln!(out, "| load | {} |\n|---:|{}", heads.join(" | "), "---|".repeat(heads.len()));
    for row in &table.rows {
        let cells: Vec<String> = match &row.why_not {
            Some(why) => vec![format!("not compared: {}", escaped(why)); 1]
                .into_iter()
                .chain(std::iter::repeat_n(String::new(), heads.len() - 1))
                .collect(),
            None => Metric::COMPARED
                .iter()
                .map(|&metric| {
                    row.ratio(metric).map_or_else(|| "–".to_owned(), |r| escaped(&ratio_in_words(&r)))
                })
                .collect(),
        };
        let _ = writeln!(out, "| {} | {} |", load_in_words(sweep.kind, row.load), cells.join(" | "));
    }
    out.push('\n');
}

/// Every cell, whatever its verdict.
pub(super) fn points_table(sweep: &Sweep<'_>, out: &mut String) {
    let heads: Vec<&str> = Metric::SHORT.iter().map(|metric| metric.short()).collect();
    let _ = writeln!(
        out,
        "| load | contender | {} | verdict |\n|---:|---|{}---|",
        heads.join(" | "),
        "---:|".repeat(heads.len())
    );
    for cell in &sweep.cells {
        let figures: Vec<String> = Metric::SHORT.iter().map(|&metric| shown(cell, metric)).collect();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            count(cell.load),
            escaped(cell.contender),
            figures.join(" | "),
            escaped(&cell.verdict_in_words())
        );
    }
    out.push('\n');
}

/// In brackets where too few responses lie beyond it.
fn shown(cell: &Cell<'_>, metric: Metric) -> String {
    cell.figure(metric).map_or_else(
        || "–".to_owned(),
        |figure| {
            let value = metric.show(figure.middle);
            match (figure.is_at_least, figure.is_resolved) {
                (true, _) => format!("≥ {value}"),
                (false, true) => value,
                (false, false) => format!("({value})"),
            }
        },
    )
}
