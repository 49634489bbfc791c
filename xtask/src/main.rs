//! The project's verbs: `cargo xtask VERB`.
//!
//! **Architecture Invariant:** nothing is timed in here. The alias builds this program in the dev
//! profile; whatever measures is built in the release profile and started as a process of its own.

mod architecture;
mod calibrate;
mod ci;
mod compare;
mod diff;
mod programs;
mod report;
mod run;
#[cfg(test)]
#[path = "../tests/scripts/mod.rs"]
mod scripts;
mod smoke;
mod soak;
mod testing;

use std::io::{self, Write as _};
use std::process::ExitCode;

use strsim::jaro_winkler;

const HELP: &str = "\
Common Ground: do threads or async serve I/O-bound work better, from what load on, at what cost?

Usage: cargo xtask VERB [OPTIONS]

  compare    measure both, side by side, and write a report (about five minutes; no options needed)
               --list  show what would be measured   --profile smoke|quick|thorough
               --capacity  then search the highest rate that keeps the objective (thorough always does)
               compare --help shows the rest
  advise     threads or async for *your* service? Describe it, both are measured on exactly that
               advise --wait-ms 20 --rate-per-s 500 --objective p99=100ms   advise --help teaches the rest
  report     build the report of a run directory again: report DIR [--check] [--open],
             or report --index: one page of all runs   report --help shows the rest
  diff       what changed beyond noise between two runs: diff OLD NEW
               --fail-if \"cpu_us_per_request > +5%\"  exit 1 if so, for CI   diff --help shows the rest
  verify     check that every contender answers as the contract says; nothing is timed
  doctor     look at this machine: what was found, what it means, what improves it
  capacity   search the highest rate that keeps the objective, for the matched pair of a run: capacity DIR
  calibrate  prove the instrument on this machine, in about three minutes
               --list  show the checks   --only NAMES   --peers
  soak       load servers with three times what they can do: is memory flat where a limit is set?
               [MODEL...] [--seconds 60] [--max-connections 512]
  ci         check everything, or only what is named: ci tests docs   ci --help names the checks
  help       show this text
";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let verb = args.next();
    let args: Vec<String> = args.collect();
    match verb.as_deref() {
        None | Some("help" | "--help" | "-h") => teach(HELP),
        Some(verb @ ("compare" | "capacity" | "advise")) => compare::compare(verb, &args),
        Some("report") => report::report(&args),
        Some("diff") => diff::diff(&args),
        Some(verb @ ("verify" | "doctor")) => programs::run_harness(verb, &args),
        Some("soak") => soak::soak(&args),
        Some("ci") => ci::ci(&args),
        Some("calibrate") => calibrate::to_its_end("calibrate", &args),
        Some(unknown) => {
            match nearest(unknown) {
                Some(verb) => eprintln!("xtask: there is no verb `{unknown}`; did you mean `{verb}`?"),
                None => eprintln!("xtask: there is no verb `{unknown}`; cargo xtask help lists them"),
            }
            ExitCode::from(2)
        }
    }
}

/// Prints a verb's help. A reader that closes the pipe early, like `head`, has what it wanted.
fn teach(help: &str) -> ExitCode {
    let _ = io::stdout().write_all(help.as_bytes());
    ExitCode::SUCCESS
}

/// The verb that was most likely meant, if one is near enough.
fn nearest(word: &str) -> Option<&'static str> {
    let verbs = HELP.lines().filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')));
    let near = verbs.filter_map(|line| line.split(' ').next()).map(|verb| (jaro_winkler(word, verb), verb));
    near.filter(|(likeness, _)| *likeness > 0.8).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, verb)| verb)
}
