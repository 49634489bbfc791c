//! `report.md`: pastes into a pull request.

mod tables;

use std::fmt::Write as _;

use self::tables::{costs_table, pair_table, points_table, steps_table};
use crate::advice::Advice;
use crate::digest::{Cost, Metric, ScenarioDigest};
use crate::findings::sentence;
use crate::page::effect_in_words;
use crate::render::{Story, kind_in_words, kind_word, picture_name};
use crate::words::markdown_escaped as escaped;
use crate::{distrust, orphans};

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
        let at = format!("{}, {}{pair}", escaped(&finding.scenario), kind_in_words(finding.kind));
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
        let kind = kind_in_words(sweep.kind);
        let _ = writeln!(
            out,
            "### {}, {kind}\n\n![{kind}](plots/{}.svg)\n",
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
