//! How a load grows, what is told of it meanwhile, and how it ends.
#![allow(missing_docs)]

mod common;

use std::cell::Cell;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use common::{RIGHT, Server, asked, closed, ms, open, run, run_all_until, run_until, wait_until};
use load::Progress;

#[test]
fn the_pool_grows_to_what_littles_law_asks_for_and_says_nothing_below_its_cap() {
    let server = Server::slow(ms(50));
    // 400 a second that take 50 ms and more: 20 in flight, where the first guess was 5 ms and 10 connections.
    let outcome = run(&open(server.address, 400.0, 2_000));
    assert_eq!(outcome.errors.total() + outcome.censored, 0, "{outcome:?}");
    assert!(outcome.connections_max >= 15, "{outcome:?}");
    assert!(f64::from(outcome.connections_max) >= outcome.in_flight_mean, "{outcome:?}");
    assert!(outcome.notes.is_empty(), "{:?}", outcome.notes);
}

#[test]
fn what_is_in_flight_at_the_end_is_answered_and_not_cut_off() {
    // Every answer takes as long as half a window, so that all connections wait for one when it closes.
    let answered = [(); 2].map(|()| Arc::new(AtomicU32::new(0)));
    let servers = answered.clone().map(|answered| {
        Server::start(move |mut stream| {
            while asked(&mut stream) {
                std::thread::sleep(ms(200));
                // A client that had gone would have reset the connection by the second write.
                let (head, body) = RIGHT.split_at(RIGHT.len() - 5);
                if stream.write_all(head).is_err() || stream.write_all(body).is_err() {
                    return;
                }
                answered.fetch_add(1, Ordering::Relaxed);
            }
        })
    });
    let plans = [closed(servers[0].address, 8), open(servers[1].address, 50.0, 100)];
    let outcomes = run_all_until(plans, |outcome| {
        assert_eq!(outcome.errors.total() + outcome.censored, 0, "{outcome:?}");
        assert_eq!(outcome.completed, outcome.planned, "{outcome:?}");
        // Some end after the window.
        let later = outcome.series.iter().filter(|window| window.start_ms >= 500);
        later.map(|window| window.completed).sum::<u64>() > 0
    });
    for (outcome, answered) in outcomes.iter().zip(&answered) {
        // The last is counted when it has been written, and may have been read by then.
        wait_until(|| u64::from(answered.load(Ordering::Relaxed)) >= outcome.completed);
    }
}

#[test]
fn progress_is_what_has_happened_so_far() {
    let server = Server::slow(ms(5));
    let mut plan = closed(server.address, 4);
    let progress = Progress::default();
    plan.settings.progress = Some(progress.clone());
    let all = Cell::new(0);
    run_until(&plan, |outcome| {
        let counts = progress.counts();
        all.set(all.get() + outcome.series.iter().map(|window| window.completed).sum::<u64>());
        assert!(counts.sent >= counts.right && counts.wrong == 0, "{counts:?}");
        // It is told every 20 ms, and counts the warm-up too.
        assert!(counts.right <= all.get(), "{counts:?} of {}", all.get());
        counts.right > 0
    });
}
