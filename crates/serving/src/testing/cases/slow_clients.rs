//! What becomes of clients that keep the server waiting. tiny_http has no such limits, so these look at
//! the others.

use std::thread;
use std::time::{Duration, Instant};

use crate::testing::{Behaviour, Contender, HELD, Server, TestBackend, eventually, get, in_time};

pub fn a_client_that_says_nothing_is_closed(contender: Contender) {
    if !contender.is_hyper {
        return;
    }
    in_time("who asks is served", |ms| only_the_silent_are_closed(contender, ms));
}

/// Whether those who ask within `idle_ms` are served. Those who say nothing for so long are closed.
fn only_the_silent_are_closed(contender: Contender, idle_ms: u64) -> bool {
    let backend = TestBackend::start(Behaviour::Answers);
    let mut server = Server::start_with(contender, &backend, &format!("--idle-max-ms {idle_ms}"));
    let idle = Duration::from_millis(idle_ms);
    let began = Instant::now();
    let mut silent = server.connect();
    let mut busy = server.connect();
    busy.send(get(HELD));
    assert!(silent.is_closed());
    assert!(began.elapsed() >= idle, "it was closed early");
    let asked = Instant::now();
    let mut served = server.connect();
    served.send(get("/plaintext"));
    let is_served = served.try_reply("GET").is_some_and(|reply| reply.status == 200);
    assert!(served.is_closed(), "after an answer, too");
    assert!(asked.elapsed() >= idle, "it was closed early");
    backend.let_go();
    let has_waited = busy.try_reply("GET").is_some_and(|reply| reply.status == 200);
    // Who waits for an answer keeps nobody waiting.
    is_served && has_waited && server.usage("cut") == Some(2)
}

pub fn a_head_that_does_not_end_is_cut(contender: Contender) {
    if !contender.is_hyper {
        return;
    }
    let mut server = Server::start(contender, "--head-max-ms 300");
    let began = Instant::now();
    let mut slow = server.connect();
    slow.send("GET /plaintext HTTP/1.1\r\n");
    slow.send("x: ");
    // It goes on saying something, and never comes to an end.
    eventually("it is cut", || {
        slow.send("y");
        thread::sleep(Duration::from_millis(20));
        server.usage("cut") == Some(1)
    });
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
    let mut server = Server::start_with(contender, &backend, "--stall-max-ms 300");
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
    in_time("others are served", |ms| others_are_served_meanwhile(contender, ms));
}

/// Whether others are served before one is cut whose body has stalled for `stall_ms`.
fn others_are_served_meanwhile(contender: Contender, stall_ms: u64) -> bool {
    // Where there is a limit on requests at once, the one that stalls may have all of it until it is cut.
    let limit = contender.limit.map_or_else(String::new, |limit| format!("--{limit} 1"));
    let mut server = Server::start(contender, &format!("--stall-max-ms {stall_ms} {limit}"));
    let began = Instant::now();
    let mut stalled = server.connect();
    stalled
        .send("POST /upload?bytes=1000&ms=0 HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n0123456789");
    eventually("it is noticed", || server.usage("in_flight") == Some(1) || server.usage("cut") == Some(1));
    assert_eq!(server.get("/wait?ms=1").status, 200, "others are served");
    let is_meanwhile = server.usage("cut") == Some(0);
    server.await_usage("cut", 1);
    assert!(began.elapsed() >= Duration::from_millis(stall_ms), "it was cut early");
    if let Some(reply) = stalled.try_reply("POST") {
        assert_eq!(reply.status, 400, "a body that broke off");
        assert!(stalled.is_closed());
    }
    server.await_usage("in_flight", 0);
    assert_eq!(server.get("/plaintext").status, 200, "and it goes on");
    is_meanwhile
}

/// The limit is on silence, not on slowness.
pub fn a_body_that_comes_slowly_is_waited_for(contender: Contender) {
    if !contender.is_hyper {
        return;
    }
    in_time("it is waited for", |ms| is_waited_for(contender, ms));
}

/// Whether a body is waited for that takes longer than `stall_ms` altogether.
fn is_waited_for(contender: Contender, stall_ms: u64) -> bool {
    let mut server = Server::start(contender, &format!("--stall-max-ms {stall_ms}"));
    let began = Instant::now();
    let mut slow = server.connect();
    slow.send("POST /upload?bytes=40&ms=0 HTTP/1.1\r\nhost: x\r\ncontent-length: 40\r\n\r\n");
    for byte in contract::payload(40) {
        thread::sleep(Duration::from_millis(stall_ms / 20));
        slow.send([byte]);
    }
    assert!(began.elapsed() > Duration::from_millis(stall_ms * 3 / 2), "longer than the limit and a look");
    slow.try_reply("POST").is_some_and(|reply| reply.status == 200) && server.usage("cut") == Some(0)
}
