//! Against servers that speak before they are asked.
#![allow(missing_docs)]

mod common;

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use common::{PATIENCE, RIGHT, Server, asked, check, closed, ms, open, run_all_until, wait_until};
use load::{Observer, Phase, Stop};

/// Lets the load begin when the server has spoken on so many connections.
struct Spoken {
    on: Arc<AtomicU32>,
    enough: u32,
}

impl Observer for Spoken {
    fn phase(&mut self, phase: Phase) {
        if phase == Phase::Warmup {
            wait_until(|| self.on.load(Ordering::Relaxed) >= self.enough);
        }
    }
}

#[test]
fn a_server_that_speaks_first_is_an_error_and_not_a_fast_server() {
    let spoken = Arc::new(AtomicU32::new(0));
    let speaks = Arc::clone(&spoken);
    let server = Server::start(move |mut stream| {
        let _ = stream.write_all(RIGHT);
        speaks.fetch_add(1, Ordering::Relaxed);
        while asked(&mut stream) {}
    });
    let mut plan = closed(server.address, 2);
    plan.timing.warmup = ms(0);
    plan.timing.drain_max = ms(500);
    let began = Instant::now();
    loop {
        let on = spoken.load(Ordering::Relaxed);
        let mut observer = Spoken { on: Arc::clone(&spoken), enough: on + 2 };
        let outcome = load::run(&plan, &mut observer, &Stop::default()).unwrap();
        check(&outcome);
        // What is there before a request is sent is no answer to it. On a connection that is opened later it may cross
        // the request, and cannot be told from an answer; but then nothing follows.
        assert!(outcome.notes.iter().any(|note| note.contains("nobody had asked for")), "{outcome:?}");
        assert!(
            outcome.completed <= u64::from(server.connections.load(Ordering::Relaxed) - on - 2),
            "{outcome:?}"
        );
        if outcome.censored + outcome.errors.total() >= 2 {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{outcome:?}");
    }
}

/// Whether it was there before the request, crossed it or came after it: a refusal is a refusal.
#[test]
fn a_server_that_refuses_at_its_door_is_seen_to_refuse() {
    const BUSY: &[u8] = b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\nConnection: close\r\n\r\nfull";
    let at_once = Server::start(|mut stream| drop(stream.write_all(BUSY)));
    let in_pieces = Server::start(|mut stream| {
        for piece in [&BUSY[..14], &BUSY[14..30], &BUSY[30..]] {
            let _ = stream.write_all(piece);
            std::thread::sleep(ms(1));
        }
    });
    let and_stays = Server::start(|mut stream| {
        let _ = stream.write_all(BUSY);
        while asked(&mut stream) {}
    });
    let servers = [&at_once, &in_pieces, &and_stays].map(|server| server.address);
    let plans = servers.into_iter().flat_map(|address| [closed(address, 16), open(address, 500.0, 64)]);
    run_all_until(plans, |outcome| {
        assert_eq!((outcome.completed, outcome.censored), (0, 0), "{outcome:?}");
        assert_eq!(outcome.errors.total(), outcome.errors.status, "{:?}", outcome.errors);
        let excerpt = outcome.errors.excerpt.as_deref().unwrap_or_default();
        assert!(outcome.planned == 0 || excerpt.contains("HTTP/1.1 503"), "{excerpt}");
        outcome.errors.status > 0
    });
}
