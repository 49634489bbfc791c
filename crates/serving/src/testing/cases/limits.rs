//! Limits, the program's own and the system's.

use contract::{Answer, Refusal};

use crate::testing::{
    Behaviour, Connection, Contender, HELD, Reply, Server, TestBackend, eventually, get, in_time,
};

pub(super) fn assert_at_limit(reply: &Reply) {
    let answer = Answer::from(Refusal::AtLimit);
    assert_eq!((reply.status, &reply.body[..]), (answer.status, &answer.body[..]));
}

/// Takes one of those who have an answer, or whose connection has ended, out of `crowd`.
pub(super) fn next_answered(crowd: &mut Vec<Connection>) -> Connection {
    let mut answered = None;
    eventually(format_args!("one of {} is answered", crowd.len()), || {
        answered = crowd.iter().position(Connection::has_something_to_read);
        answered.is_some()
    });
    crowd.swap_remove(answered.unwrap_or_default())
}

/// Tries until a place is free again.
fn eventually_served(server: &Server) {
    eventually("it recovers", || {
        let mut connection = server.connect();
        connection.send(get("/plaintext"));
        connection.try_reply("GET").is_some_and(|reply| reply.status == 200)
    });
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
    let backend = TestBackend::start(Behaviour::Answers);
    let mut server = Server::start_with(contender, &backend, "--max-threads 2");
    let mut busy = [server.connect(), server.connect()];
    for connection in &mut busy {
        connection.send(get(HELD));
    }
    server.await_usage("in_flight", 2);
    let mut refused = server.connect();
    refused.send(get("/plaintext"));
    assert_at_limit(&refused.reply());
    assert!(server.usage("refused") >= Some(1));
    backend.let_go();
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
    in_time("nobody is refused", |ms| one_is_refused_a_thread(contender, workers, ms));
}

/// Whether one is refused of 8 whose requests take `ms`.
fn one_is_refused_a_thread(contender: Contender, workers: &str, ms: u64) -> bool {
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
        connection.send(get(&format!("/wait?ms={ms}")));
    }
    statuses.extend(inside.iter_mut().map(|connection| connection.reply().status));
    assert!(statuses.iter().all(|status| [200, 503].contains(status)), "{statuses:?}");
    assert!(statuses.contains(&200), "{statuses:?}");
    drop(inside);
    eventually_served(&server);
    statuses.contains(&503)
}

pub fn running_out_of_descriptors_is_survived(contender: Contender) {
    // tiny_http takes two for a connection: which of the two it is refused ends it in two ways.
    ["-n 40", "-n 41"].into_iter().for_each(|limit| outlives_a_shortage(contender, limit));
}

fn outlives_a_shortage(contender: Contender, limit: &str) {
    // However many cores there are: each worker has descriptors of its own.
    let has_workers = Server::start(contender, "").line.contains(" workers=");
    let mut server = Server::start_limited(contender, limit, if has_workers { "--workers 2" } else { "" });
    // Half of them find no descriptor and wait in the kernel's queue.
    let mut crowd: Vec<_> = (0..60).map(|_| server.connect()).collect();
    for connection in &mut crowd {
        connection.send(get("/plaintext"));
    }
    eventually("it runs out of descriptors", || server.usage("accept_errors") > Some(0));
    server.await_rest();
    let mut inside = loop {
        let mut next = next_answered(&mut crowd);
        match next.try_reply("GET") {
            Some(reply) => {
                assert_eq!(reply.status, 200);
                break next;
            }
            // tiny_http drops the one that it has no second descriptor for.
            None => assert!(!contender.is_hyper),
        }
    };
    assert_eq!(inside.get("/plaintext").status, 200, "those inside are served on");
    drop(inside);
    // Each one that leaves makes room for one that waits; which of them is the kernel's affair.
    while !crowd.is_empty() {
        let reply = next_answered(&mut crowd).try_reply("GET");
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
    let mut sizes_kib = vec![server.memory_kib()];
    // Had each of the 768 connections of twelve times left its buffers behind, it were 6 MiB and more, each time. What is
    // got ready the first time that it is needed, by each thread of its own, is not needed again.
    let is_bounded = (0..10).any(|_| {
        (0..12).for_each(|_| too_many(&mut server));
        let before_kib = sizes_kib[sizes_kib.len() - 1];
        sizes_kib.push(server.memory_kib());
        sizes_kib[sizes_kib.len() - 1].saturating_sub(before_kib) < 4_096
    });
    assert!(is_bounded, "it grows on and on: {sizes_kib:?} KiB");
    let times = 12 * (sizes_kib.len() as u64 - 1);
    assert_eq!(server.usage("refused"), Some(times * 48));
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
