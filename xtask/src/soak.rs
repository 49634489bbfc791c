//! `cargo xtask soak`: does memory stay flat while three times as much is asked as a server can do?
//!
//! Each request burns a millisecond of CPU, so that no model carries more than 1,000 a second and core. A server with a
//! limit refuses the rest and must not grow; without one, every second brings more connections to hold.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::programs::build;

const HELP: &str = "\
Usage: cargo xtask soak [MODEL...] [--seconds N] [--max-connections N]

Loads each model with three times what it can do, and prints its memory as it goes. Exit code 1 if one grows.
Default: thread-pool and tokio-limited, 60 seconds, at most 512 connections.
To see one grow, take its limit away: cargo xtask soak tokio --max-connections 16000
";
const EVERY: Duration = Duration::from_secs(2);
/// More than any limit that is worth a soak, and fewer than the system has ports.
const CONNECTIONS_MAX: &str = "16000";
/// What a core does in a second, one millisecond each.
const RATE_PER_CORE: usize = 1_000;

struct Asked {
    models: Vec<String>,
    seconds: u64,
    max_connections: u64,
}

/// Soaks every model that was asked for, and ends with 1 if one grew.
pub(crate) fn soak(args: &[String]) -> ExitCode {
    let Some(asked) = asked(args) else {
        eprint!("{HELP}");
        return ExitCode::from(2);
    };
    let folder = match build() {
        Ok(folder) => folder,
        Err(code) => return code,
    };
    let mut all_flat = true;
    for model in &asked.models {
        println!("{model}, at most {} connections, {} s", asked.max_connections, asked.seconds);
        match soaked(&folder, model, &asked) {
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
                all_flat &= verdict == "FLAT";
            }
            None => {
                eprintln!("xtask: {model} did not serve to the end");
                all_flat = false;
            }
        }
    }
    if all_flat { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn asked(args: &[String]) -> Option<Asked> {
    let mut asked = Asked { models: Vec::new(), seconds: 60, max_connections: 512 };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--seconds" => asked.seconds = args.next()?.parse().ok().filter(|seconds| *seconds >= 10)?,
            "--max-connections" => asked.max_connections = args.next()?.parse().ok()?,
            flag if flag.starts_with('-') => return None,
            model => asked.models.push(model.to_owned()),
        }
    }
    if asked.models.is_empty() {
        asked.models = ["thread-pool", "tokio-limited"].map(str::to_owned).into();
    }
    Some(asked)
}

/// Ends its process with itself.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    /// Starts a program that says in its first line where it listens.
    fn listening(folder: &Path, program: &str, args: &[&str]) -> Option<(Self, String)> {
        let mut command = Command::new(folder.join(program));
        command.args(["--control", "stdin"]).args(args);
        let mut running = Self(command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?);
        let mut line = String::new();
        BufReader::new(running.0.stdout.take()?).read_line(&mut line).ok()?;
        let address = line.split_whitespace().nth(1)?.to_owned();
        Some((running, address))
    }
}

/// What became of the requests, as the load counted them.
struct Counts {
    planned: u64,
    right: u64,
    wrong: u64,
}

impl Counts {
    /// From the line of load's table that holds them: `planned 1,000   sent 900   right 300   errors 500   …`.
    fn read(table: &str) -> Option<Self> {
        let line = table.lines().find(|line| line.starts_with("planned "))?;
        let words: Vec<_> = line.split_whitespace().collect();
        let after = |name| {
            let at = words.iter().position(|word| *word == name)?;
            words.get(at + 1)?.replace(',', "").parse().ok()
        };
        Some(Self { planned: after("planned")?, right: after("right")?, wrong: after("errors")? })
    }

    /// Whether it served, and was asked for much more than that. A server that fails every request is idle.
    fn are_overload(&self) -> bool {
        self.right > 0 && self.planned > 2 * self.right
    }
}

/// Seconds and KiB, from the beginning to the end of the load, and what became of it; `None` if one of the programs did
/// not live so long.
fn soaked(folder: &Path, model: &str, asked: &Asked) -> Option<(Vec<(f64, f64)>, Counts)> {
    let program = if model.starts_with("tokio") { "async-server" } else { "blocking-server" };
    let most = asked.max_connections.to_string();
    let (_backend, backend) = Running::listening(folder, "backend", &[])?;
    let args = ["--model", model, "--backend", &backend, "--max-connections", &most];
    let (server, address) = Running::listening(folder, program, &args)?;
    let url = format!("http://{address}/mixed?ms=0&cpu_us=1000");
    let rate = 3 * RATE_PER_CORE * thread::available_parallelism().map_or(1, usize::from);
    let (rate, seconds) = (rate.to_string(), format!("{}s", asked.seconds));
    let mut load = Command::new(folder.join("load"));
    load.args(["--rate", &rate, "--for", &seconds, "--warm-up", "0s", "--drain", "0s"]);
    load.args(["--connections-max", CONNECTIONS_MAX, "--timeout", "600s", "--quiet", "--no-ceiling", &url]);
    let mut load = Running(load.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?);
    let (began, mut samples) = (Instant::now(), Vec::new());
    while began.elapsed() < Duration::from_secs(asked.seconds) {
        thread::sleep(EVERY);
        let (at_s, kib) = (began.elapsed().as_secs_f64(), memory_kib(server.0.id())?);
        println!("  {at_s:5.1} s {kib:9} KiB");
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        samples.push((at_s, kib as f64));
        if load.0.try_wait().ok()?.is_some() && began.elapsed() < Duration::from_secs(asked.seconds - 1) {
            return None;
        }
    }
    let mut table = String::new();
    load.0.stdout.take()?.read_to_string(&mut table).ok()?;
    Some((samples, Counts::read(&table)?))
}

/// The process's share of memory.
fn memory_kib(process: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    text.lines().find_map(|line| line.strip_prefix("Pss:")?.split_whitespace().next()?.parse().ok())
}

struct Growth {
    per_s: f64,
    whole: f64,
    mean: f64,
}

/// The line of least squares through what comes after the first quarter, in which a server fills its limits.
fn growth(samples: &[(f64, f64)]) -> Growth {
    let rest = &samples[samples.len() / 4..];
    let mean = |of: fn(&(f64, f64)) -> f64| rest.iter().map(of).sum::<f64>() / rest.len().max(1) as f64;
    let (at, kib) = (mean(|sample| sample.0), mean(|sample| sample.1));
    let spread: f64 = rest.iter().map(|sample| (sample.0 - at).powi(2)).sum();
    let together: f64 = rest.iter().map(|sample| (sample.0 - at) * (sample.1 - kib)).sum();
    let per_s = if spread > 0.0 { together / spread } else { 0.0 };
    let lasts = rest.last().map_or(0.0, |last| last.0 - rest[0].0);
    Growth { per_s, whole: per_s * lasts, mean: kib }
}

/// Whether it grew by less than a tenth of itself, or by less than a megabyte.
fn is_flat(samples: &[(f64, f64)]) -> bool {
    let growth = growth(samples);
    growth.whole < f64::max(growth.mean / 10.0, 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(kib: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
        (1..=30).map(|nth| f64::from(nth) * 2.0).map(|at| (at, kib(at))).collect()
    }

    #[test]
    fn a_server_that_fills_its_limits_and_stays_is_flat_and_one_that_grows_is_not() {
        assert!(is_flat(&course(|at| 30_000.0 + 5_000.0 * f64::min(at, 10.0))));
        assert!(is_flat(&course(|at| 30_000.0 + 400.0 * (at / 2.0).sin())));
        assert!(!is_flat(&course(|at| 30_000.0 + 500.0 * at)));
        let growth = growth(&course(|at| 7.0 * at));
        assert!((growth.per_s - 7.0).abs() < 1e-9);
    }

    #[test]
    fn a_server_that_serves_nothing_or_nearly_all_is_not_overloaded() {
        let counts = |line: &str| Counts::read(&format!("\n{line}\n")).expect("a line of counts");
        let overload = counts("planned 47,899   sent 22,553   right 7,260   errors 21,141   censored 19,498");
        assert_eq!((overload.planned, overload.right, overload.wrong), (47_899, 7_260, 21_141));
        assert!(overload.are_overload());
        assert!(
            !counts("planned 23,862   sent 8,817   right 0   errors 13,043   censored 10,819").are_overload()
        );
        assert!(!counts("planned 1,000   sent 1,000   right 990   errors 10   censored 0").are_overload());
    }
}
