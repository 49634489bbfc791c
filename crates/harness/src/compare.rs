//! `compare`: plan, verify, measure, record.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use load::Stop;
use record::{RunWriter, State, Version};
use scenario::Library;

use crate::calibrate::newest;
use crate::ceiling::ceiling_per_s;
use crate::cli::{Compare, Own};
use crate::course::Course;
use crate::execute::Machine;
use crate::interrupt::{INTERRUPTED, on_interrupt};
use crate::listing::{listing, time_in_words};
use crate::machine::{Topology, environment, memory_max_bytes, placement, raise_descriptors, serving_on};
use crate::made_with::{made_with, objections};
use crate::manifest::{free_name, manifest, run_name};
use crate::needs::needs;
use crate::out;
use crate::process::kernel_stack_bytes;
use crate::resume::Earlier;
use crate::run_plan::RunPlan;
use crate::verify::{self, Introduced, NoOwnFiles};

/// Measures what `options` ask for below `root`; the last line on standard output is the run
/// directory.
pub(crate) fn compare(root: &Path, options: &Compare) -> Result<ExitCode> {
    let descriptors = raise_descriptors();
    let mut library = Library::open_in_part(&root.join("scenarios"))?;
    let earlier = options.resume.as_deref().map(Earlier::open).transpose()?;
    let own = match &earlier {
        Some(earlier) => Own::of(earlier.run().path(), &earlier.run().manifest)?,
        None => options.own.clone(),
    };
    if let Some(own) = &own {
        library.add(&own.name, &own.path, &own.text)?;
    }
    let options = &Compare { own, ..options.clone() };
    let mut plan = match &earlier {
        Some(earlier) => earlier.plan(&library, options, descriptors)?,
        None => RunPlan::make(&library, options, descriptors)?,
    };
    if options.needs {
        print!("{}", needs(&plan.contenders));
        return Ok(ExitCode::SUCCESS);
    }
    warn_of_others(&library);
    if options.list {
        print!("{}", listing(&plan));
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(earlier) = earlier.as_ref().filter(|earlier| earlier.is_done(options)) {
        eprintln!("nothing is left to measure; `--append N` adds N blocks");
        println!("{}", earlier.run().path().display());
        return Ok(ExitCode::SUCCESS);
    }
    if earlier.is_none() {
        out::check(root, options.out.as_deref())?;
    }
    let stop = Stop::default();
    on_interrupt(&stop).context("cannot listen for Ctrl-C")?;
    let mut machine = Machine::here(&stop)?;
    machine.memory_max_bytes = memory_max_bytes(options.memory_max_mib);
    if let Some(cores) = options.own.as_ref().and_then(|own| own.wish.server_cores) {
        machine.placement = serving_on(cores, machine.placement)?;
    }
    let versions = introduce(&machine, &mut plan)?;
    if let Some(earlier) = &earlier {
        same_as_before(earlier, &plan, &machine)?;
    }
    prove(&machine, &plan)?;
    machine.ceiling_per_s = ceiling_per_s(&machine.programs, &machine.placement, &stop)
        .map_err(|error| eprintln!("note: how fast the generator can go was not measured: {error:#}"))
        .ok();
    let (mut course, from) = match earlier {
        Some(earlier) => earlier.go_on(plan, &versions, options)?,
        None => (begin(root, options, plan, &machine, versions)?, Duration::ZERO),
    };
    // A run that goes on may have been calibrated since.
    if let Some(calibration) = newest(root, &course.manifest) {
        course.writer.calibration(&calibration)?;
    }
    machine.from = from;
    let state = course.run(&mut machine, &stop)?;
    let folder = course.writer.finish(state)?;
    println!("{}", folder.display());
    Ok(if state == State::Complete { ExitCode::SUCCESS } else { ExitCode::from(INTERRUPTED) })
}

/// Tells of mistakes in files that nothing asked for needs.
pub(crate) fn warn_of_others(library: &Library) {
    library.mistakes().for_each(|mistake| eprintln!("{}\n", mistake.as_warning()));
}

impl Machine {
    /// The machine that this program runs on, with the programs beside it.
    pub(crate) fn here(stop: &Stop) -> Result<Self> {
        let topology = Topology::here();
        let own = std::env::current_exe().context("cannot find this program's own folder")?;
        // Asked now, since it takes a moment, which no case has.
        kernel_stack_bytes();
        Ok(Self {
            placement: placement(&topology),
            programs: own.parent().unwrap_or(Path::new(".")).to_path_buf(),
            cores: topology.threads(),
            topology,
            began: Instant::now(),
            from: Duration::ZERO,
            ceiling_per_s: None,
            memory_max_bytes: memory_max_bytes(None),
            stop: stop.clone(),
        })
    }
}

/// A run goes on with the same code on the same machine, or not at all.
fn same_as_before(earlier: &Earlier, plan: &RunPlan, machine: &Machine) -> Result<()> {
    let here = environment(&machine.topology, &machine.placement);
    let reasons = objections(&earlier.run().manifest, &made_with(plan, machine)?, &here);
    if !reasons.is_empty() {
        let (folder, reasons) = (earlier.run().path().display(), reasons.join("\n  "));
        bail!(
            "`{folder}` cannot go on here, since its blocks would not be comparable:\n  {reasons}\nMeasure again without --resume"
        );
    }
    Ok(())
}

/// Every contender is a release build, or not there at all, and then left out of the plan. Gives what
/// each says of itself.
fn introduce(machine: &Machine, plan: &mut RunPlan) -> Result<Vec<Version>> {
    let (mut versions, mut missing) = (Vec::new(), Vec::new());
    for contender in &plan.contenders {
        match verify::introduce(machine, contender)? {
            Introduced::Here(version) => versions.push(version),
            Introduced::Unavailable(reason) => missing.push((contender.name.clone(), reason)),
        }
    }
    for (name, reason) in missing {
        plan.leave_out(&name, &reason)?;
    }
    Ok(versions)
}

/// Every contender answers rightly, before anything is timed.
fn prove(machine: &Machine, plan: &RunPlan) -> Result<()> {
    let contenders: Vec<_> =
        plan.contenders.iter().map(|contender| (contender, plan.asked_of(&contender.name))).collect();
    verify::verify(machine, &contenders, &|_| {}).map_err(|error| {
        let why = match error.is::<NoOwnFiles>() {
            true => "nothing was measured, since this machine kept a server from what it needs",
            false => "nothing was measured, since a contender does not answer as the contract says",
        };
        error.context(why)
    })?;
    eprintln!(
        "{} contenders answer alike; {} cases, {} in all. Ctrl-C keeps what was measured.",
        contenders.len(),
        plan.steps.len(),
        time_in_words(plan)
    );
    for warning in machine.placement.caveats.iter().chain(&plan.warnings) {
        eprintln!("note: {warning}");
    }
    Ok(())
}

/// Makes the run directory.
fn begin(
    root: &Path,
    options: &Compare,
    plan: RunPlan,
    machine: &Machine,
    versions: Vec<Version>,
) -> Result<Course> {
    let folder = match &options.out {
        Some(folder) => folder.clone(),
        None => free_name(&root.join("results/local"), &run_name(&plan)),
    };
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.with_context(|| format!("`{}` is no name for a run directory", folder.display()))?;
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let manifest = manifest(&name, &plan, machine, versions)?;
    let mut writer = RunWriter::create(parent, &name, &manifest)?;
    if let Some(own) = &options.own {
        writer.own_scenario(&own.text)?;
    }
    Ok(Course { plan, manifest, writer, points: Vec::new() })
}
