//! `calibrate`: the instrument proves itself on this machine (method rule 23).
//!
//! A [`check::Check`] is a file of its own and stands in [`list`]. Each says what it proves, does it, and
//! tells what it found: passed, failed, or not available here with the reason. What was found is kept as
//! a [`record::Calibration`], and `compare` lays the newest one of its machine and code into each run.

mod a_against_a;
mod bench;
mod beside;
mod busy_loop;
mod check;
mod generator;
mod keep;
mod list;
mod metric;
mod options;
mod pairs;
mod progress;
mod resolution;
mod starved_generator;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};
use load::Stop;
use record::{Calibration, CheckOutcome, CheckRecord};
use scenario::Library;

use crate::compare::warn_of_others;
use crate::execute::Machine;
use crate::interrupt::{INTERRUPTED, on_interrupt};
use crate::machine::{environment, raise_descriptors};
use crate::made_with::instrument;
use crate::utc::Utc;
use crate::verify;
use bench::Bench;
use check::{Check, Found};
use progress::Progress;

pub(crate) use keep::newest;
pub(crate) use options::Options;

/// Runs the checks that `options` ask for. The exit code is 0 if none failed.
pub(crate) fn calibrate(root: &Path, options: &Options) -> Result<ExitCode> {
    let all = list::all(options.peers);
    let checks = list::chosen(&all, &options.only)?;
    if options.list {
        print!("{}", list::listing(&checks));
        return Ok(ExitCode::SUCCESS);
    }
    let stop = Stop::default();
    on_interrupt(&stop).context("cannot listen for Ctrl-C")?;
    raise_descriptors();
    let library = Library::open_in_part(&root.join("scenarios"))?;
    warn_of_others(&library);
    let mut bench = Bench {
        machine: Machine::here(&stop)?,
        library,
        options: options.clone(),
        stop: stop.clone(),
        progress: Progress::new(list::estimate(&checks)),
        resolution: Vec::new(),
        pairs: None,
        beside: None,
    };
    let mut contenders = Vec::new();
    for name in ["thread-per-connection", "tokio"] {
        let contender = bench.contender(name)?;
        verify::introduce(&bench.machine, &contender)?.here()?;
        contenders.push(contender);
    }
    let made_with = instrument(&bench.machine, &contenders)?;
    let (began, started_at) = (Instant::now(), Utc::now().rfc3339());
    let found = run(&checks, &mut bench);
    let calibration = Calibration {
        version: Calibration::VERSION,
        started_at,
        took_s: began.elapsed().as_secs_f64(),
        whole: options.only.is_empty() && found.len() == all.len(),
        environment: environment(&bench.machine.topology, &bench.machine.placement),
        made_with,
        checks: found,
        resolution: bench.resolution,
    };
    let file = options.json.clone().unwrap_or_else(|| keep::new_file(root));
    keep::keep(&calibration, &file)?;
    println!("\n{}", summary(&calibration));
    println!("{}", file.display());
    Ok(match calibration.checks.iter().any(|check| check.outcome == CheckOutcome::Failed) {
        _ if stop.is_stopped() => ExitCode::from(INTERRUPTED),
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    })
}

/// Runs `checks` one after the other, telling what each found; ends early when asked to stop.
fn run(checks: &[Check], bench: &mut Bench) -> Vec<CheckRecord> {
    let mut found = Vec::new();
    for check in checks {
        bench.progress.begin(check.name, check.takes);
        let outcome = (check.run)(bench);
        if bench.stop.is_stopped() {
            // A check that was cut short has found nothing.
            break;
        }
        // An instrument that cannot even be tried has not proved itself.
        let record =
            recorded(check, outcome.unwrap_or_else(|error| Found::judged(false, format!("{error:#}"))));
        bench.progress.say(&told(&record));
        found.push(record);
    }
    bench.progress.end();
    found
}

fn recorded(check: &Check, found: Found) -> CheckRecord {
    let Found { outcome, reason, lines, figures } = found;
    CheckRecord { name: check.name.into(), proves: check.proves.into(), outcome, reason, lines, figures }
}

/// What a check found, as text.
fn told(check: &CheckRecord) -> String {
    let word = match check.outcome {
        CheckOutcome::Passed => "ok  ",
        CheckOutcome::Failed => "FAIL",
        CheckOutcome::NotAvailable => "n/a ",
    };
    let lines = check.lines.iter().map(|line| format!("\n       {line}"));
    format!("{word} {}: {}\n       {}{}", check.name, check.proves, check.reason, lines.collect::<String>())
}

fn summary(calibration: &Calibration) -> String {
    let count = |outcome| calibration.checks.iter().filter(|check| check.outcome == outcome).count();
    let (failed, open) = (count(CheckOutcome::Failed), count(CheckOutcome::NotAvailable));
    let verdict = match (failed, open) {
        (1.., _) => "do not trust figures of this machine before you know why",
        (0, _) if !calibration.whole => "only all checks together are a calibration",
        (0, 0) => "the instrument holds here",
        (0, _) => "what could be shown here holds",
    };
    format!(
        "{} passed, {failed} failed, {open} not available here, in {:.0} s: {verdict}",
        count(CheckOutcome::Passed),
        calibration.took_s
    )
}
