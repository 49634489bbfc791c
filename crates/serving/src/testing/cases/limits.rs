//! Limits, the program's own and the system's.

use std::thread;
use std::time::{Duration, Instant};

use contract::{Answer, Refusal};

use crate::testing::{Behaviour, Connection, Contender, Reply, Server, TestBackend, get};

fn assert_at_limit(reply: &Reply) {
    let answer = Answer::from(Refusal::AtLimit);
    assert_eq!((reply.status, &reply.body[..]), (answer.status, &answer.body[..]));
}

/// Takes one of those who have an answer, or whose connection has ended, out of `crowd`.
fn next_answered(crowd: &mut Vec<Connection>) -> Connection {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(answered) = crowd.iter().position(Connection::has_something_to_read) {
            return crowd.swap_remove(answered);
        }
        assert!(Instant::now() < deadline, "nobody of {} is answered", crowd.len());
        thread::sleep(Duration::from_millis(2));
    }
}

/// Tries until a place is free again.
fn eventually_served(server: &Server) {
    let served = (0..500).any(|_| {
        thread::sleep(Duration::from_millis(5));
        let mut connection = server.connect();
        connection.send(get("/plaintext"));
        connection.try_reply("GET").is_some_and(|reply| reply.status == 200)
    });
    assert!(served, "it does not recover");
}

pub fn connections_have_a_limit(contender: Contender) {
    if !contender.is_hyper {
        return;
    }
    let mut server = Server::start(contender, "--max-connections 2");
    let mut open = [server.connect(), server.connect()];
    for connection in &mut open {
        assert_eq!(connection.get("/plaintext").status, 200);
    }
    for _ in 0..3 {
        // Whether or not it has sent its request already.
        let mut refused = server.connect();
        refused.send(get("/plaintext"));
        assert_at_limit(&refused.reply());
        assert!(refused.is_closed());
        assert_at_limit(&server.connect().reply());
    }
    assert_eq!(server.usage("refused"), Some(6));
    assert_eq!(server.usage("connections"), Some(2));
    assert_eq!(open[0].get("/plaintext").status, 200, "those inside are served on");
    drop(open);
    eventually_served(&server);
}

pub fn threads_have_a_limit(contender: Contender) {
    if !contender.has_threads {
        return;
    }
    let mut server = Server::start(contender, "--max-threads 2");
    let mut busy = [server.connect(), server.connect()];
    for connection in &mut busy {
        connection.send(get("/wait?ms=1000"));
    }
    server.await_usage("in_flight", 2);
    let mut refused = server.connect();
    refused.send(get("/plaintext"));
    assert_at_limit(&refused.reply());
    assert!(server.usage("refused") >= Some(1));
    for connection in &mut busy {
        assert_eq!(connection.reply().status, 200, "those inside are served on");
    }
    drop(busy);
    eventually_served(&server);
}

pub fn a_thread_that_the_system_refuses_is_503(contender: Contender) {
    let workers = match (contender.has_threads, contender.has_coroutines()) {
        (true, _) => "",
        // Each worker has a stack for the one who accepts.
        (_, true) => "--workers 1",
        _ => return,
    };
    // 4 GiB of address space hold three stacks of 1 GiB and the rest.
    let args = format!("--stack-bytes 1073741824 {workers}");
    let server = Server::start_limited(contender, "-v 4194304", &args);
    let mut statuses = Vec::new();
    let mut inside = Vec::new();
    for _ in 0..8 {
        let mut connection = server.connect();
        connection.send(get("/plaintext"));
        match connection.reply().status {
            200 => inside.push(connection),
            refused => statuses.push(refused),
        }
    }
    for connection in &mut inside {
        connection.send(get("/wait?ms=300"));
    }
    statuses.extend(inside.iter_mut().map(|connection| connection.reply().status));
    assert!(statuses.iter().all(|status| [200, 503].contains(status)), "{statuses:?}");
    assert!(statuses.contains(&200) && statuses.contains(&503), "{statuses:?}");
    drop(inside);
    eventually_served(&server);
}

pub fn running_out_of_descriptors_is_survived(contender: Contender) {
    // tiny_http takes two for a connection: which of the two it is refused ends it in two ways.
    ["-n 40", "-n 41"].into_iter().for_each(|limit| outlives_a_shortage(contender, limit));
}

fn outlives_a_shortage(contender: Contender, limit: &str) {
    let backend = TestBackend::start(Behaviour::Answers);
    let mut server = Server::start_limited(contender, limit, &format!("--backend {}", backend.address));
    // Half of them find no descriptor and wait in the kernel's queue.
    let mut crowd: Vec<_> = (0..60).map(|_| server.connect()).collect();
    for connection in &mut crowd {
        connection.send(get("/plaintext"));
    }
    while server.usage("accept_errors") == Some(0) {
        thread::sleep(Duration::from_millis(5));
    }
    let cpu_us = |server: &mut Server| {
        server.usage("cpu_user_us").zip(server.usage("cpu_system_us")).map(|(a, b)| a + b)
    };
    let before = cpu_us(&mut server);
    thread::sleep(Duration::from_millis(300));
    let spent = cpu_us(&mut server).zip(before).map(|(after, before)| after - before);
    assert!(spent < Some(200_000), "it spins: {spent:?} µs in 300 ms");
    let mut inside = next_answered(&mut crowd);
    assert_eq!(inside.reply().status, 200);
    assert_eq!(inside.get("/plaintext").status, 200, "those inside are served on");
    drop(inside);
    // Each one that leaves makes room for one that waits; which of them is the kernel's affair.
    while !crowd.is_empty() {
        let reply = next_answered(&mut crowd).try_reply("GET");
        // tiny_http drops the one that it has no second descriptor for.
        assert!(reply.map_or(!contender.is_hyper, |reply| reply.status == 200));
    }
    eventually_served(&server);
}

/// Too much, over and over: what a server holds is bounded by its limits, not by how often it was asked, and whoever is
/// one too many is refused, neither more nor fewer, in whichever way the others wait.
pub fn overload_leaves_memory_bounded(contender: Contender) {
    if !contender.is_hyper {
        return;
    }
    let mut server = Server::start(contender, "--max-connections 16");
    (0..3).for_each(|_| too_many(&mut server));
    let before_kib = server.memory_kib();
    (0..12).for_each(|_| too_many(&mut server));
    let grown_kib = server.memory_kib().saturating_sub(before_kib);
    // Had each of those 768 connections left its buffers behind, it were 6 MiB and more.
    assert!(grown_kib < 4_096, "it has grown by {grown_kib} KiB, from {before_kib} KiB");
    assert_eq!(server.usage("refused"), Some(15 * 48));
}

/// Four times as many clients as may come in, each with several requests.
fn too_many(server: &mut Server) {
    let mut crowd: Vec<_> = (0..64).map(|_| server.connect()).collect();
    for connection in &mut crowd {
        connection.send(get("/wait?ms=5").repeat(8));
    }
    let replies = crowd.iter_mut().filter_map(|connection| connection.try_reply("GET"));
    let served = replies.filter(|reply| reply.status == 200).count();
    assert_eq!(served, 16);
    drop(crowd);
    server.await_usage("connections", 0);
}
