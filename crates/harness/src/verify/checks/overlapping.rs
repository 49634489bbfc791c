//! Requests at the same time.

use std::net::SocketAddr;
use std::thread;

use contract::{Ask, Fetch, Wait, expected};

use super::{ask, compare, connect};
use crate::verify::wire::Wire;

/// 32 requests at once, each with a wait and a body of its own: each gets its own answer, and not too
/// early. The longest wait comes first, so that answers overtake one another.
pub(super) fn answers(server: SocketAddr) -> Result<(), String> {
    let one = |number: u32, mut wire: Wire| {
        let ms = 320 - number * 10;
        let asked = match number % 4 {
            3 => Ask::Wait(Wait { ms }),
            _ => Ask::Fetch(Fetch { ms, bytes: 1_000 + number }),
        };
        let reply = ask(&mut wire, asked)?;
        compare(&asked.to_string(), &reply, &expected(asked))?;
        if reply.took < asked.at_least() {
            return Err(format!("{asked} was answered after {:?}", reply.took));
        }
        Ok(())
    };
    let wires: Vec<Wire> = (0..32).map(|_| connected(server)).collect::<Result<_, _>>()?;
    thread::scope(|scope| {
        let asking: Vec<_> =
            (0..).zip(wires).map(|(number, wire)| scope.spawn(move || one(number, wire))).collect();
        asking.into_iter().try_for_each(|asked| asked.join().map_err(|_| "a check panicked".to_owned())?)
    })
}

/// A connection that has been served once. (Of those that arrive in one burst, tiny_http may leave some
/// waiting until others leave.)
pub(super) fn connected(server: SocketAddr) -> Result<Wire, String> {
    let mut wire = connect(server)?;
    compare("/plaintext", &ask(&mut wire, Ask::Plaintext)?, &expected(Ask::Plaintext))?;
    Ok(wire)
}
