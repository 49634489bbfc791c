//! `report DIR`: writes everything that can be derived from a run into its directory; `report --index DIR`: one page
//! of all runs below it.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use record::{Clock, Point, Run, read_matched, read_probes, write_atomic};
use report::{Derived, Evidence, IndexEntry, Report, Trace, answer, draw_pixels, index, render};

const HELP: &str = "\
Turns a run directory into report.html, report.md, summary.csv and plots/.

Usage: report DIR [--check] [--require-headline]
       report --index DIR

  DIR                 the run directory, as `compare` has written it
  --check             write nothing; rebuild in memory and exit 1, naming the files that differ
  --index             DIR holds run directories: write index.html there, a page of all of them
  --require-headline  exit 3 if the headline would rest on points that are not VALID

As `cargo xtask report` it takes --open too, which shows what was written in a browser, and --index
without DIR is a page of all runs in results/.

Exit code
  0  written; or, with --check, nothing differs
  1  --check: a file is not what the run gives
  2  bad usage, or an unreadable run
  3  --require-headline: it does not stand";

/// The exit code of a report without the headline that was required.
const NO_HEADLINE: u8 = 3;

fn main() -> ExitCode {
    let outcome = read_arguments().and_then(|arguments| match arguments {
        Some(arguments) => carry_out(&arguments),
        None => Ok(help()),
    });
    match outcome {
        Ok(code) => code,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

struct Arguments {
    folder: PathBuf,
    is_check: bool,
    is_index: bool,
    is_headline_required: bool,
}

fn carry_out(arguments: &Arguments) -> Result<ExitCode, String> {
    if arguments.is_index {
        return write_index(&arguments.folder);
    }
    let began = Instant::now();
    let run = Run::open(&arguments.folder).map_err(|error| error.to_string())?;
    let traces: Vec<Trace> = run.points.iter().map(|point| trace(&run, point)).collect();
    let calibration = run.calibration().ok().flatten();
    let evidence = Evidence {
        manifest: &run.manifest,
        points: &run.points,
        traces: &traces,
        calibration: calibration.as_ref(),
        probes: &read_probes(run.path()).map_err(|error| error.to_string())?,
        matched: &read_matched(run.path()).map_err(|error| error.to_string())?,
    };
    let (mut report, pixels) = thread::scope(|scope| {
        let pixels = scope.spawn(|| draw_pixels(evidence));
        (render(evidence), pixels.join().expect("drawing gives an error and no panic"))
    });
    report.files.extend(pixels.map_err(|error| error.to_string())?);
    if arguments.is_check {
        return Ok(check(&arguments.folder, &report.files));
    }
    write(&arguments.folder, &report.files)?;
    tell(&arguments.folder, &report);
    eprintln!("drawn in {:.1} s", began.elapsed().as_secs_f64());
    if arguments.is_headline_required && !report.shaken.is_empty() {
        complain(&arguments.folder, &report.shaken);
        return Ok(ExitCode::from(NO_HEADLINE));
    }
    Ok(ExitCode::SUCCESS)
}

/// Every run in `folder`, and in `local` below it.
fn write_index(folder: &Path) -> Result<ExitCode, String> {
    let unreadable =
        |error| format!("cannot read `{}` ({error}); name the folder of the runs", folder.display());
    let names = |below: &str| -> io::Result<Vec<String>> {
        let entries = fs::read_dir(folder.join(below))?;
        Ok(entries.flatten().map(|entry| format!("{below}{}", entry.file_name().to_string_lossy())).collect())
    };
    let mut folders = names("").map_err(unreadable)?;
    folders.extend(names("local/").unwrap_or_default());
    let opened = |name: String| Some((Run::open(&folder.join(&name)).ok()?, name));
    let runs: Vec<(Run, String)> = folders.into_iter().filter_map(opened).collect();
    let answers: Vec<String> = runs.iter().map(|(run, _)| answer(&run.manifest, &run.points)).collect();
    let entries: Vec<IndexEntry<'_>> = runs
        .iter()
        .zip(&answers)
        .map(|((run, folder), answer)| IndexEntry {
            folder,
            manifest: &run.manifest,
            points: run.points.len(),
            answer,
        })
        .collect();
    let path = folder.join("index.html");
    write_atomic(&path, index(&entries).as_bytes()).map_err(|error| error.to_string())?;
    let _ = writeln!(io::stdout().lock(), "{} runs: {}", entries.len(), path.display());
    Ok(ExitCode::SUCCESS)
}

/// What lies beside a point. A file that cannot be read costs the report that picture and no more.
fn trace(run: &Run, point: &Point) -> Trace {
    Trace {
        order: point.order,
        response: run.histogram(point, Clock::Response).ok(),
        windows: run.series(point).unwrap_or_default(),
        gates: run.gates(point).unwrap_or_default(),
        classes: run.classes(point).unwrap_or_default(),
    }
}

/// Says why there is no headline, and what to do.
fn complain(folder: &Path, shaken: &[String]) {
    eprintln!("no headline stands on this run, since points that it needs are not VALID:");
    for reason in shaken {
        eprintln!("  {reason}");
    }
    eprintln!(
        "`cargo xtask doctor` shows what disturbs this machine; when it is quieter, add blocks with\n\
         `cargo xtask compare --resume {} --append 3`",
        folder.display()
    );
}

fn write(folder: &Path, files: &[Derived]) -> Result<(), String> {
    for file in files {
        let path = folder.join(&file.path);
        if let Some(parent) = path.parent() {
            let failed =
                |error| format!("cannot make `{}` ({error}); change its permissions", parent.display());
            fs::create_dir_all(parent).map_err(failed)?;
        }
        write_atomic(&path, &file.bytes).map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn check(folder: &Path, files: &[Derived]) -> ExitCode {
    let differs = |file: &&Derived| fs::read(folder.join(&file.path)).ok().as_ref() != Some(&file.bytes);
    let differing: Vec<&Derived> = files.iter().filter(differs).collect();
    if differing.is_empty() {
        println!("{} derived files are what the run gives", files.len());
        return ExitCode::SUCCESS;
    }
    for file in differing {
        eprintln!("differs or is missing: {}", folder.join(&file.path).display());
    }
    eprintln!("rebuild them with `report {}`", folder.display());
    ExitCode::FAILURE
}

/// A reader that closed the pipe early is no failure.
fn tell(folder: &Path, report: &Report) {
    let page = folder.join("report.html");
    let _ = writeln!(io::stdout().lock(), "{}report: {}", report.terminal, page.display());
}

fn help() -> ExitCode {
    println!("{HELP}");
    ExitCode::SUCCESS
}

/// `None` where help was asked for.
fn read_arguments() -> Result<Option<Arguments>, String> {
    use lexopt::prelude::*;
    let (mut folder, mut is_check) = (None, false);
    let (mut is_index, mut is_headline_required) = (false, false);
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
        match argument {
            Short('h') | Long("help") => return Ok(None),
            Long("check") => is_check = true,
            Long("index") => is_index = true,
            Long("require-headline") => is_headline_required = true,
            Value(value) if folder.is_none() => folder = Some(PathBuf::from(value)),
            other => return Err(format!("{}; see `report --help`", other.unexpected())),
        }
    }
    let folder = folder.ok_or("which run? name its directory: report DIR [--check]")?;
    Ok(Some(Arguments { folder, is_check, is_index, is_headline_required }))
}
