//! From settings to a server that serves.

use std::io;

use crate::arguments::{PROGRAM, Settings};
use crate::control::say;
use crate::listening::{granted, listener, raise_nofile};
use crate::server::Server;

/// Serves until it is told to end.
pub(crate) fn serve(settings: &Settings) -> Result<(), String> {
    let nofile = raise_nofile();
    let listener = listener(settings.listen, settings.backlog).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!(
                "{} is taken by another program; give --listen another port, or 0 for a free one",
                settings.listen
            )
        }
        _ => format!("cannot listen on {}: {error}", settings.listen),
    })?;
    let address = listener.local_addr().map_err(|error| format!("cannot tell where it listens: {error}"))?;
    let mut server = Server::new(listener, settings).map_err(|error| format!("cannot start: {error}"))?;
    if settings.control {
        server.watch_stdin()?;
    }
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    let nofile = nofile.map_or_else(|| "unlimited".into(), |limit| limit.to_string());
    say(&format!(
        "listening {address} program={PROGRAM} profile={profile} {} backlog={} drain-ms={} nofile={nofile}",
        settings.law,
        granted(settings.backlog),
        settings.drain_ms
    ));
    server.run().map_err(|error| format!("cannot go on: {error}"))
}
