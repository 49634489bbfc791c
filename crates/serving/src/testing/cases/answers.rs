//! What is answered.

use std::thread;
use std::time::{Duration, Instant};

use contract::{Answer, CONTENT_TYPE, SERVER, expected, parse};

use crate::testing::{Behaviour, Contender, Reply, Server, TestBackend};

/// Compares an answer with the contract's; of a hyper contender every byte but the date.
fn check(contender: Contender, what: &str, method: &str, reply: &Reply, answer: &Answer) {
    assert_eq!(reply.status, answer.status, "{what}");
    assert_eq!(reply.header("server"), Some(SERVER), "{what}");
    assert_eq!(reply.header("content-type"), Some(CONTENT_TYPE), "{what}");
    assert_eq!(reply.header("content-length"), Some(answer.body.len().to_string().as_str()), "{what}");
    assert_eq!(reply.header("allow"), answer.allow, "{what}");
    assert!(reply.header("date").is_some_and(|date| date.ends_with(" GMT")), "{what}");
    if method == "HEAD" {
        assert!(reply.body.is_empty(), "{what}");
    } else {
        assert!(reply.body == answer.body, "{what}: {} bytes", reply.body.len());
    }
    if contender.is_hyper {
        let head = reply.head_without_date();
        let (_, headers) = head.split_once("\r\n").expect("a status line");
        let allow = answer.allow.map_or_else(String::new, |allow| format!("allow: {allow}\r\n"));
        let length = answer.body.len();
        let wanted = format!(
            "server: {SERVER}\r\ncontent-type: {CONTENT_TYPE}\r\n{allow}content-length: {length}\r\ndate: …\r\n\r\n"
        );
        assert_eq!(headers, wanted, "{what}");
    }
}

pub fn answers_are_the_contracts(contender: Contender) {
    let backend = TestBackend::start(Behaviour::Answers);
    let server = Server::start(contender, &format!("--backend {}", backend.address));
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
    ];
    for target in targets {
        let answer = expected(parse("GET", target).expect("a valid target"));
        for method in ["GET", "HEAD"] {
            connection.send(format!("{method} {target} HTTP/1.1\r\nhost: test\r\n\r\n"));
            let reply = connection.reply_to(method);
            check(contender, &format!("{method} {target}"), method, &reply, &answer);
        }
    }
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
    overlap(&Server::start(contender, ""), |ms| format!("/wait?ms={ms}"));
}

pub fn overlapping_calls_do_not_wait_for_each_other(contender: Contender) {
    let backend = TestBackend::start(Behaviour::Answers);
    let server = Server::start(contender, &format!("--backend {}", backend.address));
    overlap(&server, |ms| format!("/fetch?ms={ms}&bytes={ms}"));
}

/// 32 requests at once with waits of their own: none is early, and together they take far less than
/// one after the other, which would be 8.4 s.
fn overlap(server: &Server, target: impl Fn(u64) -> String + Sync) {
    let connections = server.connect_many(32);
    let began = Instant::now();
    thread::scope(|scope| {
        for (nth, mut connection) in (0..).zip(connections) {
            let target = target(100 + nth * 10);
            scope.spawn(move || {
                let asked = Instant::now();
                let reply = connection.get(&target);
                assert_eq!(reply.status, 200, "{target}");
                assert!(asked.elapsed() >= Duration::from_millis(100 + nth * 10), "{target} was early");
            });
        }
    });
    assert!(began.elapsed() < Duration::from_secs(6), "they waited for each other");
}
