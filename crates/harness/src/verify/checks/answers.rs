//! What is answered, and not too early.

use std::net::SocketAddr;
use std::time::Duration;

use contract::{Answer, Ask, Refusal, expected, limits, parse};

use super::samples::{asks, samples, waits};
use super::{ask, ask_for, compare, connect, shown};
use crate::verify::wire::Reply;

pub(super) fn right(server: SocketAddr) -> Result<(), String> {
    let mut wire = connect(server)?;
    asks().into_iter().try_for_each(|one| compare(&one.to_string(), &ask(&mut wire, one)?, &expected(one)))
}

pub(super) fn refusals(server: SocketAddr) -> Result<(), String> {
    for (method, target) in samples() {
        let Err(refusal) = parse(method, &target) else { continue };
        // A connection for each: a server may close after a refusal.
        let reply = ask_for(&mut connect(server)?, method, &target)?;
        let mut answer = Answer::from(refusal);
        if method == "HEAD" {
            let length = answer.body.len().to_string();
            if !reply.body.is_empty() || reply.header("content-length") != Some(length.as_str()) {
                return Err(format!("HEAD {target}: its length is not that of the answer to GET"));
            }
            answer.body.clear();
            if reply.status != answer.status {
                return Err(format!("HEAD {target} gave {}, not {}", reply.status, answer.status));
            }
            continue;
        }
        compare(&format!("{method} {}", shown(&target)), &reply, &answer)?;
    }
    Ok(())
}

pub(super) fn never_early(server: SocketAddr) -> Result<(), String> {
    let mut wire = connect(server)?;
    for one in [1, 10, 30].into_iter().flat_map(waits) {
        let took = ask(&mut wire, one)?.took;
        if took < one.at_least() {
            return Err(format!("{one} was answered after {took:?}"));
        }
    }
    Ok(())
}

/// Nothing is waited for where nothing was asked for: the quickest of some answers to 0 ms is there
/// before the answer to 60 ms, which is never early. There are many, for a machine that is busy.
pub(super) fn at_once(server: SocketAddr) -> Result<(), String> {
    const LONG_MS: u32 = 60;
    const TRIES: u32 = 50;
    let mut wire = connect(server)?;
    for (none, long) in waits(0).into_iter().zip(waits(LONG_MS)) {
        let mut quickest = Duration::MAX;
        for _ in 0..TRIES {
            quickest = quickest.min(ask(&mut wire, none)?.took);
            if quickest < long.at_least() {
                break;
            }
        }
        if quickest >= long.at_least() {
            return Err(format!("the quickest of {TRIES} answers to {none} took {quickest:?}"));
        }
    }
    Ok(())
}

pub(super) fn head_requests(server: SocketAddr) -> Result<(), String> {
    let mut wire = connect(server)?;
    for target in ["/plaintext", "/json?items=9", "/fetch?ms=0&bytes=100", "/file?bytes=4096"] {
        let head = ask_for(&mut wire, "HEAD", target)?;
        let get = ask_for(&mut wire, "GET", target)?;
        let facts = |reply: &Reply| (reply.status, reply.header("content-length").map(str::to_owned));
        if facts(&head) != facts(&get) {
            return Err(format!("{target}: HEAD says {:?}, GET {:?}", facts(&head), facts(&get)));
        }
    }
    // What was not sent would be read as the next answer's head.
    let stream = "/stream?pieces=2&bytes=3&ms=1";
    ask_for(&mut wire, "HEAD", stream)?;
    compare(
        "GET after HEAD of a stream",
        &ask_for(&mut wire, "GET", "/plaintext")?,
        &expected(Ask::Plaintext),
    )
}

pub(super) fn over_long(server: SocketAddr) -> Result<(), String> {
    let target = format!("/wait?ms={}", "1".repeat(limits::MAX_TARGET_BYTES));
    let reply = ask_for(&mut connect(server)?, "GET", &target)?;
    if reply.status != 414 {
        return Err(format!("a target of {} bytes gave {}, not 414", target.len(), reply.status));
    }
    let many: String = (0..=limits::MAX_HEADERS).map(|at| format!("x-{at}: 1\r\n")).collect();
    // Twice the limit: a server reads in chunks and may notice a little late.
    let long = format!("x: {}\r\n", "y".repeat(2 * limits::MAX_HEAD_BYTES));
    for (what, headers) in [("too many headers", many), ("too long a header", long)] {
        let reply = connect(server)?.ask("GET", "/plaintext", &headers).map_err(|error| error.to_string())?;
        if reply.status != 431 {
            return Err(format!("{what} gave {}, not 431", reply.status));
        }
    }
    Ok(())
}

pub(super) fn backend_gone(server: SocketAddr) -> Result<(), String> {
    gives(server, Refusal::BackendGone)
}

pub(super) fn backend_silent(server: SocketAddr) -> Result<(), String> {
    gives(server, Refusal::BackendSilent)
}

/// Whatever needs the backend is refused so, all at the same time, and the rest is answered.
fn gives(server: SocketAddr, refusal: Refusal) -> Result<(), String> {
    let of_the_backend = waits(1).into_iter().filter(|one| one.backend_calls() > 0);
    let refused = |one: Ask| compare(&one.to_string(), &ask(&mut connect(server)?, one)?, &refusal.into());
    std::thread::scope(|scope| {
        let asking: Vec<_> = of_the_backend.map(|one| scope.spawn(move || refused(one))).collect();
        asking.into_iter().try_for_each(|asked| asked.join().map_err(|_| "a check panicked".to_owned())?)
    })?;
    compare("/plaintext", &ask(&mut connect(server)?, Ask::Plaintext)?, &expected(Ask::Plaintext))
}
