//! `load`: loads an HTTP server and tells what its users would see.

mod args;
mod bar;
mod jitter;
mod json;
mod machine;
mod null;
mod plan;
mod queue;
mod selfcheck;
mod series;
mod summary;
mod table;
mod target;
mod units;
mod verdict;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use load::{Progress, Stop};
use signal_hook::consts::{SIGINT, SIGTERM};

use args::{Args, Command};
use bar::Bar;
use selfcheck::SelfCheck;
use summary::{Measured, nothing_right};

/// Not one right answer.
const NOTHING_RIGHT: u8 = 4;
/// Not VALID, and `--strict` was given.
const NOT_VALID: u8 = 3;
/// Interrupted; what was measured has been printed.
const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    let args = Args::parse();
    let stop = Stop::default();
    let outcome = listen_to_signals(&stop).and_then(|()| match args.command {
        Some(Command::Null { listen, bytes, until_eof }) => {
            if until_eof {
                end_with_input(&stop);
            }
            null::serve(listen, bytes as usize, &stop.flag())
                .map(|()| ExitCode::SUCCESS)
                .map_err(|error| format!("cannot listen on {listen}: {error}"))
        }
        Some(Command::Queue { listen, law, mean, seed, unlimited }) => {
            let service = queue::Service { law: law.into(), mean, seed, unlimited };
            queue::serve(listen, &service, &stop.flag())
                .map(|()| ExitCode::SUCCESS)
                .map_err(|error| format!("cannot listen on {listen}: {error}"))
        }
        Some(Command::Jitter { length, core, json }) => jitter::show(length, core, json, &stop),
        None => measure(&args, &stop),
    });
    outcome.unwrap_or_else(|reason| {
        eprintln!("load: {reason}");
        ExitCode::FAILURE
    })
}

/// The end of standard input, which is the end of whoever holds its other side, asks for an end too.
fn end_with_input(stop: &Stop) {
    let stop = stop.clone();
    std::thread::spawn(move || {
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        stop.stop();
    });
}

/// The first signal asks for an end with a result, the second ends at once.
fn listen_to_signals(stop: &Stop) -> Result<(), String> {
    let flag = stop.flag();
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register_conditional_shutdown(signal, INTERRUPTED.into(), Arc::clone(&flag))
            .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&flag)))
            .map_err(|error| format!("cannot listen to signals: {error}"))?;
    }
    Ok(())
}

fn measure(args: &Args, stop: &Stop) -> Result<ExitCode, String> {
    let mut plan = plan::plan(args)?;
    plan::raise_descriptors();
    let checked = SelfCheck::run(&plan, !args.no_ceiling, stop)?;
    let show = !args.quiet && io::stderr().is_terminal();
    let bar = show.then(|| {
        let progress = plan.settings.progress.insert(Progress::default()).clone();
        Bar::show(progress, plan.timing.warmup + plan.timing.window)
    });
    let mut edges = machine::Edges::default();
    let outcome = load::run(&plan, &mut edges, stop).map_err(|error| error.to_string())?;
    drop(bar);
    let verdict = verdict::judge(&plan, &outcome, edges.machine(), checked.ceiling_per_s);
    let url = args.url.as_deref().unwrap_or_default();
    let render = if args.json { json::document } else { table::table };
    let text = render(url, &plan, &Measured { outcome: &outcome, verdict: &verdict, checked: &checked });
    // Whoever closes the pipe early has seen enough.
    let _ = io::stdout().write_all(text.as_bytes());
    if let Some(file) = &args.csv {
        std::fs::write(file, series::csv(&outcome.series))
            .map_err(|error| format!("cannot write {}: {error}", file.display()))?;
    }
    Ok(match () {
        () if outcome.stopped_early => ExitCode::from(INTERRUPTED),
        () if nothing_right(&outcome) => ExitCode::from(NOTHING_RIGHT),
        () if args.strict && verdict.word != "VALID" => ExitCode::from(NOT_VALID),
        () => ExitCode::SUCCESS,
    })
}
