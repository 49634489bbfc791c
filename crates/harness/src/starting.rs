//! Starting the programs of a case: a fresh backend, and a fresh server against it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use scenario::{BackendLaw, Contender, Scenario};

use crate::execute::Machine;
use crate::process::{Child, StartError};

impl Machine {
    /// Starts the backend as the scenario wants it.
    pub(crate) fn backend(&self, scenario: &Scenario, seed: u64) -> Result<Child, StartError> {
        let mut args = strings(&["--control", "stdin", "--listen", "127.0.0.1:0"]);
        match scenario.backend {
            BackendLaw::Fixed => args.extend(strings(&["--law", "fixed"])),
            BackendLaw::LogNormal { sigma } => {
                args.extend(strings(&["--law", "log-normal", "--sigma", &sigma.to_string()]));
                args.extend(strings(&["--seed", &seed.to_string()]));
            }
        }
        Child::start(&self.programs.join("backend"), &args, &self.placement.backend)
    }

    /// Starts a contender against that backend.
    pub(crate) fn server(&self, contender: &Contender, backend: SocketAddr) -> Result<Child, StartError> {
        let program = program(&self.programs, &contender.program.run);
        let mut args = server_args(contender);
        args.extend(strings(&["--control", "stdin", "--listen", "127.0.0.1:0"]));
        args.extend(strings(&["--backend", &backend.to_string()]));
        Child::start(&program, &args, &self.placement.server)
    }
}

/// The arguments that a contender's own file gives it.
pub(crate) fn server_args(contender: &Contender) -> Vec<String> {
    let limits = contender.limits.iter().flat_map(|(key, value)| [format!("--{key}"), value.to_string()]);
    contender.program.args.iter().cloned().chain(limits).collect()
}

/// A bare name is a program beside the harness; anything else is a path.
pub(crate) fn program(programs: &Path, run: &str) -> PathBuf {
    if run.contains('/') { PathBuf::from(run) } else { programs.join(run) }
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
