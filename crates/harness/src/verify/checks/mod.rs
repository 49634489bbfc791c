//! What every contender must do before anything about it is timed.
//!
//! No check here compares a time with more than a lower bound: a machine may be as busy as it likes.

mod answers;
mod nonsense;
mod overlapping;
mod own;
mod promise;
mod protocol;
mod samples;

use std::net::SocketAddr;

use contract::{Answer, Ask, payload};

use super::wire::{Reply, Wire, request};

pub(crate) use own::{Own, own_requests};
pub(crate) use promise::promise_kept;
pub(crate) use samples::samples;

/// One thing to check: its name and the check, which returns what is wrong.
pub(crate) type Check = (&'static str, fn(SocketAddr) -> Result<(), String>);

/// The checks against a healthy backend.
pub(crate) const HEALTHY: [Check; 17] = [
    ("right answers, byte for byte", answers::right),
    ("refusals with their status and reason", answers::refusals),
    ("never early", answers::never_early),
    ("0 ms at once", answers::at_once),
    ("HEAD has the same head and no body", answers::head_requests),
    ("an over-long target or head is refused", answers::over_long),
    ("many requests over one connection", protocol::keep_alive),
    ("requests in one go are answered in their order", protocol::pipelining),
    ("a request in pieces", protocol::in_pieces),
    ("the end of a connection that was asked for", protocol::closing),
    ("an answer to a client that has ended its side", protocol::half_close),
    ("a body in chunks", protocol::chunked_upload),
    ("Expect: 100-continue", protocol::expectation),
    ("a body that nobody wants", protocol::unwanted_body),
    ("32 overlapping requests, each its own answer", overlapping::answers),
    ("nonsense neither kills nor wedges it", nonsense::corpus),
    ("right answers after all this", answers::right),
];

/// The checks of those that have hyper's codec.
pub(crate) const ON_HYPER: [Check; 1] = [("nonsense ends its connection", nonsense::ends)];

/// The check against a backend that nobody listens for.
pub(crate) const BACKEND_GONE: Check = ("502 when the backend is gone", answers::backend_gone);

/// The check against a backend that accepts and says nothing.
pub(crate) const BACKEND_SILENT: Check = ("504 when the backend is silent", answers::backend_silent);

/// Asks and reads the answer.
pub(crate) fn ask_for(wire: &mut Wire, method: &str, target: &str) -> Result<Reply, String> {
    wire.ask(method, target, "").map_err(|error| format!("{method} {}: {error}", shown(target)))
}

/// Asks as the contract has it, with the body that belongs to it.
fn ask(wire: &mut Wire, ask: Ask) -> Result<Reply, String> {
    let failed = |error: std::io::Error| format!("{ask}: {error}");
    let Ask::Upload(upload) = ask else { return ask_for(wire, ask.method(), &ask.to_string()) };
    let length = format!("content-length: {}\r\n", upload.bytes);
    let head = request(ask.method(), &ask.to_string(), &length);
    wire.send(&[head.as_bytes(), &payload(upload.bytes)].concat()).map_err(failed)?;
    wire.reply(false).map_err(failed)
}

fn connect(server: SocketAddr) -> Result<Wire, String> {
    Wire::connect(server).map_err(|error| format!("cannot connect to {server}: {error}"))
}

fn compare(what: &str, reply: &Reply, answer: &Answer) -> Result<(), String> {
    let wrong = |field: &str, got: &str, wanted: &str| Err(format!("{what}: {field} is {got}, not {wanted}"));
    if reply.status != answer.status {
        return wrong("status", &reply.status.to_string(), &answer.status.to_string());
    }
    let length = answer.body.len().to_string();
    let (length, coding) = match answer.pace {
        None => (Some(length.as_str()), None),
        Some(_) => (None, Some("chunked")),
    };
    for (name, wanted) in [
        ("content-type", Some(answer.content_type)),
        ("allow", answer.allow),
        ("content-length", length),
        ("transfer-encoding", coding),
    ] {
        let got = reply.header(name);
        if got != wanted {
            return wrong(name, &format!("{got:?}"), &format!("{wanted:?}"));
        }
    }
    if reply.body != answer.body {
        let got = String::from_utf8_lossy(&reply.body).chars().take(60).collect::<String>();
        return wrong("body", &format!("{got:?}"), "what the contract says");
    }
    let pieces = answer.pace.map_or(0, |pace| answer.body.len().div_ceil(pace.piece_bytes));
    if reply.chunks.len() != pieces {
        return wrong("number of chunks", &reply.chunks.len().to_string(), &pieces.to_string());
    }
    Ok(())
}

/// A target, cut to what a line can show.
fn shown(target: &str) -> String {
    if target.len() <= 60 {
        target.to_owned()
    } else {
        format!("{}… ({} bytes)", &target[..40], target.len())
    }
}
