//! How many requests a model carries out at once: as many as are asked for, or exactly as many as its
//! own file allows.

use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use scenario::Contender;

use super::connect;
use super::overlapping::connected;
use crate::process::Child;
use crate::verify::wire::{Wire, request};

/// Without a limit: so many are asked for, and so many must reach the backend.
const MANY: u64 = 128;
/// With a limit: so many more are asked for than may reach the backend.
const MORE: u64 = 24;
/// Far longer than anybody waits here.
const CALL: &str = "/fetch?ms=60000&bytes=1";
/// How long the calls may take to reach the backend.
const ARRIVAL_MAX: Duration = Duration::from_secs(20);
/// How long those that must not reach it are given to do so all the same.
const TEMPTATION: Duration = Duration::from_millis(100);

/// Whether the backend sees the concurrency that the model promises. It works as a barrier: no call is
/// answered before all have arrived, so whoever carries out fewer at once never gets there, however fast
/// it is. Gives what was seen, in words.
pub(crate) fn promise_kept(
    contender: &Contender,
    server: SocketAddr,
    backend: &mut Child,
) -> Result<String, String> {
    let limit = scenario::requests_max(contender);
    let wanted = limit.unwrap_or(MANY);
    let mut wires: Vec<Wire> = (0..wanted).map(|_| connected(server)).collect::<Result<_, _>>()?;
    if limit.is_some() {
        // Whoever gives each connection a thread of its pool does not even read from these.
        wires.extend((0..MORE).map(|_| connect(server)).collect::<Result<Vec<_>, _>>()?);
    }
    for wire in &mut wires {
        wire.send(request("GET", CALL, "").as_bytes()).map_err(|error| error.to_string())?;
    }
    let deadline = Instant::now() + ARRIVAL_MAX;
    while in_flight(backend, "in_flight")? < wanted {
        if Instant::now() > deadline {
            let arrived = in_flight(backend, "in_flight")?;
            return Err(format!("of {wanted} calls at once, the backend saw {arrived}"));
        }
        thread::sleep(Duration::from_millis(2));
    }
    if limit.is_some() {
        thread::sleep(TEMPTATION);
    }
    match in_flight(backend, "in_flight_max")? {
        most if most == wanted => Ok(format!("{wanted} of {} calls at once reach the backend", wires.len())),
        most => Err(format!("the backend saw {most} calls at once, and the limit is {wanted}")),
    }
}

fn in_flight(backend: &mut Child, key: &str) -> Result<u64, String> {
    backend.ask("usage");
    let line = backend.answer(ARRIVAL_MAX).ok_or("the backend does not say what it counts")?;
    let usage: serde_json::Value = serde_json::from_str(&line).map_err(|error| error.to_string())?;
    usage[key].as_u64().ok_or_else(|| format!("the backend does not count {key}"))
}
