//! Starting, being asked, ending.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::testing::{Behaviour, Contender, Ended, HELD, Server, TestBackend, get};

pub fn usage_counts(contender: Contender) {
    let backend = TestBackend::start(Behaviour::Answers);
    let mut server = Server::start(contender, &format!("--backend {}", backend.address));
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    for word in [
        format!("model={}", contender.model),
        format!("profile={profile}"),
        format!("backend={}", backend.address),
        "backlog=4096".into(),
        "drain-ms=5000".into(),
    ] {
        assert!(server.line.split_whitespace().any(|said| said == word), "{word} in {}", server.line);
    }
    let mut busy = server.connect_many(16);
    for connection in &mut busy {
        connection.send(get(HELD));
    }
    server.await_usage("in_flight", 16);
    if contender.has_threads {
        assert!(server.usage("threads_max") >= Some(18), "{:?}", server.usage("threads_max"));
    }
    backend.let_go();
    for connection in &mut busy {
        assert_eq!(connection.reply().status, 200);
    }
    server.await_usage("in_flight", 0);
    assert_eq!(server.usage("requests"), Some(32));
    assert_eq!(server.usage("refused"), Some(0));
    assert!(server.usage("switches_voluntary") > Some(0));
    server.tell("nonsense");
    server.tell("");
    assert_eq!(server.usage_after_error("requests"), Some(32));
}

impl Server {
    /// The complaint about an unknown command comes first.
    fn usage_after_error(&mut self, key: &str) -> Option<u64> {
        assert!(self.answer().contains("known are usage and drain"));
        self.usage(key)
    }
}

pub fn a_drain_answers_what_is_in_flight(contender: Contender) {
    let backend = TestBackend::start(Behaviour::Answers);
    let mut server = Server::start_with(contender, &backend, "--drain-ms 600000");
    let mut idle = server.connect();
    assert_eq!(idle.get("/plaintext").status, 200);
    // A client may have its answer before it is counted.
    server.await_usage("requests", 1);
    let mut silent = server.connect();
    let mut busy = server.connect();
    busy.send(get(HELD));
    server.await_usage("in_flight", 1);
    server.terminate();
    if contender.is_hyper {
        // While the other waits. tiny_http closes its idle connections only with the process.
        assert!(idle.is_closed() && silent.is_closed(), "idle connections are closed");
        assert!(TcpStream::connect(server.address).is_err(), "nobody new is let in");
    }
    backend.let_go();
    assert_eq!(busy.reply().body, contract::payload(5));
    assert!(busy.is_closed());
    let ended = server.wait();
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
}

pub fn a_drain_has_an_end(contender: Contender) {
    let mut server = Server::start(contender, "--drain-ms 200");
    let mut stuck = server.connect();
    stuck.send(get("/wait?ms=60000"));
    server.await_usage("in_flight", 1);
    let began = Instant::now();
    server.terminate();
    let ended = server.wait();
    assert!(began.elapsed() >= Duration::from_millis(200), "it did not wait");
    assert_eq!(ended.code, Some(0));
    assert!(ended.stderr.contains("1 requests in flight"), "{}", ended.stderr);
    assert!(stuck.is_closed());
}

pub fn a_drain_may_be_asked_for_on_standard_input(contender: Contender) {
    let backend = TestBackend::start(Behaviour::Answers);
    let mut server = Server::start_with(contender, &backend, "--drain-ms 600000");
    let mut busy = server.connect();
    busy.send(get(HELD));
    server.await_usage("in_flight", 1);
    server.tell("drain");
    backend.let_go();
    assert_eq!(busy.reply().body, contract::payload(5));
    assert_eq!(server.wait().code, Some(0));
}

pub fn the_end_of_standard_input_is_the_end(contender: Contender) {
    let mut server = Server::start(contender, "--drain-ms 600000");
    let mut stuck = server.connect();
    stuck.send(get("/wait?ms=60000"));
    server.await_usage("in_flight", 1);
    server.close_stdin();
    let ended = server.wait();
    assert_eq!(ended.code, Some(0));
    assert!(ended.stderr.contains(" cut 1000 ms after"), "an orphan does not wait long: {}", ended.stderr);
}

pub fn a_taken_port_is_explained(contender: Contender) {
    let server = Server::start(contender, "");
    let ended = Ended::at_once(contender, &format!("--listen {}", server.address));
    assert_eq!(ended.code, Some(1));
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    assert!(ended.stderr.contains("cannot listen on"), "{}", ended.stderr);
    assert!(ended.stderr.contains("--listen 127.0.0.1:0"), "{}", ended.stderr);
}

pub fn mistakes_in_arguments_are_explained(contender: Contender) {
    for args in ["--nonsense", "--backlog many", "--listen 0.0.0.0:0", "--backend nowhere"] {
        let ended = Ended::at_once(contender, args);
        assert_eq!(ended.code, Some(2), "{args}");
        assert_eq!(ended.stderr.lines().count(), 1, "{args}: {}", ended.stderr);
    }
}
