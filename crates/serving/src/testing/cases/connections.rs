//! How a connection is used.

use std::thread;
use std::time::Duration;

use contract::limits::{MAX_HEAD_BYTES, MAX_HEADERS};

use crate::testing::{Behaviour, Contender, Server, TestBackend, get};

pub fn connections_are_kept_for_the_next_request(contender: Contender) {
    let mut server = Server::start(contender, "");
    let mut connection = server.connect();
    for _ in 0..3 {
        assert_eq!(connection.get("/plaintext").status, 200);
        assert_eq!(connection.get("/nowhere").status, 404);
    }
    connection.send("GET /plaintext HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n");
    assert_eq!(connection.reply().status, 200);
    assert!(connection.is_closed(), "it was asked to close");
    let mut old = server.connect();
    old.send("GET /plaintext HTTP/1.0\r\n\r\n");
    assert_eq!(old.reply().status, 200);
    assert!(old.is_closed(), "HTTP/1.0 closes");
    server.await_usage("requests", 8);
    if contender.is_hyper {
        server.await_usage("connections", 0);
        assert!(server.usage("connections_max") >= Some(1));
    }
}

pub fn pipelined_requests_are_answered_in_order(contender: Contender) {
    let server = Server::start(contender, "");
    let mut connection = server.connect();
    // More than the 16 that hyper serves before it lets others have a turn.
    let targets: Vec<_> =
        (0..50).map(|nth| if nth % 10 == 0 { "/wait?ms=3" } else { ["/plaintext", "/x"][nth % 2] }).collect();
    connection.send(targets.iter().map(|target| get(target)).collect::<String>());
    for target in targets {
        let reply = connection.reply();
        match target {
            "/x" => assert_eq!(reply.status, 404),
            "/plaintext" => assert_eq!(reply.body, b"Hello, World!"),
            _ => assert_eq!(reply.body, b"waited\n"),
        }
    }
    assert_eq!(connection.get("/plaintext").status, 200);
}

pub fn a_request_may_come_in_pieces(contender: Contender) {
    let server = Server::start(contender, "");
    let mut connection = server.connect();
    for piece in
        ["GET /pla", "intext HT", "TP/1.1\r", "\nhost: te", "st\r\n\r", "\nGET /wait?ms=1 HTTP/1.1\r\n"]
    {
        connection.send(piece);
        thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(connection.reply().body, b"Hello, World!");
    connection.send("host: test\r\n\r\n");
    assert_eq!(connection.reply().body, b"waited\n");
}

pub fn a_client_that_ends_its_side_is_still_answered(contender: Contender) {
    let server = Server::start(contender, "");
    for target in ["/plaintext", "/wait?ms=50"] {
        let mut connection = server.connect();
        connection.send(get(target));
        connection.end();
        assert_eq!(connection.reply().status, 200, "{target}");
        assert!(connection.is_closed());
    }
}

pub fn heads_have_limits(contender: Contender) {
    let server = Server::start(contender, "");
    let with_headers = |count: usize, bytes: usize| {
        let headers: String = (0..count).map(|nth| format!("x-{nth}: {}\r\n", "y".repeat(bytes))).collect();
        server.connect_and_send(&format!("GET /plaintext HTTP/1.1\r\nhost: test\r\n{headers}\r\n"))
    };
    assert_eq!(with_headers(MAX_HEADERS - 1, 1), 200, "as many as are allowed");
    assert_eq!(with_headers(MAX_HEADERS, 1), 431, "one too many");
    assert_eq!(with_headers(10, 4_000), 200, "a large head within the limit");
    assert_eq!(with_headers(10, MAX_HEAD_BYTES / 8), 431, "a head beyond the limit");
    assert_eq!(server.get("/plaintext").status, 200, "and it goes on");
}

impl Server {
    fn connect_and_send(&self, request: &str) -> u16 {
        let mut connection = self.connect();
        connection.send(request);
        connection.reply().status
    }
}

pub fn nonsense_is_refused_and_closed(contender: Contender) {
    let server = Server::start(contender, "");
    for nonsense in ["nonsense\r\n\r\n", "GET\r\n\r\n", "GET /plaintext HTTP/1.1\r\nno colon\r\n\r\n"] {
        let mut connection = server.connect();
        connection.send(nonsense);
        assert_eq!(connection.reply().status, 400, "{nonsense:?}");
        assert!(connection.is_closed(), "{nonsense:?}");
    }
    // A client that says nothing, or breaks off, costs nobody anything.
    drop(server.connect());
    server.connect().send("GET /plain");
    assert_eq!(server.get("/plaintext").status, 200);
}

pub fn request_bodies_do_not_wedge_the_connection(contender: Contender) {
    let server = Server::start(contender, "");
    for (method, status) in [("POST", 405), ("GET", 200)] {
        let mut connection = server.connect();
        for nth in 0..3 {
            connection.send(format!(
                "{method} /plaintext HTTP/1.1\r\nhost: test\r\ncontent-length: 5\r\n\r\nhello"
            ));
            assert_eq!(connection.reply().status, status, "{method}, body {nth}");
        }
        connection.send(format!(
            "{method} /plaintext HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
        ));
        assert_eq!(connection.reply().status, status, "{method}, chunked");
        assert_eq!(connection.get("/plaintext").status, 200, "{method}, after the bodies");
        // One that does not come with its head: answered, then either read or closed.
        let mut slow = server.connect();
        slow.send(format!("{method} /plaintext HTTP/1.1\r\nhost: test\r\ncontent-length: 100000\r\n\r\n"));
        assert_eq!(slow.reply().status, status, "{method}, before its body");
        slow.send(vec![b'x'; 100_000]);
        slow.send(get("/plaintext"));
        assert!(slow.try_reply("GET").is_none_or(|reply| reply.status == 200), "{method}, after a long body");
    }
    assert_eq!(server.get("/plaintext").status, 200);
}

pub fn a_slow_reader_gets_the_whole_body(contender: Contender) {
    let backend = TestBackend::start(Behaviour::Answers);
    let server = Server::start_with(contender, &backend, "");
    let mut connection = server.connect();
    // Far more than the sockets hold: the server must wait for room, several times.
    let targets = ["/fetch?ms=0&bytes=1048576"; 12];
    connection.send(targets.iter().map(|target| get(target)).collect::<String>());
    thread::sleep(Duration::from_millis(300));
    for _ in targets {
        assert!(connection.reply().body == contract::payload(1 << 20));
    }
}
