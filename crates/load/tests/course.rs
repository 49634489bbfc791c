//! How a load grows, what is told of it meanwhile, and how it ends.
#![allow(missing_docs)]

mod common;

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use common::{RIGHT, Server, asked, closed, ms, open, run, run_all};
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
    let mut plans = [closed(servers[0].address, 8), open(servers[1].address, 50.0, 100)];
    for plan in &mut plans {
        plan.timing.drain_max = ms(20_000);
    }
    for (outcome, answered) in run_all(plans).iter().zip(&answered) {
        assert_eq!(outcome.errors.total() + outcome.censored, 0, "{outcome:?}");
        assert_eq!(outcome.completed, outcome.planned, "{outcome:?}");
        let all = u64::from(answered.load(Ordering::Relaxed));
        assert!(all >= outcome.completed, "{all} were answered: {outcome:?}");
        let later = outcome.series.iter().filter(|window| window.start_ms >= 500);
        assert!(
            later.map(|window| window.completed).sum::<u64>() > 0,
            "some end after the window: {outcome:?}"
        );
    }
}

#[test]
fn progress_is_what_has_happened_so_far() {
    let server = Server::slow(ms(5));
    let mut plan = closed(server.address, 4);
    let progress = Progress::default();
    plan.settings.progress = Some(progress.clone());
    let outcome = run(&plan);
    let counts = progress.counts();
    assert!(counts.right > 0 && counts.sent >= counts.right, "{counts:?}");
    assert_eq!(counts.wrong, 0);
    // It is told every 20 ms, and counts the warm-up too.
    assert!(counts.right <= outcome.series.iter().map(|window| window.completed).sum(), "{counts:?}");
}
