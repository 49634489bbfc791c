//! `run.json`: everything about a run that is not a measured point.

use record::{Manifest, SCHEMA_VERSION, State, Version};
use scenario::{BackendLaw, Colour, Contender, Pair, Scenario};

use crate::cli::Compare;
use crate::execute::{Machine, server_args};
use crate::machine::{environment, git_revision};
use crate::plan::Step;
use crate::run_plan::RunPlan;
use crate::utc::Utc;

/// The run directory's name: when, what, of which revision.
pub(crate) fn run_name(plan: &RunPlan) -> String {
    let revision = git_revision().unwrap_or_else(|| "no-revision".into());
    format!("{}-{}-{revision}", Utc::now().for_a_name(), plan.profile.name)
}

/// What is written before the first case is measured.
pub(crate) fn manifest(
    name: &str,
    options: &Compare,
    plan: &RunPlan,
    machine: &Machine,
    versions: Vec<Version>,
) -> Manifest {
    let contenders = plan.contenders.iter().zip(versions);
    Manifest {
        schema_version: SCHEMA_VERSION,
        name: name.to_owned(),
        started_at: Utc::now().rfc3339(),
        state: State::Running,
        command: command(options),
        seed: options.seed,
        order: plan.steps.iter().map(Step::name).collect(),
        profile: record::Profile {
            name: plan.profile.name.to_owned(),
            blocks: plan.profile.blocks,
            warmup_ms: plan.profile.warmup_ms,
            window_ms: plan.profile.window_ms,
        },
        scenarios: plan.scenarios.iter().map(|scenario| asked(scenario, plan)).collect(),
        contenders: contenders.map(|(contender, version)| described(contender, version)).collect(),
        environment: environment(&machine.topology, &machine.placement),
        warnings: plan.warnings.clone(),
        protocol: record::Protocol::default(),
    }
}

/// The command that replays a run.
fn command(options: &Compare) -> String {
    let mut words = vec!["cargo xtask compare".to_owned()];
    words.extend(options.scenarios.iter().cloned());
    words.push(format!("--profile {} --seed {}", options.profile, options.seed));
    if !options.contenders.is_empty() {
        words.push(format!("--contenders {}", options.contenders.join(",")));
    }
    words.join(" ")
}

fn asked(scenario: &Scenario, plan: &RunPlan) -> record::Scenario {
    let mut contenders: Vec<String> = Vec::new();
    for case in plan.cases.iter().filter(|case| case.scenario == scenario.name) {
        if !contenders.contains(&case.contender) {
            contenders.push(case.contender.clone());
        }
    }
    record::Scenario {
        name: scenario.name.clone(),
        title: scenario.title.clone(),
        question: scenario.question.clone(),
        expect: scenario.expect.clone(),
        analysis: scenario.analysis.clone(),
        target: scenario.request.to_string(),
        wait_ms: u32::try_from(scenario.request.at_least().as_millis()).unwrap_or(u32::MAX),
        backend: match scenario.backend {
            BackendLaw::Fixed => record::Backend::Fixed,
            BackendLaw::LogNormal { sigma } => record::Backend::LogNormal { sigma },
        },
        objective_p99_ms: scenario.objective.map(|objective| objective.p99_ms),
        contenders,
    }
}

fn described(contender: &Contender, version: Version) -> record::Contender {
    let colour = match contender.colour {
        Colour::Blocking => "blocking",
        Colour::Async => "async",
    };
    let pair = |pair: &Pair| match pair {
        Pair::Matched => "matched".to_owned(),
        Pair::Practice => "practice".to_owned(),
    };
    let args = server_args(contender).join(" ");
    record::Contender {
        name: contender.name.clone(),
        title: contender.title.clone(),
        model: contender.model.clone(),
        colour: colour.to_owned(),
        http: contender.http.clone(),
        pairs: contender.pairs.iter().map(pair).collect(),
        limits: contender.limits.iter().map(|(key, value)| (key.clone(), value.to_string())).collect(),
        command: format!("{} {args} --backend ADDRESS", contender.program.run),
        version,
    }
}
