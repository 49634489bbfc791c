//! On what, with what, in which order, and how to do it again.

use maud::{Markup, html};
use record::{Contender, Manifest, Verdict};

use super::sureness;
use crate::render::Story;
use crate::words::{megabytes, rate};

/// How it was measured.
pub(super) fn ground(story: &Story<'_>) -> Markup {
    let manifest = story.digest.manifest;
    html! {
        section #ground {
            h2 { "How it was measured" }
            p { "The command that replays this run:" }
            pre tabindex="0" { code { (manifest.command) } }
            @if manifest.protocol.sittings.len() > 1 {
                p { "It was measured in " (manifest.protocol.sittings.len()) " sittings:" }
                ul { @for sitting in &manifest.protocol.sittings {
                    li { (sitting.started_at) ", from case " (sitting.first_order + 1) " on: " code { (sitting.command) } }
                } }
            }
            @if !manifest.warnings.is_empty() {
                h3 { "Warnings" }
                ul { @for warning in &manifest.warnings { li { (warning) } } }
            }
            h3 { "Profile" }
            (pairs(&profile(manifest)))
            h3 { "Machine" }
            (pairs(&machine(manifest)))
            @if !manifest.environment.not_available.is_empty() {
                p { "What this machine cannot tell, and why:" }
                ul { @for (what, why) in &manifest.environment.not_available { li { (what) ": " (why) } } }
            }
            h3 { "Placement" }
            (pairs(&placement(manifest)))
            @if !manifest.environment.placement.caveats.is_empty() {
                ul { @for caveat in &manifest.environment.placement.caveats { li { (caveat) } } }
            }
            h3 { "Contenders" }
            @for contender in &manifest.contenders { (about(contender)) }
            h3 { "Precision" }
            (sureness::precision(story))
            h3 { "Calibration" }
            (sureness::calibration(story))
            h3 { "Gates and verdicts" }
            (sureness::gates(story))
            dl .about { @for (verdict, meaning) in VERDICTS { dt { (verdict.word()) } dd { (meaning) } } }
            details {
                summary { "The order of the run (" (manifest.order.len()) " cases)" }
                ol .order { @for case in &manifest.order { li { (case) } } }
            }
        }
    }
}

const VERDICTS: [(Verdict, &str); 7] = [
    (Verdict::Valid, "Every gate passed."),
    (Verdict::GeneratorLimited, "The generator, not the server, may have set this figure."),
    (Verdict::Unsteady, "The window shows a trend, so it is no steady state."),
    (Verdict::Noisy, "The machine was taken away while measuring."),
    (Verdict::Starved, "Some connections were never served while others were. A result."),
    (Verdict::Overloaded, "The server could not carry the load that was offered. A result."),
    (Verdict::Failed, "The server died, refused, or answered wrongly. A result."),
];

type Row = (&'static str, String);

fn profile(manifest: &Manifest) -> Vec<Row> {
    let profile = &manifest.profile;
    vec![
        ("name", profile.name.clone()),
        ("blocks", format!("{}, each with fresh processes", profile.blocks)),
        ("warm-up", format!("{} ms", profile.warmup_ms)),
        ("window", format!("{} ms", profile.window_ms)),
        ("seed", manifest.seed.to_string()),
        ("began", manifest.started_at.clone()),
    ]
}

fn machine(manifest: &Manifest) -> Vec<Row> {
    let environment = &manifest.environment;
    let known = |value: &Option<String>| value.clone().unwrap_or_else(|| "not available here".to_owned());
    let mut rows = vec![
        ("CPU", known(&environment.cpu_model)),
        ("cores", environment.cores.to_string()),
        ("threads per core", known(&environment.threads_per_core.map(|n| n.to_string()))),
        ("frequency governor", known(&environment.governor)),
        ("hypervisor", environment.hypervisor.clone().unwrap_or_else(|| "none seen".to_owned())),
        ("memory", known(&environment.memory_bytes.map(|bytes| megabytes(bytes as f64)))),
        ("kernel", environment.kernel.clone()),
        ("compiler", environment.compiler.clone()),
        ("revision", known(&environment.git_revision)),
    ];
    let limits: Vec<String> =
        environment.limits.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    let programs = manifest.protocol.made_with.programs.iter();
    let programs: Vec<String> = programs.map(|(name, digest)| format!("{name} {digest}")).collect();
    if !programs.is_empty() {
        rows.push(("programs, by digest", programs.join(", ")));
    }
    rows.push(("limits", limits.join(", ")));
    let ceiling = environment
        .generator_ceiling_per_s
        .map(|per_s| format!("{} against a responder that does nothing", rate(per_s)));
    rows.push((
        "the generator's own ceiling",
        ceiling.unwrap_or_else(|| "not measured in this run".to_owned()),
    ));
    rows
}

fn placement(manifest: &Manifest) -> Vec<Row> {
    let placement = &manifest.environment.placement;
    let cores = |cores: &[u32]| match cores {
        [] => "any".to_owned(),
        cores => cores.iter().map(u32::to_string).collect::<Vec<_>>().join(", "),
    };
    vec![
        ("server on core", cores(&placement.server)),
        ("generator on core", cores(&placement.generator)),
        ("backend on core", cores(&placement.backend)),
    ]
}

fn about(contender: &Contender) -> Markup {
    let limits: Vec<String> =
        contender.limits.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    let rows = [
        ("model", format!("{} ({})", contender.model, contender.colour)),
        ("HTTP", contender.http.clone()),
        ("pairs", if contender.pairs.is_empty() { "none".to_owned() } else { contender.pairs.join(", ") }),
        ("limits", if limits.is_empty() { "none".to_owned() } else { limits.join(", ") }),
        ("version", format!("{}; {}", contender.version.program, contender.version.libraries)),
        ("start it by hand", contender.command.clone()),
    ];
    html! {
        h4 { (contender.name) ": " span .plain { (contender.title) } }
        (pairs(&rows))
    }
}

fn pairs(rows: &[Row]) -> Markup {
    html! { dl .pairs { @for (name, value) in rows { dt { (name) } dd { (value) } } } }
}
