//! Clients that do wrong, leave, or come in too great a number.

mod common;

use std::io::{Read, Write};
use std::time::Duration;

use common::{Backend, eventually, get, program, while_it_lasts};

/// How long the backend lets a client finish that it has given its last answer.
const LINGER: Duration = Duration::from_secs(1);

#[test]
fn wrong_requests_are_refused_with_the_reason() {
    let mut backend = Backend::start(&[]);
    let mut client = backend.connect();
    let mut refused = |line: &str, status: u16, reason: &str| {
        let response = client.call(format!("{line} HTTP/1.1\r\nhost: backend\r\n\r\n"));
        assert_eq!(
            (response.status, String::from_utf8(response.body).unwrap()),
            (status, format!("{reason}\n"))
        );
        response.head
    };
    refused("GET /nowhere", 404, "no such route");
    let head = refused("DELETE /delay?ms=1&bytes=1", 405, "this route answers GET and HEAD only");
    assert!(head.contains("\r\nallow: GET, HEAD\r\n"), "{head}");
    refused("GET /delay?ms=1", 400, "missing parameter: bytes");
    refused("GET /delay?ms=1&ms=1&bytes=1", 400, "repeated parameter: ms");
    refused("GET /delay?ms=99999999999999999999&bytes=1", 400, "too large: ms is at most 60000");
    refused("GET /delay?ms=1.5&bytes=1", 400, "not a plain decimal number: ms");
    refused(&format!("GET /delay?{}", "a".repeat(5_000)), 414, "the request target is too long");
    assert_eq!(client.call(get(0, 1)).body, b"A", "the connection goes on");
    assert_eq!((backend.count("refused"), backend.count("served")), (7, 1));
}

#[test]
fn requests_after_which_nothing_can_be_read_end_the_connection() {
    let backend = Backend::start(&[]);
    let long = "x".repeat(200_000);
    for (request, status) in [
        ("nonsense\r\n\r\n".into(), 400),
        ("GET /delay?ms=0&bytes=1 HTTP/1.1\r\ncontent-length: 4\r\n\r\nbody".into(), 400),
        ("POST /delay HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n".into(), 405),
        (format!("GET /{long}"), 414),
        (format!("GET /delay?ms=0&bytes=1 HTTP/1.1\r\nx: {long}\r\n\r\n"), 431),
        (format!("GET /delay?ms=0&bytes=1 HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(65)), 431),
    ] {
        let mut client = backend.connect();
        let response = client.call(&request);
        assert_eq!(response.status, status, "{:?}", &request[..40.min(request.len())]);
        assert!(response.head.contains("connection: close"), "{}", response.head);
        client.ends();
    }
}

/// A connection that is closed while its client still sends is reset, and the client is told of a broken
/// pipe instead of what it did wrong.
#[test]
fn a_refused_client_may_finish_what_it_was_sending() {
    let backend = Backend::start(&[]);
    while_it_lasts(LINGER, || {
        let mut client = backend.connect();
        client.send("nonsense\r\n\r\n");
        let is_sent = (0..5).all(|_| {
            std::thread::sleep(Duration::from_millis(20));
            client.socket.write_all(b"more of the same\r\n").is_ok()
        });
        assert_eq!(client.receive().status, 400);
        is_sent && client.socket.read_to_end(&mut Vec::new()).is_ok_and(|rest| rest == 0)
    });
}

#[test]
fn a_client_that_does_not_leave_after_its_last_answer_is_left() {
    let mut backend = Backend::start(&[]);
    while_it_lasts(LINGER, || {
        backend.until("connections", 0);
        let mut client = backend.connect();
        assert_eq!(client.call("nonsense\r\n\r\n").status, 400);
        let is_there = backend.count("connections") == 1;
        backend.until("connections", 0);
        is_there
    });
}

#[test]
fn the_last_call_of_a_connection_is_answered_whole() {
    let backend = Backend::start(&[]);
    let mut client = backend.connect();
    let last = "GET /delay?ms=30&bytes=100000 HTTP/1.1\r\nconnection: close\r\n\r\n";
    client.send([&get(60, 1), last, &get(0, 2)].concat());
    assert_eq!(client.receive().body, b"A");
    assert_eq!(client.receive().body.len(), 100_000);
    client.ends();
}

#[test]
fn head_is_answered_without_a_body() {
    let backend = Backend::start(&[]);
    let mut client = backend.connect();
    client.send("HEAD /delay?ms=1&bytes=300 HTTP/1.1\r\n\r\n");
    let response = client.receive_of("HEAD");
    assert!(response.head.contains("content-length: 300\r\n"), "{}", response.head);
    assert_eq!(client.call(get(0, 2)).body, b"AB");
}

#[test]
fn nothing_that_a_client_sends_ends_the_backend() {
    let mut backend = Backend::start(&[]);
    let mut random = 12345_u64;
    let mut next = move || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (random >> 33) as usize
    };
    let good = get(0, 10_000).into_bytes();
    for round in 0..600 {
        let mut client = backend.connect();
        client.socket.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
        // Good requests with bytes changed, cut out or put in, and plain noise.
        let mut bytes = good.repeat(1 + next() % 3);
        for _ in 0..1 + next() % 4 {
            let at = next() % bytes.len();
            match round % 3 {
                0 => bytes[at] = next() as u8,
                1 => bytes.truncate(at.max(1)),
                _ => bytes = (0..next() % 2_000 + 1).map(|_| next() as u8).collect(),
            }
        }
        // It may have been refused, and the connection ended, before all is sent.
        let _ = client.socket.write_all(&bytes);
        if round % 2 == 0 {
            let _ = client.socket.read(&mut [0; 100]);
        }
    }
    assert_eq!(backend.connect().call(get(1, 3)).body, b"ABC");
    backend.until("connections", 0);
    backend.until("in_flight", 0);
}

#[test]
fn a_client_that_leaves_frees_its_place() {
    let mut backend = Backend::start(&[]);
    let mut leaving = backend.connect();
    leaving.send([get(30_000, 1), get(30_000, 1)].concat());
    backend.until("in_flight", 2);
    drop(leaving);
    backend.until("in_flight", 0);
    assert_eq!((backend.count("abandoned"), backend.count("connections")), (2, 0));

    // Whoever comes next into the same place is not met by the timer that is still set.
    let mut short = backend.connect();
    backend.ask("reset");
    short.send(get(1_000, 1));
    // Not what is in flight now: on a machine that stands still it may have been answered by then.
    backend.until("in_flight_max", 1);
    drop(short);
    backend.until("connections", 0);
    let mut next = backend.connect();
    let begin = std::time::Instant::now();
    next.call(get(1_200, 1));
    assert!(begin.elapsed() >= Duration::from_millis(1_200));

    // Leaving in the middle of a body.
    let mut half = backend.connect();
    half.send(get(0, 1 << 20).repeat(64));
    backend.until("in_flight_max", 64);
    half.socket.read_exact(&mut [0; 1000]).unwrap();
    drop(half);
    backend.until("in_flight", 0);
}

/// Each connection takes a descriptor; here are fewer than clients.
#[test]
fn without_descriptors_the_rest_waits_and_nothing_spins() {
    let mut limited = std::process::Command::new("sh");
    limited.arg("-c").arg("ulimit -n 30; exec \"$0\" --control stdin").arg(program().get_program());
    let mut backend = Backend::run(limited);
    assert!(backend.first_line.contains(" nofile=30"), "{}", backend.first_line);
    let mut clients: Vec<_> = (0..60).map(|_| backend.connect()).collect();
    assert_eq!(clients[0].call(get(0, 1)).body, b"A");
    eventually(|| backend.count("accept_errors") > 0);
    backend.until_it_rests();
    while !clients.is_empty() {
        // The oldest is served, leaves, and makes room for the next in the backlog.
        let mut oldest = clients.remove(0);
        assert_eq!(oldest.call(get(0, 2)).body, b"AB");
    }
    assert_eq!(backend.count("served"), 61);
}
