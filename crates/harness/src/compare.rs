//! `compare`: plan, verify, measure, record.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use load::Stop;
use record::{RunWriter, State, Version};
use scenario::Library;

use crate::calibrate::newest;
use crate::cli::Compare;
use crate::execute::{Executor, Machine};
use crate::interrupt::{INTERRUPTED, on_interrupt};
use crate::listing::listing;
use crate::machine::{Topology, environment, placement, raise_descriptors};
use crate::manifest::{manifest, run_name};
use crate::progress::Progress;
use crate::run_plan::RunPlan;
use crate::{point, verify};

/// Measures what `options` ask for below `root`; the last line on standard output is the run
/// directory.
pub(crate) fn compare(root: &Path, options: &Compare) -> Result<ExitCode> {
    let descriptors = raise_descriptors();
    let library = Library::open(&root.join("scenarios"))?;
    let plan = RunPlan::make(&library, options, descriptors)?;
    if options.list {
        print!("{}", listing(&plan));
        return Ok(ExitCode::SUCCESS);
    }
    let stop = Stop::default();
    on_interrupt(&stop).context("cannot listen for Ctrl-C")?;
    let mut machine = Machine::here(&stop)?;
    let versions = prove(&machine, &plan)?;
    let mut writer = open(root, options, &plan, &machine, versions)?;
    if let Some(calibration) = newest(root, &environment(&machine.topology, &machine.placement)) {
        writer.calibration(&calibration)?;
    }
    machine.began = Instant::now();
    let state = measure(&plan, &mut machine, &mut writer, &stop)?;
    let folder = writer.finish(state)?;
    println!("{}", folder.display());
    Ok(if state == State::Complete { ExitCode::SUCCESS } else { ExitCode::from(INTERRUPTED) })
}

impl Machine {
    /// The machine that this program runs on, with the programs beside it.
    pub(crate) fn here(stop: &Stop) -> Result<Self> {
        let topology = Topology::here();
        let own = std::env::current_exe().context("cannot find this program's own folder")?;
        Ok(Self {
            placement: placement(&topology),
            programs: own.parent().unwrap_or(Path::new(".")).to_path_buf(),
            cores: topology.threads(),
            topology,
            began: Instant::now(),
            ceiling_per_s: None,
            stop: stop.clone(),
        })
    }
}

/// Runs every step in its order, recording each as it ends.
pub(crate) fn measure(
    plan: &RunPlan,
    executor: &mut dyn Executor,
    writer: &mut RunWriter,
    stop: &Stop,
) -> Result<State> {
    let progress = Progress::new(plan.steps.len(), plan.estimate());
    for (order, step) in plan.steps.iter().enumerate() {
        if stop.is_stopped() {
            return Ok(State::Interrupted);
        }
        progress.begin(&step.name());
        let parts = plan.parts(step).context("a step names what the plan does not hold")?;
        let measured = executor.execute(step, &parts);
        if stop.is_stopped() {
            // A case that was cut short is no measurement; it is left out as a whole.
            return Ok(State::Interrupted);
        }
        let order = u32::try_from(order).unwrap_or(u32::MAX);
        let recorded = point::recorded(step, order, measured);
        for note in &recorded.notes {
            progress.say(&format!("{}: {note}", step.name()));
            writer.log(&format!("{}: {note}", step.name()))?;
        }
        writer.log(&format!(
            "{} {} {}",
            step.name(),
            recorded.point.verdict.word(),
            recorded.point.verdict_reason
        ))?;
        writer.add(&recorded.point, recorded.histograms(), &recorded.series, &recorded.gates)?;
        progress.done();
    }
    Ok(State::Complete)
}

/// Every contender is a release build and answers rightly, before anything is timed. Gives what each
/// says of itself.
fn prove(machine: &Machine, plan: &RunPlan) -> Result<Vec<Version>> {
    let contenders: Vec<_> = plan.contenders.iter().collect();
    let introduced = contenders.iter().map(|contender| verify::introduce(machine, contender));
    let versions = introduced.collect::<Result<Vec<_>>>()?;
    verify::verify(machine, &contenders, &|_| {})
        .context("nothing was measured, since a contender does not answer as the contract says")?;
    let seconds = Duration::as_secs(&plan.estimate());
    eprintln!(
        "{} contenders answer alike; measuring {} cases, about {} min {:02} s. Ctrl-C keeps what was measured.",
        contenders.len(),
        plan.steps.len(),
        seconds / 60,
        seconds % 60
    );
    for warning in machine.placement.caveats.iter().chain(&plan.warnings) {
        eprintln!("note: {warning}");
    }
    Ok(versions)
}

fn open(
    root: &Path,
    options: &Compare,
    plan: &RunPlan,
    machine: &Machine,
    versions: Vec<Version>,
) -> Result<RunWriter> {
    let folder = match &options.out {
        Some(folder) => folder.clone(),
        None => root.join("results/local").join(run_name(plan)),
    };
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.with_context(|| format!("`{}` is no name for a run directory", folder.display()))?;
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(RunWriter::create(parent, &name, &manifest(&name, options, plan, machine, versions))?)
}
