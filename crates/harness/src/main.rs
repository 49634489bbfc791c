//! Carries out a plan: processes, cores, order, sampling, verdicts.
//!
//! | to find | read |
//! |---|---|
//! | what will be measured, and in which order | `run_plan`, `plan`, `balance` |
//! | a run, from its first block to its last | `compare`, then `course`; `resume` goes on with one |
//! | a case | `execute`: `starting`, `loading`, `sample` with `watch`; `extend` measures it anew |
//! | what is made of it | `gates`, `verdict`, `row`, `point` |
//! | what surrounds it | `machine` (cores, limits), `process` (children, their clocks and memory) |
//! | the other verbs | `advise`, `calibrate`, `capacity`, `doctor`, `verify` |
//! | all of it with exact times and no machine | `rehearsal`, in tests only |
//!
//! **Architecture Invariant:** this program ends where a run directory is written; it draws nothing
//! and knows no report.

mod advise;
mod asking;
mod balance;
mod calibrate;
mod capacity;
mod ceiling;
mod cli;
mod compare;
mod course;
mod design_effects;
mod doctor;
mod execute;
mod extend;
mod gates;
mod interrupt;
mod listing;
mod loading;
mod machine;
mod made_with;
mod manifest;
mod measurement;
mod needs;
mod orphans;
mod out;
mod parked;
mod plan;
mod point;
mod precision;
mod process;
mod progress;
#[cfg(test)]
mod rehearsal;
mod resume;
mod row;
mod run_plan;
mod sample;
mod starting;
mod utc;
mod verdict;
mod verify;
mod watch;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;
use load::Stop;
use scenario::{Library, Mistake};

use cli::{Cli, Verb};
use execute::Machine;

/// The exit code where the command line is what is wrong; clap ends with it where a flag is.
const MISASKED: u8 = 2;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match &cli.verb {
        Verb::Compare(options) => compare::compare(&cli.root, options),
        Verb::Advise(options) => advise::advise(&cli.root, options),
        Verb::Verify(options) => verify_all(&cli.root, options),
        Verb::Capacity(options) => compare::compare(&cli.root, &options.as_comparison()),
        Verb::Calibrate(options) => calibrate::calibrate(&cli.root, options),
        Verb::Doctor => doctor::doctor(),
    };
    done.unwrap_or_else(|error| {
        eprintln!("{}", in_words(&error));
        if is_misasked(&error) { ExitCode::from(MISASKED) } else { ExitCode::FAILURE }
    })
}

/// Whether the command line is what is wrong.
fn is_misasked(error: &anyhow::Error) -> bool {
    error.is::<cli::Misasked>() || error.downcast_ref().is_some_and(Mistake::is_asked)
}

/// An error and its causes; a cause that is told already is not told again.
fn in_words(error: &anyhow::Error) -> String {
    let mut words = String::new();
    for cause in error.chain().map(ToString::to_string).filter(|cause| !cause.is_empty()) {
        if words.is_empty() {
            words = cause;
        } else if !words.contains(&cause) {
            words = format!("{words}: {cause}");
        }
    }
    words
}

fn verify_all(root: &Path, options: &cli::Verify) -> Result<ExitCode> {
    machine::raise_descriptors();
    let library = Library::open_in_part(&root.join("scenarios"))?;
    let contenders = match options.contenders.as_slice() {
        [] => library.contenders()?.iter().collect(),
        names => library.contenders_named(names)?,
    };
    if options.needs {
        print!("{}", needs::needs(contenders));
        return Ok(ExitCode::SUCCESS);
    }
    compare::warn_of_others(&library);
    let machine = Machine::here(&Stop::default())?;
    let (mut here, mut skipped) = (Vec::new(), 0);
    for contender in contenders {
        match verify::missing(&machine, contender) {
            Some(reason) => {
                skipped += 1;
                println!("skip {}: {reason}", contender.name);
            }
            None => here.push((contender, Vec::new())),
        }
    }
    verify::verify(&machine, &here, &|line| println!("{line}"))?;
    println!("{} contenders answer as the contract says, {skipped} are not available here", here.len());
    Ok(ExitCode::SUCCESS)
}
