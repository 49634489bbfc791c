//! Stacks that the program makes itself, without a thread: nobody else sees to their ends.

use crate::testing::{Behaviour, Contender, HELD, Server, TestBackend, eventually, get};

/// What no other mapping of the process is as large as.
const STACK_BYTES: u64 = 0x13_0000;

/// Each ends at a page that nobody may touch, as a thread's does, and is given back with its connection, also one
/// whose client left before its answer.
pub fn stacks_are_guarded_and_given_back(contender: Contender) {
    if !contender.has_coroutines() {
        return;
    }
    let backend = TestBackend::start(Behaviour::Answers);
    let args = format!("--workers 1 --stack-bytes {STACK_BYTES}");
    let mut server = Server::start_with(contender, &backend, &args);
    let mut crowd = server.connect_many(64);
    for connection in &mut crowd {
        connection.send(get(HELD));
    }
    server.await_usage("in_flight", 64);
    // One or the other may have grown together with a neighbour of its kind.
    let guarded = guarded_stacks(&server);
    assert!((60..=65).contains(&guarded), "{guarded} stacks with a guard, for 64 connections and a worker");
    drop(crowd);
    backend.let_go();
    server.await_usage("connections", 0);
    // Some are kept for those who come next.
    eventually("no more than 24 stacks for nobody", || guarded_stacks(&server) <= 24);
}

/// How many stacks lie above a page that can be neither read nor written.
fn guarded_stacks(server: &Server) -> usize {
    let mappings = server.mappings();
    let follow = mappings.windows(2).filter(|two| {
        let [(guard, may_not), (stack, may)] = two else { return false };
        let is_stack = may.starts_with("rw-") && stack.end - stack.start == STACK_BYTES;
        is_stack && may_not.starts_with("---") && guard.end == stack.start
    });
    follow.count()
}
