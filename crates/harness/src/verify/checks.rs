//! What every contender must do before anything about it is timed.

use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use contract::{Answer, Ask, CONTENT_TYPE, Fetch, Wait, expected, limits, parse};

use super::wire::{Reply, Wire};

/// One thing to check: its name and the check, which returns what is wrong.
pub(crate) type Check = (&'static str, fn(SocketAddr) -> Result<(), String>);

/// The checks against a healthy backend.
pub(crate) const HEALTHY: [Check; 7] = [
    ("right answers, byte for byte", right_answers),
    ("refusals with their status and reason", refusals),
    ("never early", never_early),
    ("HEAD has the same head and no body", head_requests),
    ("an over-long target or head is refused", over_long),
    ("many requests over one connection", keep_alive),
    ("32 overlapping requests, each its own answer", overlapping),
];

/// The check against a backend that nobody listens for.
pub(crate) const BACKEND_GONE: Check = ("502 when the backend is gone", backend_gone);

/// The check against a backend that accepts and says nothing.
pub(crate) const BACKEND_SILENT: Check = ("504 when the backend is silent", backend_silent);

/// Every request whose whole answer is compared between contenders on one codec.
pub(crate) fn samples() -> Vec<(&'static str, String)> {
    let good = ["/plaintext", "/wait?ms=0", "/wait?ms=3", "/fetch?ms=0&bytes=0", "/fetch?ms=2&bytes=256"];
    let bad = [
        "/",
        "/nowhere",
        "/wait",
        "/wait?ms=",
        "/wait?ms=-1",
        "/wait?ms=1.5",
        "/wait?ms=x",
        "/wait?ms=60001",
        "/wait?ms=99999999999999999999",
        "/wait?ms=1&ms=2",
        "/wait?ms=1&s=2",
        "/fetch?ms=1",
        "/fetch?bytes=1",
        "/fetch?ms=0&bytes=1048577",
        "/plaintext?x=1",
    ];
    let mut samples: Vec<_> = good.into_iter().chain(bad).map(|target| ("GET", target.to_owned())).collect();
    samples.push(("GET", format!("/wait?ms={}", "1".repeat(limits::MAX_TARGET_BYTES))));
    samples.extend(["POST", "PUT", "DELETE"].map(|method| (method, "/plaintext".to_owned())));
    samples.push(("POST", "/nowhere".into()));
    samples
}

fn right_answers(server: SocketAddr) -> Result<(), String> {
    let mut wire = connect(server)?;
    let mut asks = vec![Ask::Plaintext, Ask::Wait(Wait { ms: 0 })];
    asks.extend([0, 1, 255, 4096, 1 << 20].map(|bytes| Ask::Fetch(Fetch { ms: 1, bytes })));
    for ask in asks {
        let reply = ask_for(&mut wire, "GET", &ask.to_string())?;
        compare(&ask.to_string(), &reply, &expected(ask))?;
    }
    Ok(())
}

fn refusals(server: SocketAddr) -> Result<(), String> {
    for (method, target) in samples() {
        let Err(refusal) = parse(method, &target) else { continue };
        // A connection for each: a server may close after a refusal.
        let reply = ask_for(&mut connect(server)?, method, &target)?;
        compare(&format!("{method} {}", shown(&target)), &reply, &Answer::from(refusal))?;
    }
    Ok(())
}

fn never_early(server: SocketAddr) -> Result<(), String> {
    let mut wire = connect(server)?;
    for ms in [0, 1, 10, 40] {
        for ask in [Ask::Wait(Wait { ms }), Ask::Fetch(Fetch { ms, bytes: 1 })] {
            let took = ask_for(&mut wire, "GET", &ask.to_string())?.took;
            if took < Duration::from_millis(ms.into()) {
                return Err(format!("{ask} was answered after {took:?}"));
            }
        }
    }
    Ok(())
}

fn head_requests(server: SocketAddr) -> Result<(), String> {
    let mut wire = connect(server)?;
    for target in ["/plaintext", "/fetch?ms=0&bytes=100"] {
        let head = ask_for(&mut wire, "HEAD", target)?;
        let get = ask_for(&mut wire, "GET", target)?;
        let facts = |reply: &Reply| (reply.status, reply.header("content-length").map(str::to_owned));
        if facts(&head) != facts(&get) {
            return Err(format!("{target}: HEAD says {:?}, GET {:?}", facts(&head), facts(&get)));
        }
    }
    Ok(())
}

fn over_long(server: SocketAddr) -> Result<(), String> {
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

fn keep_alive(server: SocketAddr) -> Result<(), String> {
    let mut wire = connect(server)?;
    for round in 0..100 {
        let ask = Ask::Fetch(Fetch { ms: 0, bytes: round });
        compare(&ask.to_string(), &ask_for(&mut wire, "GET", &ask.to_string())?, &expected(ask))?;
    }
    Ok(())
}

fn overlapping(server: SocketAddr) -> Result<(), String> {
    let one = |number: u32| {
        let ask = Ask::Fetch(Fetch { ms: 320 - number * 10, bytes: 1000 + number });
        let reply = ask_for(&mut connect(server)?, "GET", &ask.to_string())?;
        compare(&ask.to_string(), &reply, &expected(ask))
    };
    thread::scope(|scope| {
        let asking: Vec<_> = (0..32).map(|number| scope.spawn(move || one(number))).collect();
        asking.into_iter().try_for_each(|asked| asked.join().map_err(|_| "a check panicked".to_owned())?)
    })
}

fn backend_gone(server: SocketAddr) -> Result<(), String> {
    gives(server, contract::Refusal::BackendGone)
}

fn backend_silent(server: SocketAddr) -> Result<(), String> {
    gives(server, contract::Refusal::BackendSilent)
}

fn gives(server: SocketAddr, refusal: contract::Refusal) -> Result<(), String> {
    let target = "/fetch?ms=1&bytes=10";
    let reply = ask_for(&mut connect(server)?, "GET", target)?;
    compare(target, &reply, &Answer::from(refusal))
}

fn connect(server: SocketAddr) -> Result<Wire, String> {
    Wire::connect(server).map_err(|error| format!("cannot connect to {server}: {error}"))
}

pub(crate) fn ask_for(wire: &mut Wire, method: &str, target: &str) -> Result<Reply, String> {
    wire.ask(method, target, "").map_err(|error| format!("{method} {}: {error}", shown(target)))
}

fn compare(what: &str, reply: &Reply, answer: &Answer) -> Result<(), String> {
    let wrong = |field: &str, got: &str, wanted: &str| Err(format!("{what}: {field} is {got}, not {wanted}"));
    if reply.status != answer.status {
        return wrong("status", &reply.status.to_string(), &answer.status.to_string());
    }
    if reply.header("content-type") != Some(CONTENT_TYPE) {
        return wrong("content-type", &format!("{:?}", reply.header("content-type")), CONTENT_TYPE);
    }
    if reply.header("allow") != answer.allow {
        return wrong("allow", &format!("{:?}", reply.header("allow")), &format!("{:?}", answer.allow));
    }
    let length = answer.body.len().to_string();
    if reply.header("content-length") != Some(&length) {
        return wrong("content-length", &format!("{:?}", reply.header("content-length")), &length);
    }
    if reply.body != answer.body {
        let got = String::from_utf8_lossy(&reply.body).chars().take(60).collect::<String>();
        return wrong("body", &format!("{got:?}"), "what the contract says");
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
