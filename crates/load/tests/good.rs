//! Against servers that answer as they should.
#![allow(missing_docs)]

mod common;

use common::{RIGHT, Server, asked, closed, ms, open, run, run_all};
use load::{Expect, Gaps, Load};
use std::io::Write;
use std::sync::atomic::Ordering;

#[test]
fn a_closed_loop_obeys_littles_law() {
    let server = Server::slow(ms(10));
    let outcome = run(&closed(server.address, 8));
    assert_eq!(outcome.errors.total(), 0, "{:?}", outcome.errors);
    assert_eq!((outcome.connections_max, outcome.connections_without_response), (8, 0));
    assert_eq!(server.connections.load(Ordering::Relaxed), 8, "connections are kept");
    assert!(outcome.response.min() >= 10_000_000, "never early: {}", outcome.response.min());
    assert!(outcome.lag.is_empty());
    let per_s = outcome.completed_in_window as f64 / outcome.window.as_secs_f64();
    let little = per_s * outcome.response.mean() / 1e9 / 8.0;
    assert!((0.9..1.1).contains(&little), "{little}");
    assert!((7.5..=8.0).contains(&outcome.in_flight_mean), "{}", outcome.in_flight_mean);
}

#[test]
fn an_open_loop_sends_what_was_planned_when_it_was_planned() {
    let server = Server::slow(ms(5));
    let plan = open(server.address, 500.0, 64);
    let outcome = run(&plan);
    assert_eq!(outcome.errors.total() + outcome.censored, 0, "{:?}", outcome.errors);
    assert_eq!(outcome.sent, outcome.planned);
    assert!((120..280).contains(&outcome.planned), "{}", outcome.planned);
    assert_eq!(outcome.lag.len(), outcome.planned);
    assert_eq!(outcome.lateness.len(), outcome.planned);
    assert!(outcome.service.min() >= 5_000_000);
    assert_eq!(run(&plan).planned, outcome.planned, "the same seed plans the same arrivals");
}

#[test]
fn constant_gaps_are_constant() {
    let server = Server::answering(RIGHT);
    let mut plan = open(server.address, 0.0, 16);
    plan.load = Load::Open { rate_per_s: 1_000.0, gaps: Gaps::Constant, connections_max: 16 };
    assert_eq!(run(&plan).planned, 400);
}

#[test]
fn a_queue_for_a_connection_is_part_of_the_response() {
    // 200 a second, 10 ms each, one connection: twice what it can carry.
    let server = Server::slow(ms(10));
    let mut plan = open(server.address, 200.0, 1);
    plan.timing.drain_max = ms(3_000);
    let outcome = run(&plan);
    assert_eq!(outcome.completed, outcome.planned);
    assert_eq!(outcome.connections_max, 1);
    assert!(outcome.response.max() > 5 * outcome.service.value_at_quantile(0.5), "the queue grew");
    assert!(outcome.lag.max() > 100_000_000, "waiting for a connection is lag");
    assert!(outcome.lateness.value_at_quantile(0.5) < outcome.lag.value_at_quantile(0.5) / 2);
    assert!(outcome.notes.iter().any(|note| note.contains("all 1 connections")), "{:?}", outcome.notes);
}

#[test]
fn what_was_not_sent_by_the_end_is_censored() {
    let server = Server::slow(ms(50));
    let mut plan = open(server.address, 200.0, 1);
    plan.timing.drain_max = ms(100);
    let outcome = run(&plan);
    assert!(outcome.censored > 20 && outcome.sent < outcome.planned, "{outcome:?}");
    assert_eq!(
        outcome.lag.len(),
        outcome.planned,
        "those never sent have a lag of at least what they reached"
    );
}

#[test]
fn a_connection_that_the_server_closes_after_an_answer_is_opened_again() {
    let server = Server::start(|mut stream| {
        if asked(&mut stream) {
            let _ =
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
        }
    });
    for outcome in run_all([closed(server.address, 4), open(server.address, 300.0, 16)]) {
        assert!(outcome.completed > 20);
        assert_eq!(outcome.errors.total(), 0, "{:?}", outcome.errors);
    }
}

#[test]
fn a_connection_that_is_closed_while_idle_is_opened_again() {
    let server = Server::start(|mut stream| {
        if asked(&mut stream) {
            let _ = stream.write_all(RIGHT);
            std::thread::sleep(ms(3));
        }
    });
    // So slow that every connection is idle when it is closed.
    let mut plan = open(server.address, 0.0, 16);
    plan.load = Load::Open { rate_per_s: 20.0, gaps: Gaps::Constant, connections_max: 16 };
    let outcome = run(&plan);
    assert!(outcome.completed > 2);
    assert_eq!(outcome.errors.closed, 0, "{:?}", outcome.errors);
}

#[test]
fn byte_by_byte_and_until_close_are_read() {
    let bytewise = Server::start(|mut stream| {
        while asked(&mut stream) {
            for byte in RIGHT {
                if stream.write_all(&[*byte]).is_err() {
                    return;
                }
            }
        }
    });
    let until_close = Server::start(|mut stream| {
        if asked(&mut stream) {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nhello");
        }
    });
    for outcome in run_all([bytewise.address, until_close.address].map(|address| closed(address, 2))) {
        assert!(outcome.completed > 2, "{outcome:?}");
        assert_eq!(outcome.errors.total(), 0, "{:?}", outcome.errors);
    }
}

#[test]
fn a_body_larger_than_any_buffer_is_compared_to_its_end() {
    const LENGTH: usize = 300_000;
    let server = Server::start(|mut stream| {
        let mut answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {LENGTH}\r\n\r\n").into_bytes();
        answer.resize(answer.len() + LENGTH, b'x');
        while asked(&mut stream) && stream.write_all(&answer).is_ok() {}
    });
    let mut plan = closed(server.address, 2);
    plan.request.body = Expect::Exact(vec![b'x'; LENGTH]);
    let outcome = run(&plan);
    assert!(outcome.completed > 2);
    assert_eq!(outcome.errors.total(), 0, "{:?}", outcome.errors);
    let mut other = vec![b'x'; LENGTH];
    other[LENGTH - 1] = b'y';
    plan.request.body = Expect::Exact(other);
    let outcome = run(&plan);
    assert_eq!((outcome.completed, outcome.errors.body), (0, outcome.planned));
}

#[test]
fn several_loops_share_the_load_and_plan_the_same_arrivals() {
    let server = Server::slow(ms(2));
    let plan = open(server.address, 400.0, 32);
    let three = load::Plan { cores: vec![0, 0, 0], ..plan.clone() };
    let closed = load::Plan { cores: vec![0, 0], ..closed(server.address, 7) };
    let [one, three, closed] = &run_all([plan, three, closed])[..] else { unreachable!() };
    assert_eq!(three.planned, one.planned);
    assert_eq!(three.errors.total(), 0, "{:?}", three.errors);
    assert_eq!((closed.connections_max, closed.connections_without_response), (7, 0));
    assert_eq!(closed.loops.iter().map(|one| one.core).collect::<Vec<_>>(), [Some(0), Some(0)]);
    assert_eq!(closed.loops.iter().map(|one| one.cpu).sum::<std::time::Duration>(), closed.cpu);
    assert!((6.0..=7.0).contains(&closed.in_flight_mean), "{}", closed.in_flight_mean);
}

#[test]
fn the_series_counts_everything_once() {
    let server = Server::slow(ms(2));
    let mut plan = closed(server.address, 4);
    plan.timing.warmup = ms(300);
    plan.timing.window = ms(500);
    let outcome = run(&plan);
    let inside = outcome.series.iter().filter(|window| (0..500).contains(&window.start_ms));
    let completed: u64 = inside.map(|window| window.completed).sum();
    let difference = completed.abs_diff(outcome.completed_in_window);
    assert!(difference <= 8, "{completed} against {}", outcome.completed_in_window);
    assert!(outcome.series[0].start_ms < 0, "the warm-up is part of it");
    assert!(
        outcome.series.iter().all(|w| w.completed == 0 || w.response_p50_us.is_some_and(|us| us >= 2_000.0))
    );
}
