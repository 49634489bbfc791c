//! `report.md`: pastes into a pull request.

use std::fmt::Write as _;

use crate::advice::Advice;
use crate::costs::{HEADS, row};
use crate::digest::{Cell, Cost, Metric, PairTable, ScenarioDigest, Sweep};
use crate::findings::{load_in_words, ratio_in_words, sentence};
use crate::page::effect_in_words;
use crate::render::{Story, kind_word, picture_name};
use crate::words::{count, markdown_escaped as escaped};
use crate::{distrust, orphans, overload};

/// The whole file.
pub(crate) fn markdown(story: &Story<'_>) -> String {
    let manifest = story.digest.manifest;
    let mut out = format!("# {}\n\n", escaped(&story.headline.question));
    let first_screen = &story.headline;
    for text in [&first_screen.answer, &first_screen.caution].into_iter().chain(&first_screen.compared) {
        push_paragraph(&text.to_markdown(), &mut out);
    }
    if story.digest.headline().is_some_and(|scenario| !scenario.sweeps.is_empty()) {
        out.push_str("![CPU per request and response time over the load](plots/headline.png)\n\n");
    }
    advised(story.advice.as_ref(), &mut out);
    findings(story, &mut out);
    glance(story, &mut out);
    claims(story, &mut out);
    for (scenario, costs) in story.digest.scenarios.iter().zip(&story.costs) {
        scenario_part(story, scenario, costs, &mut out);
    }
    out.push_str("## Why you might distrust this\n\n");
    for reason in distrust::reasons(&story.digest) {
        let _ = writeln!(out, "- {}", escaped(&reason));
    }
    let environment = &manifest.environment;
    let _ = write!(
        out,
        "\n## On what\n\n{}, {} cores, Linux {}, {}, revision {}.\n\nReplay it:\n\n```sh\n{}\n```\n",
        escaped(environment.cpu_model.as_deref().unwrap_or("unknown CPU")),
        environment.cores,
        escaped(&environment.kernel),
        escaped(&environment.compiler),
        escaped(environment.git_revision.as_deref().unwrap_or("unknown")),
        manifest.command.replace("```", "` ` `")
    );
    out
}

fn push_paragraph(text: &str, out: &mut String) {
    if !text.is_empty() {
        out.push_str(text);
        out.push_str("\n\n");
    }
}

/// Who meets what the reader wants, and what would change it.
fn advised(advice: Option<&Advice<'_>>, out: &mut String) {
    let Some(advice) = advice else { return };
    let _ = writeln!(out, "## Your service: {}\n", escaped(&advice.wanted));
    let heads = crate::advice::HEADS;
    let _ = writeln!(out, "| contender | {} |\n|---|{}", heads.join(" | "), "---:|".repeat(heads.len()));
    for candidate in &advice.candidates {
        let cells = crate::advice::row(candidate).map(|cell| escaped(&cell));
        let _ = writeln!(out, "| {} | {} |", escaped(candidate.contender), cells.join(" | "));
    }
    out.push_str("\nWhat would change the answer:\n\n");
    for flip in &advice.flips {
        let _ = writeln!(out, "- {}", escaped(flip));
    }
    out.push('\n');
}

fn findings(story: &Story<'_>, out: &mut String) {
    if story.findings.is_empty() {
        return;
    }
    out.push_str("## Findings\n\n");
    for finding in &story.findings {
        let pair = finding.pair.map_or(String::new(), |pair| format!(", {} pair", pair.word()));
        let at = format!("{}, {} loop{pair}", escaped(&finding.scenario), kind_word(finding.kind));
        let _ = writeln!(out, "- {} *({at})*", sentence(finding).to_markdown());
    }
    out.push('\n');
}

/// Who does better where.
fn glance(story: &Story<'_>, out: &mut String) {
    let rows = crate::glance::rows(&story.digest);
    if rows.is_empty() {
        return;
    }
    let heads: Vec<&str> = Metric::COMPARED.iter().map(|metric| metric.short()).collect();
    let _ = writeln!(
        out,
        "## Who does better where\n\n| scenario | load | pair | {} |\n|---|---|---|{}",
        heads.join(" | "),
        "---|".repeat(heads.len())
    );
    for row in rows {
        let told = row.told.map(|(_, told)| told.word());
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            escaped(&row.sweep.scenario.title),
            kind_word(row.sweep.kind),
            row.pair.word(),
            told.join(" | ")
        );
    }
    out.push('\n');
}

fn claims(story: &Story<'_>, out: &mut String) {
    out.push_str("## Claims\n\n| claim | here | effect |\n|---|---|---|\n");
    for entry in &story.ledger {
        let effects =
            entry.effects.iter().map(|effect| format!("{} = {}", effect.what, effect_in_words(effect)));
        let why_not = entry.why_not.iter().cloned();
        let takes = entry.takes.iter().map(|takes| format!("it would take {takes}"));
        let needs = entry.claim.needs.iter().map(|needs| format!("It would take more: {needs}"));
        let said: Vec<String> =
            effects.chain(why_not).chain(takes).chain(needs).map(|text| escaped(&text)).collect();
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            escaped(&entry.claim.claim),
            entry.ruling.word(),
            said.join("; ")
        );
    }
    out.push('\n');
}

fn scenario_part(story: &Story<'_>, scenario: &ScenarioDigest<'_>, costs: &[Cost<'_>], out: &mut String) {
    let about = scenario.scenario;
    let _ = write!(out, "## {}\n\n{}\n\n", escaped(&about.title), escaped(&about.question));
    for sentence in &about.predicted {
        let _ = writeln!(out, "- Theory: {}", escaped(sentence));
    }
    if !about.predicted.is_empty() {
        out.push('\n');
    }
    costs_table(costs, out);
    for sweep in &scenario.sweeps {
        let kind = kind_word(sweep.kind);
        let _ = writeln!(
            out,
            "### {}, {kind} loop\n\n![{kind} loop](plots/{}.svg)\n",
            escaped(&about.name),
            picture_name(scenario, sweep)
        );
        steps_table(story, sweep, out);
        push_paragraph(&orphans::in_words(sweep).map_or_else(String::new, |text| escaped(&text)), out);
        for table in &sweep.pairs {
            pair_table(sweep, table, out);
        }
        points_table(sweep, out);
    }
}

fn costs_table(costs: &[Cost<'_>], out: &mut String) {
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
fn steps_table(story: &Story<'_>, sweep: &Sweep<'_>, out: &mut String) {
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

fn pair_table(sweep: &Sweep<'_>, table: &PairTable<'_>, out: &mut String) {
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

fn points_table(sweep: &Sweep<'_>, out: &mut String) {
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
