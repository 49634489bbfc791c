//! Against servers that answer as they should.
#![allow(missing_docs)]

mod common;

use common::{RIGHT, Server, asked, closed, ms, open, own_core, run, run_all_until, run_until, wait_until};
use load::{Expect, Gaps, Load};
use std::cell::Cell;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

#[test]
fn a_closed_loop_obeys_littles_law() {
    let server = Server::slow(ms(10));
    let runs = Cell::new(0);
    run_until(&closed(server.address, 8), |outcome| {
        runs.set(runs.get() + 1);
        assert_eq!((outcome.errors.total(), outcome.connections_max), (0, 8), "{:?}", outcome.errors);
        assert!(outcome.planned == 0 || outcome.response.min() >= 10_000_000, "never early: {outcome:?}");
        assert!(outcome.lag.is_empty());
        assert!(outcome.in_flight_mean <= 8.0, "{}", outcome.in_flight_mean);
        // To the law a window has to be long against an answer, and the machine awake throughout it.
        let per_s = outcome.completed_in_window as f64 / outcome.window.as_secs_f64();
        let little = per_s * outcome.response.mean() / 1e9 / 8.0;
        (0.9..1.1).contains(&little)
            && outcome.in_flight_mean >= 7.5
            && outcome.connections_without_response == 0
    });
    let connections = server.connections.load(Ordering::Relaxed);
    assert!(connections <= 8 * runs.get(), "connections are kept: {connections} in {} runs", runs.get());
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
    // However long each takes.
    plan.timing.drain_max = ms(60_000);
    let outcome = run_until(&plan, |outcome| {
        // Unless the generator itself was held up for long.
        outcome.lateness.value_at_quantile(0.5) < outcome.lag.value_at_quantile(0.5) / 2
    });
    assert_eq!(outcome.completed, outcome.planned);
    assert_eq!(outcome.connections_max, 1);
    assert!(outcome.response.max() > 5 * outcome.service.value_at_quantile(0.5), "the queue grew");
    assert!(outcome.lag.max() > 100_000_000, "waiting for a connection is lag");
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
    run_all_until([closed(server.address, 4), open(server.address, 300.0, 16)], |outcome| {
        assert_eq!(outcome.errors.total(), 0, "{:?}", outcome.errors);
        outcome.completed > 20
    });
}

#[test]
fn a_connection_that_is_closed_while_idle_is_opened_again() {
    let crossed = Arc::new(AtomicU64::new(0));
    let seen = Arc::clone(&crossed);
    let server = Server::start(move |mut stream| {
        if asked(&mut stream) {
            let _ = stream.write_all(RIGHT);
            std::thread::sleep(ms(3));
            let _ = stream.shutdown(Shutdown::Write);
            // On a busy machine this came so late that the next request was on its way.
            seen.fetch_add(
                u64::from(stream.read(&mut [0; 64]).is_ok_and(|count| count > 0)),
                Ordering::Relaxed,
            );
        }
    });
    // So slow that connections are idle when they are closed.
    let mut plan = open(server.address, 0.0, 16);
    plan.load = Load::Open { rate_per_s: 20.0, gaps: Gaps::Constant, connections_max: 16 };
    let errors = Cell::new(0);
    run_until(&plan, |outcome| {
        assert_eq!(outcome.errors.total(), outcome.errors.closed, "{:?}", outcome.errors);
        errors.set(errors.get() + outcome.errors.closed);
        outcome.completed > 2
    });
    wait_until(|| crossed.load(Ordering::Relaxed) >= errors.get());
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
    run_all_until([bytewise.address, until_close.address].map(|address| closed(address, 2)), |outcome| {
        assert_eq!(outcome.errors.total(), 0, "{:?}", outcome.errors);
        outcome.completed > 2
    });
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
    run_until(&plan, |outcome| {
        assert_eq!(outcome.errors.total(), 0, "{:?}", outcome.errors);
        outcome.completed > 2
    });
    let mut other = vec![b'x'; LENGTH];
    other[LENGTH - 1] = b'y';
    plan.request.body = Expect::Exact(other);
    let outcome = run_until(&plan, |outcome| outcome.planned > 0);
    assert_eq!((outcome.completed, outcome.errors.body), (0, outcome.planned));
}

#[test]
fn several_loops_share_the_load_and_plan_the_same_arrivals() {
    let server = Server::slow(ms(2));
    let core = own_core();
    let plan = open(server.address, 400.0, 32);
    let three = load::Plan { cores: vec![core; 3], ..plan.clone() };
    let closed = load::Plan { cores: vec![core; 2], ..closed(server.address, 7) };
    let (one, three) = (run(&plan), run(&three));
    assert_eq!(three.planned, one.planned);
    assert_eq!(three.errors.total(), 0, "{:?}", three.errors);
    run_until(&closed, |closed| {
        assert_eq!(closed.connections_max, 7);
        assert_eq!(closed.loops.iter().map(|one| one.core).collect::<Vec<_>>(), [Some(core); 2]);
        assert_eq!(closed.loops.iter().map(|one| one.cpu).sum::<std::time::Duration>(), closed.cpu);
        // The loops' windows differ by how late each was; each has its own users.
        assert!(closed.in_flight_mean <= 7.0, "{}", closed.in_flight_mean);
        closed.in_flight_mean >= 6.0 && closed.connections_without_response == 0
    });
}

#[test]
fn the_series_counts_everything_once() {
    let server = Server::slow(ms(2));
    let mut plan = closed(server.address, 4);
    plan.timing.warmup = ms(300);
    plan.timing.window = ms(500);
    // Unless the machine stood still for all of the warm-up.
    let outcome =
        run_until(&plan, |outcome| outcome.series.first().is_some_and(|window| window.start_ms < 0));
    let inside = outcome.series.iter().filter(|window| (0..500).contains(&window.start_ms));
    let completed: u64 = inside.map(|window| window.completed).sum();
    let difference = completed.abs_diff(outcome.completed_in_window);
    assert!(difference <= 8, "{completed} against {}", outcome.completed_in_window);
    assert!(
        outcome.series.iter().all(|w| w.completed == 0 || w.response_p50_us.is_some_and(|us| us >= 2_000.0))
    );
}
