//! Against servers that behave badly: every failure is counted, has a latency, and ends.
#![allow(missing_docs)]

mod common;

use common::{
    RIGHT, Server, asked, check, closed, ms, nobody, open, own_core, run, run_all_until, run_until,
    wait_until,
};
use load::{LoadError, Observer, Outcome, Phase, Progress, Stop};
use std::cell::Cell;
use std::io::Write;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

#[test]
fn wrong_answers_are_counted_by_kind_and_shown() {
    type OfKind = fn(&Outcome) -> u64;
    let cases: [(&'static [u8], OfKind, &str); 5] = [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhellO", |o| o.errors.body, "another body"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhe", |o| o.errors.body, "another length"),
        (b"HTTP/1.1 500 Oh\r\nContent-Length: 5\r\n\r\nhello", |o| o.errors.status, "500 Oh"),
        (b"what?\r\n\r\n", |o| o.errors.malformed, "what?"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhellohello", |o| o.errors.malformed, ""),
    ];
    let servers = cases.map(|(answer, ..)| Server::answering(answer));
    let plans = servers.iter().flat_map(|server| [closed(server.address, 3), open(server.address, 200.0, 8)]);
    for (outcome, (answer, of_kind, excerpt)) in run_all_until(plans, |outcome| outcome.planned > 0)
        .iter()
        .zip(cases.iter().flat_map(|case| [case, case]))
    {
        let shown = answer.escape_ascii();
        assert_eq!((outcome.completed, outcome.completed_in_window), (0, 0), "{shown}");
        let wrong = of_kind(outcome);
        assert!(wrong > 0 && wrong == outcome.errors.total(), "{shown}: {:?}", outcome.errors);
        let found = outcome.errors.excerpt.as_deref().unwrap_or_default();
        assert!(found.contains(excerpt), "{found}");
    }
}

#[test]
fn an_answer_that_breaks_off_is_an_error() {
    let server = Server::start(|mut stream| {
        if asked(&mut stream) {
            let _ = stream.write_all(&RIGHT[..RIGHT.len() - 2]);
        }
    });
    run_all_until([closed(server.address, 3), open(server.address, 200.0, 8)], |outcome| {
        assert_eq!(outcome.errors.total(), outcome.errors.closed, "{:?}", outcome.errors);
        assert_eq!(outcome.completed, 0);
        outcome.errors.closed > 0
    });
}

#[test]
fn a_server_that_refuses_is_not_run_against_in_circles() {
    let nobody = nobody();
    run_until(&closed(nobody.address, 10), |outcome| {
        assert_eq!(outcome.errors.total(), outcome.errors.connect);
        assert!(outcome.planned < 200, "{}", outcome.planned);
        assert_eq!((outcome.sent, outcome.connections_max), (0, 0));
        assert!(outcome.cpu < outcome.window.max(ms(400)) / 2, "{outcome:?}");
        outcome.planned >= 10 && outcome.connections_without_response == 10
    });
    let outcome = run(&open(nobody.address, 200.0, 8));
    assert!(outcome.planned > 0 && outcome.errors.connect == outcome.planned, "{outcome:?}");
}

#[test]
fn a_server_that_never_answers_leaves_its_mark() {
    let server = Server::start(|mut stream| while asked(&mut stream) {});
    let soon = |mut plan: load::Plan| {
        plan.timing.drain_max = ms(500);
        plan
    };
    run_until(&soon(closed(server.address, 5)), |outcome| {
        assert_eq!((outcome.completed, outcome.errors.total()), (0, 0), "{outcome:?}");
        assert!(outcome.planned <= 5 && outcome.in_flight_mean < 5.01, "{outcome:?}");
        assert!(
            outcome.planned == 0 || outcome.response.min() >= 400_000_000,
            "at least the window: {outcome:?}"
        );
        // All were sent in the warm-up, if there was time; none vanishes.
        let all = (outcome.planned, outcome.censored, outcome.connections_without_response) == (5, 5, 5);
        all && outcome.in_flight_mean > 4.99
    });
    let outcome = run(&soon(open(server.address, 100.0, 100)));
    assert!(outcome.planned > 10 && outcome.censored == outcome.planned, "{outcome:?}");
}

#[test]
fn one_connection_that_is_never_served_is_not_hidden_by_the_others() {
    let (count, runs) = (Arc::new(AtomicU32::new(0)), Cell::new(0));
    let comes = Arc::clone(&count);
    let server = Server::start(move |mut stream| {
        let served = !comes.fetch_add(1, Ordering::Relaxed).is_multiple_of(4);
        while asked(&mut stream) {
            if served && stream.write_all(RIGHT).is_err() {
                break;
            }
        }
    });
    let mut plan = closed(server.address, 4);
    plan.timing.drain_max = ms(1_000);
    run_until(&plan, |outcome| {
        // One of the four of each run.
        runs.set(runs.get() + 1);
        wait_until(|| count.load(Ordering::Relaxed) == 4 * runs.get());
        assert_eq!(outcome.errors.total(), 0, "{:?}", outcome.errors);
        assert!(outcome.in_flight_mean < 4.01, "{outcome:?}");
        let is_one = (outcome.connections_without_response, outcome.censored) == (1, 1);
        assert!(!is_one || outcome.response.max() >= 400_000_000, "{outcome:?}");
        let per_s = outcome.completed_in_window as f64 / outcome.window.as_secs_f64();
        let of_the_served = per_s * (outcome.service.value_at_quantile(0.5) as f64 / 1e9);
        // Little's law shows it.
        is_one && outcome.in_flight_mean > 3.5 && of_the_served < 3.5
    });
}

#[test]
fn a_request_that_takes_too_long_is_a_timeout() {
    let server = Server::start(|mut stream| while asked(&mut stream) {});
    let mut plan = closed(server.address, 3);
    plan.timing.request_max = ms(100);
    run_until(&plan, |outcome| {
        assert_eq!((outcome.completed, outcome.errors.timeout), (0, outcome.errors.total()), "{outcome:?}");
        assert!(outcome.sent == 0 || outcome.service.min() >= 99_000_000, "{outcome:?}");
        outcome.errors.timeout >= 3
    });
}

#[test]
fn a_server_that_dies_in_the_middle_is_seen_from_then_on() {
    struct Opened(Arc<AtomicBool>);
    impl Observer for Opened {
        fn phase(&mut self, phase: Phase) {
            self.0.fetch_or(phase == Phase::WindowStart, Ordering::Relaxed);
        }
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut plan = closed(listener.local_addr().unwrap(), 4);
    // It ends when all has been seen, however long that takes.
    plan.timing.window = Duration::from_secs(600);
    let (opened, stop, progress) = (Arc::new(AtomicBool::new(false)), Stop::default(), Progress::default());
    plan.settings.progress = Some(progress.clone());
    let (is_open, asks) = (Arc::clone(&opened), stop.clone());
    let server = std::thread::spawn(move || {
        let mut streams: Vec<_> = (0..4).map(|_| listener.accept().unwrap().0).collect();
        let mut answered = 0;
        while answered < 20 {
            for stream in &mut streams {
                if asked(stream) {
                    stream.write_all(RIGHT).unwrap();
                    answered += u32::from(is_open.load(Ordering::Relaxed));
                }
            }
        }
        // It dies with a request of each in its hands.
        assert!(streams.iter_mut().all(asked));
        drop((streams, listener));
        // Four that were in flight, and then attempts to connect.
        while progress.counts().wrong < 20 {
            std::thread::sleep(ms(5));
        }
        asks.stop();
    });
    let outcome = load::run(&plan, &mut Opened(opened), &stop).unwrap();
    server.join().unwrap();
    check(&outcome);
    assert!(outcome.completed > 0 && outcome.errors.connect > 0, "{outcome:?}");
    assert_eq!(outcome.errors.closed, 4, "{outcome:?}");
}

#[test]
fn a_stop_ends_it_promptly_and_keeps_what_was_measured() {
    struct Edges(Vec<Phase>);
    impl Observer for Edges {
        fn phase(&mut self, phase: Phase) {
            self.0.push(phase);
        }
    }
    let server = Server::slow(ms(5));
    for mut plan in [closed(server.address, 4), open(server.address, 300.0, 16)] {
        plan.timing.window = Duration::from_secs(600);
        let (stop, mut edges, progress) = (Stop::default(), Edges(Vec::new()), Progress::default());
        plan.settings.progress = Some(progress.clone());
        let asks = stop.clone();
        // The warm-up has time for 80 answers at most.
        let asking = std::thread::spawn(move || {
            while progress.counts().right < 200 {
                std::thread::sleep(ms(5));
            }
            asks.stop();
        });
        let outcome = load::run(&plan, &mut edges, &stop).unwrap();
        asking.join().unwrap();
        assert!(outcome.stopped_early);
        assert!(outcome.window < plan.timing.window / 2, "{:?}", outcome.window);
        assert!(outcome.completed > 10);
        assert_eq!(edges.0, [Phase::Warmup, Phase::WindowStart, Phase::WindowEnd]);
        check(&outcome);
    }
}

#[test]
fn a_plan_that_cannot_be_carried_out_says_why() {
    let nobody = nobody();
    let mut plan = closed(nobody.address, 1);
    plan.cores = vec![4_000];
    let error = load::run(&plan, &mut common::Phases::default(), &Stop::default()).unwrap_err();
    let LoadError::Setup(reason) = error;
    assert!(reason.contains("core 4000"), "{reason}");
    let mut plan = closed(nobody.address, 2);
    plan.cores = vec![own_core(), 4_000];
    assert!(load::run(&plan, &mut common::Phases::default(), &Stop::default()).is_err(), "and does not hang");
    plan.cores = vec![0, 0, 0];
    let error = load::run(&plan, &mut common::Phases::default(), &Stop::default()).unwrap_err();
    assert!(error.to_string().contains("shared by 3 loops"), "{error}");
}
