//! Going on with a run that was stopped, or adding blocks to one that has ended.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use record::{Manifest, Run, RunWriter, Sitting, State, Version};
use scenario::Library;

use crate::cli::Compare;
use crate::course::Course;
use crate::machine::Descriptors;
use crate::plan::Step;
use crate::run_plan::RunPlan;
use crate::utc::Utc;

/// A run that is there already, opened for this program alone.
#[derive(Debug)]
pub(crate) struct Earlier {
    writer: RunWriter,
    run: Run,
}

impl Earlier {
    /// Opens the run in `folder`.
    ///
    /// # Errors
    /// It is no run, is damaged, or another program is writing it.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        let (writer, run) = RunWriter::reopen(folder)?;
        Ok(Self { writer, run })
    }

    /// What it says of itself.
    pub(crate) fn run(&self) -> &Run {
        &self.run
    }

    /// Whether nothing is left to do for `options`.
    pub(crate) fn is_done(&self, options: &Compare) -> bool {
        let Manifest { state, protocol, .. } = &self.run.manifest;
        let searches_more = options.capacity && !protocol.asked.capacity;
        *state == State::Complete && options.append.is_none() && !searches_more
    }

    /// Makes the run's plan again, with the blocks that `options` add.
    ///
    /// # Errors
    /// The plan comes out otherwise than it was: its scenarios or contenders have changed.
    pub(crate) fn plan(
        &self,
        library: &Library,
        options: &Compare,
        descriptors: Descriptors,
    ) -> Result<RunPlan> {
        let manifest = &self.run.manifest;
        let asked = &manifest.protocol.asked;
        let same = Compare {
            scenarios: asked.scenarios.clone(),
            contenders: asked.contenders.clone(),
            blocks: asked.blocks,
            capacity: asked.capacity || options.capacity,
            profile: manifest.profile.name.clone(),
            seed: manifest.seed,
            ..options.clone()
        };
        // What is no more is no mistake of whoever asked to go on.
        let mut plan = RunPlan::make(library, &same, descriptors).map_err(|error| anyhow!("{error}"))?;
        let names: Vec<String> = plan.contenders.iter().map(|contender| contender.name.clone()).collect();
        for name in names {
            if !manifest.contenders.iter().any(|known| known.name == name) {
                plan.leave_out(&name, "so it was when the run began")?;
            }
        }
        plan.extend_to(manifest.profile.blocks);
        plan.end_after(manifest.profile.blocks);
        plan.blocks_max = plan.blocks_max.max(manifest.protocol.blocks_max);
        let order: Vec<String> = plan.steps.iter().map(Step::name).collect();
        if order != manifest.order {
            bail!(
                "`{}` cannot go on: its scenarios, contenders or load points are not what they were, or this machine \
                 allows other ones. Measure again",
                self.run.path().display()
            );
        }
        if let Some(more) = options.append {
            plan.extend_to(manifest.profile.blocks + more);
            plan.blocks_max = plan.blocks;
        }
        Ok(plan)
    }

    /// The run, ready to go on, with the time on its own clock at which it does.
    ///
    /// # Errors
    /// A contender tells another version of itself, or `run.json` cannot be written.
    pub(crate) fn go_on(
        self,
        plan: RunPlan,
        versions: &[Version],
        options: &Compare,
    ) -> Result<(Course, Duration)> {
        let Self { mut writer, run } = self;
        let mut manifest = run.manifest;
        for (contender, version) in manifest.contenders.iter().zip(versions) {
            if contender.version != *version {
                bail!(
                    "{} says it is {version:?}, and was {:?}: measure again",
                    contender.name,
                    contender.version
                );
            }
        }
        let from_s = run.points.iter().map(|point| point.started_s + point.window_s).fold(0.0, f64::max);
        manifest.state = State::Running;
        manifest.order = plan.steps.iter().map(Step::name).collect();
        manifest.profile.blocks = plan.blocks;
        manifest.protocol.blocks_max = plan.blocks_max;
        manifest.protocol.asked.capacity = plan.asked.capacity;
        if plan.steps.len() > run.points.len() {
            manifest.protocol.stopped.clear();
        }
        manifest.protocol.sittings.push(Sitting {
            started_at: Utc::now().rfc3339(),
            command: command(options, &manifest.name),
            first_order: u32::try_from(run.points.len()).unwrap_or(u32::MAX),
            from_s,
        });
        writer.manifest(&manifest)?;
        let from = Duration::try_from_secs_f64(from_s).context("`started_s` in points.csv is no time")?;
        Ok((Course { plan, manifest, writer, points: run.points }, from))
    }
}

/// The command, as it may be typed again.
fn command(options: &Compare, name: &str) -> String {
    let append = options.append.map(|blocks| format!(" --append {blocks}")).unwrap_or_default();
    let capacity = if options.capacity { " --capacity" } else { "" };
    format!("cargo xtask compare --resume {name}{append}{capacity}")
}
