//! `diff OLD NEW`: what changed beyond noise between two runs.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use record::Run;
use report::{Condition, Side, diff};

const HELP: &str = "\
Says what changed beyond noise between two runs of the same scenarios.

Usage: diff OLD NEW [--fail-if CONDITION]...

  OLD, NEW   two run directories, as `compare` has written them
  --fail-if  exit 1 if this holds in any case. METRIC > +N% or METRIC < -N%, where METRIC is a
             column of points.csv. Repeatable.

A change counts only if its whole 95 % interval lies on one side of no change, more than 1 % from it:
what noise may well have done does not fail. Still, in one case of forty an interval shows a rise by
chance; a limit well above what your machine can resolve keeps such a rise from failing. Only cases
that are VALID in both runs are compared; the others are listed. Runs of the same seed and order are
compared block by block, others as two samples.

Examples
  diff results/local/monday results/local/friday
  diff baseline results/local/ci --fail-if \"cpu_us_per_request > +5%\" --fail-if \"completed_per_s < -5%\"

Exit code
  0  no condition holds
  1  a condition holds
  2  bad usage, an unreadable run, runs without a common case, or a condition that no case can judge:
     a check that measured nothing has not passed";

struct Arguments {
    old: PathBuf,
    new: PathBuf,
    conditions: Vec<Condition>,
}

fn main() -> ExitCode {
    let outcome = read_arguments().and_then(|arguments| match arguments {
        Some(arguments) => carry_out(&arguments),
        None => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
    });
    outcome.unwrap_or_else(|message| {
        eprintln!("error: {message}");
        ExitCode::from(2)
    })
}

fn carry_out(arguments: &Arguments) -> Result<ExitCode, String> {
    let open = |folder: &PathBuf| Run::open(folder).map_err(|error| error.to_string());
    let (old, new) = (open(&arguments.old)?, open(&arguments.new)?);
    let side = |run| -> Side<'_> {
        let run: &Run = run;
        Side { manifest: &run.manifest, points: &run.points }
    };
    let comparison =
        diff(side(&old), side(&new), &arguments.conditions).map_err(|error| error.to_string())?;
    // A reader that closed the pipe early is no failure.
    let _ = write!(io::stdout().lock(), "{comparison}");
    if !comparison.exceeded().is_empty() {
        return Ok(ExitCode::FAILURE);
    }
    match comparison.unjudged().first() {
        Some(condition) => Err(format!(
            "no case can judge `{condition}`: compare runs with more VALID blocks, or another metric"
        )),
        None => Ok(ExitCode::SUCCESS),
    }
}

/// `None` where help was asked for.
fn read_arguments() -> Result<Option<Arguments>, String> {
    use lexopt::prelude::*;
    let (mut folders, mut conditions) = (Vec::new(), Vec::new());
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
        match argument {
            Short('h') | Long("help") => return Ok(None),
            Long("fail-if") => {
                let value = parser.value().map_err(|error| error.to_string())?;
                let text = value.to_string_lossy();
                conditions.push(text.parse::<Condition>().map_err(|error| error.to_string())?);
            }
            Value(value) if folders.len() < 2 => folders.push(PathBuf::from(value)),
            other => return Err(format!("{}; see `diff --help`", other.unexpected())),
        }
    }
    match <[PathBuf; 2]>::try_from(folders) {
        Ok([old, new]) => Ok(Some(Arguments { old, new, conditions })),
        Err(_) => Err("which two runs? name their directories: diff OLD NEW; see `diff --help`".into()),
    }
}
