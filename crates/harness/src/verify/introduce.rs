//! What a contender says of itself, or why this machine does not have it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use anyhow::{Result, bail};
use scenario::{Contender, Feature, Program};

use crate::execute::Machine;
use crate::process::StartError;

/// The discard port of this machine: nobody is asked anything.
const NOBODY: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9);

/// A contender that was asked to introduce itself.
#[derive(Debug)]
pub(crate) enum Introduced {
    /// What it says of itself.
    Here(record::Version),
    /// Why this machine does not have it.
    Unavailable(String),
}

impl Introduced {
    /// What it says of itself.
    ///
    /// # Errors
    /// This machine does not have it.
    pub(crate) fn here(self) -> Result<record::Version> {
        match self {
            Self::Here(version) => Ok(version),
            Self::Unavailable(reason) => bail!("{reason}"),
        }
    }
}

/// Asks a contender to introduce itself.
///
/// # Errors
/// It does not start, or is a debug build: those are never timed.
pub(crate) fn introduce(machine: &Machine, contender: &Contender) -> Result<Introduced> {
    let server = match machine.server(contender, NOBODY) {
        Ok(server) => server,
        Err(error) => match why_missing(contender, &error) {
            Some(reason) => return Ok(Introduced::Unavailable(reason)),
            None => return Err(error.into()),
        },
    };
    let said = |key: &str| server.started.fact(key).unwrap_or_default().to_owned();
    let version = record::Version { program: said("program"), libraries: said("libraries") };
    if said("profile") == "debug" {
        bail!(
            "{} is a debug build, which is never timed: build it with `cargo build --release`",
            contender.name
        );
    }
    server.stop().or_else(|trouble| bail!("{trouble}"))?;
    Ok(Introduced::Here(version))
}

/// Why this machine does not have a contender, if that is so. One that does not start for another
/// reason is left to its checks.
pub(crate) fn missing(machine: &Machine, contender: &Contender) -> Option<String> {
    machine.server(contender, NOBODY).err().and_then(|error| why_missing(contender, &error))
}

fn why_missing(contender: &Contender, error: &StartError) -> Option<String> {
    let reason = error.unavailable()?;
    let Program { run, feature, .. } = &contender.program;
    Some(match feature {
        Some(Feature { package, feature }) => format!(
            "{reason} (`cargo build --release -p {package} --features {feature} --bin {run}` builds it)"
        ),
        None => reason,
    })
}
