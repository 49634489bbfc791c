//! What becomes of clients that keep the server waiting. tiny_http has no such limits, so these look at
//! the others.

use std::thread;
use std::time::{Duration, Instant};

use crate::testing::{Behaviour, Contender, Server, TestBackend, get};

pub fn a_client_that_says_nothing_is_closed(contender: Contender) {
    if !contender.is_hyper {
        return;
    }
    let mut server = Server::start(contender, "--idle-max-ms 300");
    let began = Instant::now();
    let mut silent = server.connect();
    let mut busy = server.connect();
    busy.send(get("/wait?ms=1500"));
    assert!(silent.is_closed());
    assert!(began.elapsed() >= Duration::from_millis(300), "it was closed early");
    let mut served = server.connect();
    assert_eq!(served.get("/plaintext").status, 200);
    let answered = Instant::now();
    assert!(served.is_closed(), "after an answer, too");
    assert!(answered.elapsed() >= Duration::from_millis(250), "it was closed early");
    assert_eq!(server.usage("cut"), Some(2));
    assert_eq!(busy.reply().status, 200, "who waits for an answer keeps nobody waiting");
}

pub fn a_head_that_does_not_end_is_cut(contender: Contender) {
    if !contender.is_hyper {
        return;
    }
    let mut server = Server::start(contender, "--head-max-ms 300");
    let began = Instant::now();
    let mut slow = server.connect();
    slow.send("GET /plaintext HTTP/1.1\r\n");
    // It goes on saying something, and never comes to an end.
    for nth in 0.. {
        slow.send(format!("x-{nth}: y\r\n"));
        if server.usage("cut") == Some(1) {
            break;
        }
        assert!(nth < 1_000, "it is waited for without end");
        thread::sleep(Duration::from_millis(20));
    }
    assert!(began.elapsed() >= Duration::from_millis(300), "it was cut early");
    assert!(slow.try_reply("GET").is_none(), "nothing was asked, nothing is answered");
    server.await_usage("connections", 0);
    assert_eq!(server.get("/plaintext").status, 200, "and it goes on");
}

pub fn a_client_that_does_not_read_is_cut(contender: Contender) {
    if !contender.is_hyper {
        return;
    }
    let backend = TestBackend::start(Behaviour::Answers);
    let mut server = Server::start(contender, &format!("--stall-max-ms 300 --backend {}", backend.address));
    let mut deaf = server.connect();
    // Far more than the sockets hold.
    deaf.send(get("/fetch?ms=0&bytes=1048576").repeat(12));
    server.await_usage("cut", 1);
    server.await_usage("connections", 0);
    server.await_usage("in_flight", 0);
    assert_eq!(server.get("/plaintext").status, 200, "and it goes on");
}

pub fn a_body_that_stalls_is_cut_and_others_are_served(contender: Contender) {
    if !contender.is_hyper {
        return;
    }
    // Where there is a limit on requests at once, the one that stalls may have all of it until it is cut.
    let limit = contender.limit.map_or_else(String::new, |limit| format!("--{limit} 1"));
    let mut server = Server::start(contender, &format!("--stall-max-ms 400 {limit}"));
    let began = Instant::now();
    let mut stalled = server.connect();
    stalled
        .send("POST /upload?bytes=1000&ms=0 HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n0123456789");
    server.await_usage("in_flight", 1);
    assert_eq!(server.get("/wait?ms=1").status, 200, "others are served");
    server.await_usage("cut", 1);
    assert!(began.elapsed() >= Duration::from_millis(400), "it was cut early");
    if let Some(reply) = stalled.try_reply("POST") {
        assert_eq!(reply.status, 400, "a body that broke off");
        assert!(stalled.is_closed());
    }
    server.await_usage("in_flight", 0);
    assert_eq!(server.get("/plaintext").status, 200, "and it goes on");
}

/// The limit is on silence, not on slowness.
pub fn a_body_that_comes_slowly_is_waited_for(contender: Contender) {
    if !contender.is_hyper {
        return;
    }
    let mut server = Server::start(contender, "--stall-max-ms 1500");
    let mut slow = server.connect();
    slow.send("POST /upload?bytes=40&ms=0 HTTP/1.1\r\nhost: x\r\ncontent-length: 40\r\n\r\n");
    for byte in contract::payload(40) {
        thread::sleep(Duration::from_millis(50));
        slow.send([byte]);
    }
    assert_eq!(slow.reply_to("POST").status, 200);
    assert_eq!(server.usage("cut"), Some(0));
}
