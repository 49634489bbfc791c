//! What becomes of `/fetch` when the backend is well and when it is not.

use std::net::{SocketAddr, TcpListener};
use std::thread;
use std::time::{Duration, Instant};

use contract::{Answer, Refusal};
use rustix::net::{AddressFamily, SocketType, bind, socket};

use crate::testing::{Behaviour, Contender, Server, TestBackend, eventually, get};

fn refused(server: &Server, refusal: Refusal, why: &str) {
    let reply = server.get("/fetch?ms=1&bytes=10");
    let answer = Answer::from(refusal);
    assert_eq!((reply.status, &reply.body[..]), (answer.status, &answer.body[..]), "{why}");
}

pub fn backend_connections_are_reused(contender: Contender) {
    let backend = TestBackend::start(Behaviour::Answers);
    let server = Server::start_with(contender, &backend, "");
    // One connection throughout: a model may keep its calls apart by the thread that has them.
    let mut connection = server.connect();
    let mut calls = 0;
    let mut call = |bytes| {
        calls += 1;
        assert_eq!(connection.get(&format!("/fetch?ms=0&bytes={bytes}")).body, contract::payload(bytes));
        calls
    };
    for bytes in [0, 1, 100, 70_000, 1 << 20, 5] {
        call(bytes);
    }
    if contender.puts_back_at_once() {
        assert_eq!(backend.connections(), 1);
    } else {
        eventually("a call that has no connection of its own", || backend.connections() < call(5));
    }
}

pub fn a_backend_that_is_gone_is_502(contender: Contender) {
    // Bound, so that nobody else gets the port, and not listening.
    let deaf = socket(AddressFamily::INET, SocketType::STREAM, None).expect("a socket");
    bind(&deaf, &SocketAddr::from(([127, 0, 0, 1], 0))).expect("a free port");
    let deaf = TcpListener::from(deaf);
    let nobody = deaf.local_addr().expect("a bound socket has an address");
    let server = Server::start(contender, &format!("--backend {nobody}"));
    refused(&server, Refusal::BackendGone, "nobody listens");
    assert_eq!(server.get("/plaintext").status, 200, "and it goes on");
}

pub fn a_backend_that_errs_is_502(contender: Contender) {
    use Behaviour::{Babbles, BreaksOff, Errs, HangsUp, IsShort};
    for behaviour in [HangsUp, Errs, IsShort, BreaksOff, Babbles] {
        let backend = TestBackend::start(behaviour);
        let server = Server::start_with(contender, &backend, "");
        for _ in 0..2 {
            refused(&server, Refusal::BackendGone, &format!("{behaviour:?}"));
        }
        assert_eq!(server.get("/plaintext").status, 200, "and it goes on");
    }
}

pub fn a_stale_backend_connection_is_retried(contender: Contender) {
    let backend = TestBackend::start(Behaviour::ClosesAfterEach);
    let server = Server::start_with(contender, &backend, "");
    for nth in 1..=5 {
        assert_eq!(server.get("/fetch?ms=0&bytes=10").status, 200, "call {nth}");
        // What is closed while a call is under way is another story, and not every client tries again then.
        backend.await_closed(nth);
    }
    assert_eq!(backend.connections(), 5);
}

pub fn a_silent_backend_is_504(contender: Contender) {
    let silent = TestBackend::start(Behaviour::Silent);
    // Bound and never accepted from: the system completes the handshake, and nobody answers.
    let deaf = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let addresses = [silent.address, deaf.local_addr().expect("a bound socket has an address")];
    for address in addresses {
        let server = Server::start(contender, &format!("--backend {address} --backend-grace-ms 150"));
        let asked = Instant::now();
        refused(&server, Refusal::BackendSilent, "silent");
        assert!(asked.elapsed() >= Duration::from_millis(151), "it gave up early");
        assert_eq!(server.get("/plaintext").status, 200, "and it goes on");
    }
}

pub fn without_a_backend_fetch_is_502(contender: Contender) {
    let server = Server::start(contender, "");
    assert!(server.line.contains(" backend=none "), "{}", server.line);
    refused(&server, Refusal::BackendGone, "no --backend");
}

/// A thread that waits in a call cannot be called back; a task is dropped where it waits.
pub fn a_call_whose_client_has_left_is_given_up_by_a_task_only(contender: Contender) {
    let backend = TestBackend::start(Behaviour::Silent);
    let mut server = Server::start_with(contender, &backend, "");
    let mut leaving = server.connect();
    leaving.send(get("/cancellable?ms=60000&bytes=1"));
    server.await_usage("in_flight", 1);
    drop(leaving);
    if contender.is_blocking() {
        thread::sleep(Duration::from_millis(100));
        assert_eq!(server.usage("in_flight"), Some(1), "the call goes on");
    } else {
        server.await_usage("in_flight", 0);
    }
}
