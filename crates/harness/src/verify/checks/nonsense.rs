//! What a server meets on an open port: broken clients, scanners, and people who try.

use std::net::SocketAddr;
use std::thread;

use contract::{Ask, expected};

use super::{ask, compare, connect};
use crate::verify::wire::Wire;

/// Everything here is sent on a connection of its own, after which the client ends its side. A refusal is
/// right and so is silence; something that is no HTTP is not, and neither is that we have failed (5xx),
/// but for "we do not speak that version". Then the next client must be served. (tiny_http leaves some of
/// these connections open, and a thread waiting for each, until the client has gone.)
pub(super) fn corpus(server: SocketAddr) -> Result<(), String> {
    all(server, |wire| Ok(wire.until_silent()))
}

/// The same, and each of these connections must come to its end.
pub(super) fn ends(server: SocketAddr) -> Result<(), String> {
    all(server, |wire| wire.until_closed().map_err(|error| format!("the connection hangs: {error}")))
}

type Listen = fn(&mut Wire) -> Result<Vec<u8>, String>;

fn all(server: SocketAddr, listen: Listen) -> Result<(), String> {
    let nonsense = nonsense();
    thread::scope(|scope| {
        let send = |(what, bytes): &(&str, Vec<u8>)| {
            survives(server, bytes, listen).map_err(|wrong| format!("{what}: {wrong}"))
        };
        let sending: Vec<_> = nonsense.iter().map(|one| scope.spawn(move || send(one))).collect();
        sending.into_iter().try_for_each(|sent| sent.join().map_err(|_| "a check panicked".to_owned())?)
    })?;
    compare("after nonsense", &ask(&mut connect(server)?, Ask::Plaintext)?, &expected(Ask::Plaintext))
}

fn survives(server: SocketAddr, bytes: &[u8], listen: Listen) -> Result<(), String> {
    let mut wire = connect(server)?;
    // It may be refused, and the connection closed, before all of it is sent.
    let _ = wire.send(bytes);
    let _ = wire.end();
    let answer = listen(&mut wire)?;
    let line = String::from_utf8_lossy(&answer[..answer.len().min(12)]).into_owned();
    match line.as_bytes() {
        [] => Ok(()),
        [b'H', b'T', b'T', b'P', b'/', b'1', b'.', _, b' ', b'1'..=b'4', ..] => Ok(()),
        b"HTTP/1.1 505" => Ok(()),
        _ => Err(format!("it is answered {line:?}")),
    }
}

fn nonsense() -> Vec<(&'static str, Vec<u8>)> {
    let get = |headers: &str| format!("GET /plaintext HTTP/1.1\r\nhost: x\r\n{headers}\r\n").into_bytes();
    let post = |headers: &str, body: &str| {
        format!("POST /upload?bytes=5&ms=0 HTTP/1.1\r\nhost: x\r\n{headers}\r\n{body}").into_bytes()
    };
    let chunked = |body: &str| post("transfer-encoding: chunked\r\n", body);
    vec![
        ("nothing", Vec::new()),
        ("an empty line", b"\r\n\r\n".to_vec()),
        ("many empty lines", b"\r\n".repeat(5_000)),
        ("zeros", vec![0; 4_096]),
        ("every byte", (0..=255).collect()),
        ("a long line without an end", vec![b'A'; 200_000]),
        ("a TLS handshake", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03abcdefgh\r\n\r\n".to_vec()),
        ("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec()),
        ("HTTP/0.9", b"GET /plaintext\r\n".to_vec()),
        ("a method and nothing else", b"GET\r\n\r\n".to_vec()),
        ("a version that is not", b"GET /plaintext HTTP/9.9\r\nhost: x\r\n\r\n".to_vec()),
        ("a version that is no number", b"GET /plaintext HTTP/a.b\r\nhost: x\r\n\r\n".to_vec()),
        ("two spaces", b"GET  /plaintext HTTP/1.1\r\nhost: x\r\n\r\n".to_vec()),
        ("a target of no form", b"GET plaintext HTTP/1.1\r\nhost: x\r\n\r\n".to_vec()),
        ("a target of other characters", b"GET /\xff\xfe\x01 HTTP/1.1\r\nhost: x\r\n\r\n".to_vec()),
        ("CONNECT", b"CONNECT example.org:443 HTTP/1.1\r\nhost: example.org\r\n\r\n".to_vec()),
        ("OPTIONS of everything", b"OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n".to_vec()),
        ("a method of a thousand letters", [&b"G".repeat(1_000)[..], b" / HTTP/1.1\r\n\r\n"].concat()),
        ("no host", b"GET /plaintext HTTP/1.1\r\n\r\n".to_vec()),
        ("half a head", b"GET /plaintext HTTP/1.1\r\nhost: x\r\nfoo".to_vec()),
        ("a header without a colon", get("nonsense\r\n")),
        ("a header without a name", get(": x\r\n")),
        ("a space before the colon", get("x : y\r\n")),
        ("a header that is continued", get("x: y\r\n z\r\n")),
        ("a carriage return in a value", get("x: a\rb\r\n")),
        ("a zero in a value", get("x: a\0b\r\n")),
        ("an upgrade", get("connection: upgrade\r\nupgrade: websocket\r\n")),
        ("a length that is negative", post("content-length: -1\r\n", "ABCDE")),
        ("a length that is no number", post("content-length: five\r\n", "ABCDE")),
        ("a length beyond all bounds", post("content-length: 99999999999999999999\r\n", "ABCDE")),
        ("a length of more than is sent", post("content-length: 500\r\n", "ABCDE")),
        ("two lengths", post("content-length: 5\r\ncontent-length: 6\r\n", "ABCDEF")),
        (
            "a length and chunks",
            post("content-length: 5\r\ntransfer-encoding: chunked\r\n", "0\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
        ),
        ("a coding that is not known", post("transfer-encoding: gzip\r\n", "ABCDE")),
        ("a chunk size that is no number", chunked("xyz\r\nABCDE\r\n0\r\n\r\n")),
        ("a chunk size beyond all bounds", chunked("ffffffffffffffffff\r\nABCDE\r\n0\r\n\r\n")),
        ("a chunk size that is negative", chunked("-5\r\nABCDE\r\n0\r\n\r\n")),
        ("a chunk that is longer than it says", chunked("2\r\nABCDE\r\n0\r\n\r\n")),
        ("a chunk that does not end", chunked("5\r\nAB")),
        ("chunks that do not end", chunked("5\r\nABCDE\r\n")),
        ("an expectation that is not known", post("content-length: 5\r\nexpect: miracles\r\n", "ABCDE")),
        ("a body without a length", post("", "ABCDE")),
        ("answers instead of requests", b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec()),
        (
            "a good request and then none",
            b"GET /plaintext HTTP/1.1\r\nhost: x\r\n\r\n\x01\x02\x03\r\n\r\n".to_vec(),
        ),
    ]
}
