//! `cargo xtask soak`: does memory stay flat while three times as much is asked as a server can do?
//!
//! Each request burns a millisecond of CPU, so that no model carries more than 1,000 a second and core. A server with a
//! limit refuses the rest and must not grow; without one, every second brings more connections to hold.

mod counts;
mod memory;
mod pair;
mod processes;

use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use self::counts::Counts;
use self::memory::{growth, is_flat, memory_kib};
use self::pair::{TWINS, refuse_alike};
use self::processes::{Cores, Running};
use crate::programs::build;
use crate::teach;

const HELP: &str = "\
Usage: cargo xtask soak [MODEL...] [--seconds N] [--max-connections N]

Loads each model with three times what it can do, and prints its memory as it goes. Then the twins, thread-pool and
tokio-limited, are asked for the same, and must refuse alike. Exit code 1 if one grows, or if they do not.
Default: thread-pool and tokio-limited, 60 seconds, at most 512 connections.
To see one grow, take its limit away: cargo xtask soak tokio --max-connections 16000
";
const EVERY: Duration = Duration::from_secs(2);
/// What a core does in a second, one millisecond each.
const RATE_PER_CORE: usize = 1_000;

struct Asked {
    models: Vec<String>,
    seconds: u64,
    max_connections: u64,
}

/// Soaks every model that was asked for, and ends with 1 if one grew.
pub(crate) fn soak(args: &[String]) -> ExitCode {
    if args.iter().any(|arg| arg == "--help" || arg == "-h") {
        return teach(HELP);
    }
    let asked = match asked(args) {
        Ok(asked) => asked,
        Err(mistake) => {
            eprintln!("soak: {mistake}; cargo xtask soak --help shows what there is");
            return ExitCode::from(2);
        }
    };
    let folder = match build() {
        Ok(folder) => folder,
        Err(code) => return code,
    };
    let Ok(cores) = Cores::shared_out() else {
        eprintln!("xtask: the cores that this process may use cannot be read");
        return ExitCode::FAILURE;
    };
    let mut holds = true;
    for model in &asked.models {
        println!("{model}, at most {} connections, {} s", asked.max_connections, asked.seconds);
        match soaked(&folder, model, &asked, &cores) {
            Some((samples, counts)) => {
                let Counts { planned, right, wrong } = counts;
                println!(
                    "  {planned} asked, {right} served, {wrong} refused, the rest without an answer yet"
                );
                let grown = growth(&samples);
                let verdict = match (counts.are_overload(), is_flat(&samples)) {
                    (false, _) => "NO OVERLOAD",
                    (true, true) => "FLAT",
                    (true, false) => "GROWS",
                };
                println!("{model}: {verdict}: {:+.1} KiB/s after the first quarter", grown.per_s);
                holds &= verdict == "FLAT";
            }
            None => {
                eprintln!("xtask: {model} did not serve to the end");
                holds = false;
            }
        }
    }
    if TWINS.iter().all(|twin| asked.models.iter().any(|model| model == twin)) {
        holds &= refuse_alike(&folder, &cores);
    }
    if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn asked(args: &[String]) -> Result<Asked, String> {
    let mut asked = Asked { models: Vec::new(), seconds: 60, max_connections: 512 };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--seconds" => asked.seconds = number(arg, args.next(), 10)?,
            "--max-connections" => asked.max_connections = number(arg, args.next(), 1)?,
            flag if flag.starts_with('-') => return Err(format!("there is no option `{flag}`")),
            model => asked.models.push(model.to_owned()),
        }
    }
    if asked.models.is_empty() {
        asked.models = TWINS.map(str::to_owned).into();
    }
    Ok(asked)
}

fn number(flag: &str, value: Option<&String>, least: u64) -> Result<u64, String> {
    let value = value.ok_or_else(|| format!("{flag} takes a number"))?;
    let number = value.parse().ok().filter(|number| *number >= least);
    number.ok_or_else(|| format!("{flag} takes a whole number of at least {least}, and not `{value}`"))
}

/// Seconds and KiB, from the beginning to the end of the load, and what became of it; `None` if one of the programs did
/// not live so long.
fn soaked(folder: &Path, model: &str, asked: &Asked, cores: &Cores) -> Option<(Vec<(f64, f64)>, Counts)> {
    let (_backend, backend) = Running::listening(folder, "backend", &[], &cores.others)?;
    let (server, address) = server(folder, model, asked.max_connections, Some(&backend), cores)?;
    let url = format!("http://{address}/mixed?ms=0&cpu_us=1000");
    let rate_per_s = 3 * RATE_PER_CORE * cores.server.count() as usize;
    let mut load = Running::load(folder, &url, rate_per_s, asked.seconds, &cores.others)?;
    let (began, mut samples) = (Instant::now(), Vec::new());
    while began.elapsed() < Duration::from_secs(asked.seconds) {
        thread::sleep(EVERY);
        let (at_s, kib) = (began.elapsed().as_secs_f64(), memory_kib(server.id())?);
        println!("  {at_s:5.1} s {kib:9} KiB");
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        samples.push((at_s, kib as f64));
        if load.has_ended() && began.elapsed() < Duration::from_secs(asked.seconds - 1) {
            return None;
        }
    }
    Some((samples, load.counted()?))
}

/// A server of this model, and where it listens.
fn server(
    folder: &Path,
    model: &str,
    max_connections: u64,
    backend: Option<&str>,
    cores: &Cores,
) -> Option<(Running, String)> {
    let program = if model.starts_with("tokio") { "async-server" } else { "blocking-server" };
    let most = max_connections.to_string();
    let mut args = vec!["--model", model, "--max-connections", &most];
    args.extend(backend.iter().flat_map(|address| ["--backend", address]));
    Running::listening(folder, program, &args, &cores.server)
}
