//! The one line that is printed at the start.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::net::SocketAddr;

use crate::arguments::Settings;
use crate::program::Program;

/// Prints `listening ADDRESS key=value …` and makes sure that a reader at a pipe has it.
pub(crate) fn announce(program: &Program, settings: &Settings, address: SocketAddr) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", line(program, settings, address))?;
    out.flush()
}

fn line(program: &Program, settings: &Settings, address: SocketAddr) -> String {
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    let backend = settings.backend.map_or_else(|| "none".into(), |backend| backend.to_string());
    let mut line = format!(
        "listening {address} program={}/{} model={} profile={profile} libraries={} backend={backend}",
        program.name,
        program.version,
        settings.model.name,
        settings.model.libraries.join(",")
    );
    for (name, value) in settings.numbers() {
        let _ = write!(line, " {name}={value}");
    }
    line
}
