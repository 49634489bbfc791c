//! What is answered.

use std::thread;
use std::time::{Duration, Instant};

use contract::{Answer, Ask, ROUTES, Refusal, SERVER, Upload, expected, parse, payload};

use crate::testing::{Behaviour, Contender, Reply, Server, TestBackend, get, in_time};

/// Compares an answer with the contract's; of a hyper contender every byte but the date.
fn check(contender: Contender, what: &str, method: &str, reply: &Reply, answer: &Answer) {
    assert_eq!(reply.status, answer.status, "{what}");
    assert_eq!(reply.header("server"), Some(SERVER), "{what}");
    assert_eq!(reply.header("content-type"), Some(answer.content_type), "{what}");
    let length = answer.body.len().to_string();
    let (length, coding) =
        if answer.pace.is_some() { (None, Some("chunked")) } else { (Some(length.as_str()), None) };
    // To HEAD a codec need not say how it would send what it does not send.
    if method != "HEAD" || answer.pace.is_none() {
        assert_eq!(reply.header("content-length"), length, "{what}");
        assert_eq!(reply.header("transfer-encoding"), coding, "{what}");
    }
    assert_eq!(reply.header("allow"), answer.allow, "{what}");
    assert!(reply.header("date").is_some_and(|date| date.ends_with(" GMT")), "{what}");
    if method == "HEAD" {
        assert!(reply.body.is_empty(), "{what}");
    } else {
        assert!(reply.body == answer.body, "{what}: {} bytes", reply.body.len());
    }
    if contender.is_hyper && answer.pace.is_none() {
        let head = reply.head_without_date();
        let (_, headers) = head.split_once("\r\n").expect("a status line");
        let allow = answer.allow.map_or_else(String::new, |allow| format!("allow: {allow}\r\n"));
        let (length, content_type) = (answer.body.len(), answer.content_type);
        let wanted = format!(
            "server: {SERVER}\r\ncontent-type: {content_type}\r\n{allow}content-length: {length}\r\ndate: …\r\n\r\n"
        );
        assert_eq!(headers, wanted, "{what}");
    }
}

pub fn answers_are_the_contracts(contender: Contender) {
    let backend = TestBackend::start(Behaviour::Answers);
    let server = Server::start_with(contender, &backend, "");
    let mut connection = server.connect();
    let targets = [
        "/plaintext",
        "/plaintext?",
        "/wait?ms=0",
        "/wait?ms=5",
        "/fetch?ms=0&bytes=0",
        "/fetch?ms=1&bytes=1",
        "/fetch?bytes=256&ms=0",
        "/fetch?ms=0&bytes=40000",
        "/fetch?ms=0&bytes=1048576",
        "/json?items=0",
        "/json?items=30",
        "/blocking-call?ms=3",
        "/cancellable?ms=3&bytes=9",
        "/fan-out?calls=0&ms=1",
        "/fan-out?calls=1&ms=1",
        "/fan-out?calls=20&ms=1",
        "/fan-out?calls=3&ms=1&order=sequential",
        "/chain?calls=0&ms=1",
        "/chain?calls=4&ms=1",
        "/mixed?ms=1&cpu_us=500",
        "/file?bytes=4096",
        "/file?bytes=65536",
        "/file?bytes=1048576",
        "/stream?pieces=0&bytes=9&ms=1",
        "/stream?pieces=3&bytes=9&ms=2",
        "/stream?pieces=200&bytes=4096&ms=0",
    ];
    for route in ROUTES.into_iter().filter(|route| *route != "/upload") {
        let is_it = |target: &&str| target.split('?').next() == Some(route);
        assert!(targets.iter().any(is_it), "{route} is asked by no target of this test");
    }
    for target in targets {
        let answer = expected(parse("GET", target).expect("a valid target"));
        for method in ["GET", "HEAD"] {
            let asked = Instant::now();
            connection.send(format!("{method} {target} HTTP/1.1\r\nhost: test\r\n\r\n"));
            let reply = connection.reply_to(method);
            check(contender, &format!("{method} {target}"), method, &reply, &answer);
            let least = parse("GET", target).expect("a valid target").at_least();
            assert!(method == "HEAD" || asked.elapsed() >= least, "{target} was early");
        }
    }
}

pub fn uploads_are_read_to_their_end(contender: Contender) {
    let server = Server::start(contender, "");
    let mut connection = server.connect();
    for (bytes, ms) in [(0, 0), (0, 5), (1, 0), (5_000, 5), (40_000, 5), (1 << 20, 0)] {
        let ask = Ask::Upload(Upload { bytes, ms });
        let body = payload(bytes);
        let answer = expected(ask);
        let plain = [format!("content-length: {bytes}\r\n\r\n").as_bytes(), &body].concat();
        let mut chunked = b"transfer-encoding: chunked\r\n\r\n".to_vec();
        for piece in body.chunks(3_333) {
            chunked.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
            chunked.extend_from_slice(piece);
            chunked.extend_from_slice(b"\r\n");
        }
        chunked.extend_from_slice(b"0\r\n\r\n");
        for rest in [plain, chunked] {
            let asked = Instant::now();
            connection.send([format!("POST {ask} HTTP/1.1\r\nhost: test\r\n").into_bytes(), rest].concat());
            check(contender, &ask.to_string(), "POST", &connection.reply(), &answer);
            assert!(asked.elapsed() >= ask.at_least(), "{ask} was early");
        }
    }
}

pub fn uploads_of_another_length_are_refused(contender: Contender) {
    let server = Server::start(contender, "");
    for length in [0, 4, 6, 100_000] {
        let mut connection = server.connect();
        let head =
            format!("POST /upload?bytes=5&ms=0 HTTP/1.1\r\nhost: test\r\ncontent-length: {length}\r\n\r\n");
        connection.send([head.as_bytes(), &payload(length)].concat());
        let reply = connection.reply();
        assert_eq!(
            (reply.status, reply.body),
            (400, Answer::from(Refusal::WrongBody).body.to_vec()),
            "{length}"
        );
    }
}

/// A piece that was produced is sent, and not kept until the next.
pub fn a_stream_arrives_piece_by_piece(contender: Contender) {
    let server = Server::start(contender, "");
    in_time("the pieces come together", |ms| {
        let mut connection = server.connect();
        connection.send(get(&format!("/stream?pieces=3&bytes=10&ms={ms}")));
        connection.read_until(b"ABCDEFGHIJ");
        let begun = Instant::now();
        assert_eq!(connection.reply().body, payload(30));
        // The other two pieces are twice as far away, unless this test itself was late to see the first.
        begun.elapsed() >= Duration::from_millis(ms)
    });
}

pub fn refusals_are_the_contracts(contender: Contender) {
    let server = Server::start(contender, "");
    let mut connection = server.connect();
    let long = format!("/wait?ms={}", "1".repeat(contract::limits::MAX_TARGET_BYTES));
    let asks = [
        ("GET", "/"),
        ("GET", "/nowhere?ms=1"),
        ("HEAD", "/nowhere"),
        ("POST", "/plaintext"),
        ("DELETE", "/fetch?ms=1&bytes=1"),
        ("OPTIONS", "/wait"),
        ("GET", "/wait"),
        ("GET", "/wait?ms=-1"),
        ("GET", "/wait?ms=1.5"),
        ("GET", "/wait?ms=60001"),
        ("GET", "/wait?ms=99999999999999999999"),
        ("GET", "/wait?ms=1&ms=1"),
        ("GET", "/plaintext?ms=1"),
        ("GET", "/fetch?ms=1"),
        ("GET", "/fetch?ms=%31&bytes=1"),
        ("GET", "/upload?bytes=1&ms=0"),
        ("GET", "/file?bytes=5"),
        ("GET", "/fan-out?calls=65&ms=1"),
        ("GET", "/fan-out?calls=5&ms=1&order=reverse"),
        ("GET", "/stream?pieces=1&bytes=4097&ms=1"),
        ("GET", &long),
    ];
    for (method, target) in asks {
        let refusal = parse(method, target).expect_err("a refused target");
        connection.send(format!("{method} {target} HTTP/1.1\r\nhost: test\r\n\r\n"));
        let reply = connection.reply_to(method);
        check(contender, &format!("{method} {target}"), method, &reply, &refusal.into());
    }
}

pub fn overlapping_requests_do_not_wait_for_each_other(contender: Contender) {
    overlap(&mut Server::start(contender, ""), |ms| format!("/wait?ms={ms}"));
}

pub fn overlapping_calls_do_not_wait_for_each_other(contender: Contender) {
    let backend = TestBackend::start(Behaviour::Answers);
    overlap(&mut Server::start_with(contender, &backend, ""), |ms| format!("/fetch?ms={ms}&bytes={ms}"));
}

/// While 32 requests take a minute each, 16 others are answered that take less, and none of them is early.
fn overlap(server: &mut Server, target: impl Fn(u64) -> String) {
    let (mut long, short) = (server.connect_many(32), server.connect_many(16));
    for connection in &mut long {
        connection.send(get(&target(60_000)));
    }
    server.await_usage("in_flight", 32);
    thread::scope(|scope| {
        for (nth, mut connection) in (0..).zip(short) {
            let target = target(100 + nth * 20);
            scope.spawn(move || {
                let asked = Instant::now();
                let reply = connection.get(&target);
                assert_eq!(reply.status, 200, "{target}");
                assert!(asked.elapsed() >= Duration::from_millis(100 + nth * 20), "{target} was early");
            });
        }
    });
}
