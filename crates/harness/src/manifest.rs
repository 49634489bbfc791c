//! `run.json`: everything about a run that is not a measured point.

use std::path::{Path, PathBuf};

use anyhow::Result;
use record::{Environment, MadeWith, Manifest, Protocol, SCHEMA_VERSION, Sitting, State, Version};
use scenario::{BackendLaw, Colour, Contender, Scenario, Shape, predictions};

use crate::asking::in_words;
use crate::execute::Machine;
use crate::machine::{environment, git_revision};
use crate::made_with::made_with;
use crate::plan::Step;
use crate::run_plan::RunPlan;
use crate::starting::server_args;
use crate::utc::Utc;

/// The run directory's name: when, what, of which revision.
pub(crate) fn run_name(plan: &RunPlan) -> String {
    let revision = git_revision().unwrap_or_else(|| "no-revision".into());
    let kind = if plan.asked.wish.is_some() { "advise" } else { plan.profile.name };
    format!("{}-{kind}-{revision}", Utc::now().for_a_name())
}

/// `name` below `folder`, with a number after it if that is taken: a clock that was set back may give a
/// second again.
pub(crate) fn free_name(folder: &Path, name: &str) -> PathBuf {
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let names = std::iter::once(name.to_owned()).chain(numbered);
    let free = names.map(|name| folder.join(name)).find(|path| path.symlink_metadata().is_err());
    free.unwrap_or_else(|| folder.join(name))
}

/// What is written before the first case is measured.
///
/// # Errors
/// A program cannot be read.
pub(crate) fn manifest(
    name: &str,
    plan: &RunPlan,
    machine: &Machine,
    versions: Vec<Version>,
) -> Result<Manifest> {
    let mut environment = environment(&machine.topology, &machine.placement);
    environment.generator_ceiling_per_s = machine.ceiling_per_s;
    environment.limits.insert(
        "memory of a server".into(),
        format!("{} MiB, then it is stopped", machine.memory_max_bytes >> 20),
    );
    Ok(planned(name, plan, versions, environment, made_with(plan, machine)?))
}

/// What `run.json` says of a plan.
pub(crate) fn planned(
    name: &str,
    plan: &RunPlan,
    versions: Vec<Version>,
    environment: Environment,
    made_with: MadeWith,
) -> Manifest {
    let contenders = plan.contenders.iter().zip(versions);
    let started_at = Utc::now().rfc3339();
    Manifest {
        schema_version: SCHEMA_VERSION,
        name: name.to_owned(),
        started_at: started_at.clone(),
        state: State::Running,
        command: replay(plan),
        seed: plan.seed,
        order: plan.steps.iter().map(Step::name).collect(),
        profile: record::Profile {
            name: plan.profile.name.to_owned(),
            blocks: plan.blocks,
            warmup_ms: plan.profile.warmup_ms,
            window_ms: plan.profile.window_ms,
        },
        scenarios: plan.scenarios.iter().map(|scenario| asked(scenario, plan)).collect(),
        contenders: contenders.map(|(contender, version)| described(contender, version)).collect(),
        environment,
        warnings: plan.warnings.clone(),
        protocol: Protocol {
            asked: plan.asked.clone(),
            blocks_max: plan.blocks_max,
            made_with,
            sittings: vec![Sitting { started_at, command: replay(plan), ..Sitting::default() }],
            ..Protocol::default()
        },
    }
}

/// The command that gives a run of the same cases in the same order.
pub(crate) fn replay(plan: &RunPlan) -> String {
    if let Some(wish) = &plan.asked.wish {
        return wish.command.clone();
    }
    let mut words = vec!["cargo xtask compare".to_owned()];
    words.extend(plan.asked.scenarios.iter().cloned());
    words.push(format!("--profile {} --seed {}", plan.profile.name, plan.seed));
    if !plan.asked.contenders.is_empty() {
        words.push(format!("--contenders {}", plan.asked.contenders.join(",")));
    }
    if plan.asked.capacity && !plan.profile.searches_capacity {
        words.push("--capacity".into());
    }
    if plan.blocks != plan.profile.blocks
        || plan.blocks_max != plan.profile.blocks_max
        || plan.asked.blocks.is_some()
    {
        words.push(format!("--blocks {}", plan.blocks));
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
    let line_up: Vec<&Contender> =
        plan.contenders.iter().filter(|known| contenders.contains(&known.name)).collect();
    record::Scenario {
        name: scenario.name.clone(),
        title: scenario.title.clone(),
        question: scenario.question.clone(),
        expect: scenario.expect.clone(),
        analysis: scenario.analysis.clone(),
        target: in_words(scenario),
        wait_ms: u32::try_from(scenario.request.at_least().as_millis()).unwrap_or(u32::MAX),
        backend: match scenario.backend {
            BackendLaw::Fixed => record::Backend::Fixed,
            BackendLaw::LogNormal { sigma } => record::Backend::LogNormal { sigma },
        },
        objective_p99_ms: Some(scenario.objective.p99_ms),
        predicted: predictions(scenario, &line_up),
        steps: match &scenario.load.open_shape {
            Shape::Steps { factors, .. } => factors.clone(),
            Shape::Steady | Shape::Burst { .. } => Vec::new(),
        },
        contenders,
    }
}

fn described(contender: &Contender, version: Version) -> record::Contender {
    let colour = match contender.colour {
        Colour::Blocking => "blocking",
        Colour::Async => "async",
    };
    let args = server_args(contender).join(" ");
    record::Contender {
        name: contender.name.clone(),
        title: contender.title.clone(),
        model: contender.model.clone(),
        colour: colour.to_owned(),
        http: contender.http.clone(),
        boundary: contender.boundary.clone(),
        pairs: contender.pairs.iter().map(|pair| pair.word().to_owned()).collect(),
        limits: contender.limits.iter().map(|(key, value)| (key.clone(), value.to_string())).collect(),
        command: format!("{} {args} --backend ADDRESS", contender.program.run),
        version,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_that_comes_twice_gives_two_names() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut names = Vec::new();
        for _ in 0..3 {
            let free = free_name(folder.path(), "2026-10-25T013000-quick-0f3a9c1");
            std::fs::create_dir(&free).expect("it is free");
            names.push(free.file_name().expect("it has a name").to_string_lossy().into_owned());
        }
        assert_eq!(names[0], "2026-10-25T013000-quick-0f3a9c1");
        assert_eq!(names[1..], ["2026-10-25T013000-quick-0f3a9c1-2", "2026-10-25T013000-quick-0f3a9c1-3"]);
    }
}
