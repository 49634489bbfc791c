//! The project's verbs: `cargo xtask VERB`.
//!
//! **Architecture Invariant:** nothing is timed in here. The alias builds this program in the dev
//! profile; whatever measures is built in the release profile and started as a process of its own.

mod ci;
mod run;

use std::process::ExitCode;

const HELP: &str = "\
Common Ground: do threads or async serve I/O-bound work better, from what load on, at what cost?

Usage: cargo xtask VERB [OPTIONS]

  ci         check everything: format, lints, architecture, tests, documentation
  help       show this text
";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let verb = args.next();
    match verb.as_deref() {
        None | Some("help" | "--help" | "-h") => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        Some("ci") => ci::ci(),
        Some(unknown) => {
            eprintln!("xtask: there is no verb `{unknown}`\n\n{HELP}");
            ExitCode::from(2)
        }
    }
}
