//! HTTP/1.1 as clients speak it.

use std::io;
use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use contract::{Ask, Fetch, Upload, Wait, expected, payload};

use super::{ask, ask_for, compare, connect};
use crate::verify::wire::{Wire, request};

pub(super) fn keep_alive(server: SocketAddr) -> Result<(), String> {
    let mut wire = connect(server)?;
    for round in 0..100 {
        let one = Ask::Fetch(Fetch { ms: 0, bytes: round });
        compare(&one.to_string(), &ask(&mut wire, one)?, &expected(one))?;
    }
    Ok(())
}

pub(super) fn pipelining(server: SocketAddr) -> Result<(), String> {
    let mut wire = connect(server)?;
    // The slowest first: whoever answers as soon as he can answers in the wrong order.
    let asks = [
        Ask::Fetch(Fetch { ms: 30, bytes: 7 }),
        Ask::Plaintext,
        Ask::Wait(Wait { ms: 5 }),
        Ask::Fetch(Fetch { ms: 0, bytes: 70_000 }),
        Ask::Plaintext,
    ];
    let all: String = asks.iter().map(|one| request("GET", &one.to_string(), "")).collect();
    told(wire.send(all.as_bytes()))?;
    asks.into_iter().try_for_each(|one| compare(&one.to_string(), &told(wire.reply(false))?, &expected(one)))
}

pub(super) fn in_pieces(server: SocketAddr) -> Result<(), String> {
    let mut wire = connect(server)?;
    let one = Ask::Fetch(Fetch { ms: 0, bytes: 9 });
    let bytes = request("GET", &one.to_string(), "x: y\r\n");
    for piece in bytes.as_bytes().chunks(11) {
        told(wire.send(piece))?;
        thread::sleep(Duration::from_millis(1));
    }
    compare("a request in pieces", &told(wire.reply(false))?, &expected(one))
}

pub(super) fn closing(server: SocketAddr) -> Result<(), String> {
    for last in [
        "GET /plaintext HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
        "GET /plaintext HTTP/1.0\r\nhost: localhost\r\n\r\n",
    ] {
        let mut wire = connect(server)?;
        told(wire.send(last.as_bytes()))?;
        compare(last, &told(wire.reply(false))?, &expected(Ask::Plaintext))?;
        ended(&mut wire, last)?;
    }
    Ok(())
}

pub(super) fn half_close(server: SocketAddr) -> Result<(), String> {
    for one in [
        Ask::Fetch(Fetch { ms: 20, bytes: 70_000 }),
        Ask::Plaintext,
        Ask::Stream(contract::Stream { pieces: 3, bytes: 5, ms: 5 }),
    ] {
        let mut wire = connect(server)?;
        told(wire.send(request("GET", &one.to_string(), "").as_bytes()))?;
        told(wire.end())?;
        compare(&format!("{one}, half closed"), &told(wire.reply(false))?, &expected(one))?;
        ended(&mut wire, "a client that has ended its side")?;
    }
    Ok(())
}

pub(super) fn chunked_upload(server: SocketAddr) -> Result<(), String> {
    let mut wire = connect(server)?;
    for (bytes, piece_bytes) in [(0, 1), (10, 3), (100_000, 4_001)] {
        let one = Ask::Upload(Upload { bytes, ms: 0 });
        told(wire.send(request("POST", &one.to_string(), "transfer-encoding: chunked\r\n").as_bytes()))?;
        for piece in payload(bytes).chunks(piece_bytes) {
            let chunk = [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat();
            told(wire.send(&chunk))?;
        }
        told(wire.send(b"0\r\n\r\n"))?;
        compare(&format!("{one} in chunks"), &told(wire.reply(false))?, &expected(one))?;
    }
    Ok(())
}

pub(super) fn expectation(server: SocketAddr) -> Result<(), String> {
    let mut wire = connect(server)?;
    let one = Ask::Upload(Upload { bytes: 5_000, ms: 0 });
    for _ in 0..2 {
        let headers = "content-length: 5000\r\nexpect: 100-continue\r\n";
        told(wire.send(request("POST", &one.to_string(), headers).as_bytes()))?;
        let interim = told(wire.reply(false))?;
        if interim.status != 100 {
            return Err(format!("{} instead of 100 before the body was sent", interim.status));
        }
        told(wire.send(&payload(5_000)))?;
        compare("after 100", &told(wire.reply(false))?, &expected(one))?;
    }
    Ok(())
}

/// A route that takes no body, and an upload that is longer than it says: refused, whatever else comes,
/// and the next client is served.
pub(super) fn unwanted_body(server: SocketAddr) -> Result<(), String> {
    for (target, status) in [("/plaintext", 405), ("/nowhere", 404), ("/upload?bytes=5&ms=0", 400)] {
        for length in [6_u32, 300_000] {
            let mut wire = connect(server)?;
            let head = request("POST", target, &format!("content-length: {length}\r\n"));
            // A server that has refused need not read on.
            let _ = wire.send(&[head.as_bytes(), &payload(length)].concat());
            let reply = wire.reply(false).map_err(|error| format!("POST {target} of {length}: {error}"))?;
            if reply.status != status {
                return Err(format!("POST {target} of {length} bytes gave {}, not {status}", reply.status));
            }
        }
    }
    let reply = ask_for(&mut connect(server)?, "GET", "/plaintext")?;
    compare("after bodies that nobody wants", &reply, &expected(Ask::Plaintext))
}

fn ended(wire: &mut Wire, after: &str) -> Result<(), String> {
    match wire.until_closed() {
        Ok(rest) if rest.is_empty() => Ok(()),
        Ok(rest) => Err(format!("after {after:?}: {} bytes more than the answer", rest.len())),
        Err(error) => Err(format!("after {after:?} the connection stays open: {error}")),
    }
}

fn told<T>(outcome: io::Result<T>) -> Result<T, String> {
    outcome.map_err(|error| error.to_string())
}
