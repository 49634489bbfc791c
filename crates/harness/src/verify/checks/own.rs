//! What the scenarios of a comparison ask for themselves.

use std::net::SocketAddr;

use contract::{Ask, expected};

use super::{ask, compare, connect};

/// What one scenario asks of whoever takes part in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Own {
    /// The scenario's name.
    pub(crate) scenario: String,
    /// Its request, or that of one class of its mix.
    pub(crate) request: Ask,
}

/// Each is asked once, and answered as the contract says and not too early, however long that takes.
pub(crate) fn own_requests(server: SocketAddr, own: &[Own]) -> Result<(), String> {
    own.iter().try_for_each(|Own { scenario, request }| {
        right(server, *request).map_err(|wrong| format!("{scenario} asks for {wrong}"))
    })
}

fn right(server: SocketAddr, request: Ask) -> Result<(), String> {
    let mut wire = connect(server)?;
    wire.wait_longer(request.at_least()).map_err(|error| error.to_string())?;
    let reply = ask(&mut wire, request)?;
    compare(&request.to_string(), &reply, &expected(request))?;
    match reply.took {
        took if took < request.at_least() => Err(format!("{request}, which was answered after {took:?}")),
        _ => Ok(()),
    }
}
