//! Pipelining, connection policy, think time, mixes and shapes, over real sockets.
#![allow(missing_docs)]

mod common;

use std::io::Write;
use std::num::NonZeroU32;
use std::sync::atomic::Ordering;
use std::time::Instant;

use common::{RIGHT, Server, asked, asked_for, closed, ms, open, run, run_all_until, run_until};
use load::{Class, Gaps, Load, Manner, Request, Shape, Think};

fn number(number: u32) -> Option<NonZeroU32> {
    NonZeroU32::new(number)
}

#[test]
fn pipelining_keeps_so_many_in_flight() {
    let server = Server::slow(ms(2));
    let mut plan = closed(server.address, 2);
    plan.settings.pipeline = number(8);
    run_until(&plan, |outcome| {
        assert_eq!((outcome.errors.total(), outcome.connections_max), (0, 2), "{:?}", outcome.errors);
        assert!(outcome.in_flight_mean <= 16.0, "{}", outcome.in_flight_mean);
        // Eight in a queue of 2 ms each.
        outcome.in_flight_mean >= 15.0 && outcome.response.value_at_quantile(0.5) >= 14_000_000
    });
}

#[test]
fn pipelined_answers_that_arrive_together_are_told_apart() {
    let server = Server::start(|mut stream| {
        while (0..4).all(|_| asked(&mut stream)) && stream.write_all(&RIGHT.repeat(4)).is_ok() {}
    });
    let mut plan = closed(server.address, 3);
    plan.settings.pipeline = number(4);
    run_until(&plan, |outcome| {
        // The drain leaves none behind: four are asked for each time.
        assert_eq!(outcome.errors.total() + outcome.censored, 0, "{outcome:?}");
        outcome.completed > 100
    });
}

#[test]
fn a_wrong_answer_in_a_pipeline_is_the_right_requests_fault() {
    let server = Server::start(|mut stream| {
        let wrong = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhellO";
        let mut at = 0;
        while asked(&mut stream) {
            at += 1;
            if stream.write_all(if at % 4 == 0 { wrong } else { RIGHT }).is_err() {
                break;
            }
        }
    });
    let mut plan = closed(server.address, 2);
    plan.settings.pipeline = number(4);
    run_until(&plan, |outcome| {
        assert_eq!(outcome.errors.total(), outcome.errors.body);
        // Of n in a row on each of the two connections a quarter, give or take what n leaves over.
        let off = (4 * outcome.errors.body).abs_diff(outcome.planned);
        assert!(off <= 6, "{} of {}", outcome.errors.body, outcome.planned);
        outcome.planned > 100
    });
}

#[test]
fn a_connection_may_be_for_one_request_only() {
    let server = Server::answering(RIGHT);
    for mut plan in [closed(server.address, 3), open(server.address, 300.0, 64)] {
        server.connections.store(0, Ordering::Relaxed);
        plan.settings.requests_per_connection = number(1);
        let outcome = run_until(&plan, |outcome| {
            assert_eq!(outcome.errors.total() + outcome.censored, 0, "{outcome:?}");
            outcome.completed > 20
        });
        let connections = u64::from(server.connections.load(Ordering::Relaxed));
        assert!(connections >= outcome.completed, "{connections} for {}", outcome.completed);
        assert!(outcome.response.mean() > outcome.service.mean(), "connecting is part of the response");
    }
}

#[test]
fn a_connection_may_be_for_some_requests() {
    let server = Server::slow(ms(1));
    let mut plan = closed(server.address, 2);
    plan.settings.requests_per_connection = number(5);
    plan.settings.pipeline = number(3);
    run_until(&plan, |outcome| {
        assert_eq!(outcome.errors.total() + outcome.censored, 0, "{outcome:?}");
        let progress = outcome.series.iter().map(|window| window.completed).sum::<u64>() as f64;
        let each = progress / f64::from(server.connections.swap(0, Ordering::Relaxed));
        assert!(each <= 5.0, "{each}");
        // The last two have fewer: of many that is little.
        each >= 4.0
    });
    plan.settings.pipeline = number(6);
    let error = load::run(&plan, &mut common::Phases::default(), &load::Stop::default()).unwrap_err();
    assert!(error.to_string().contains("do not fit"), "{error}");
}

#[test]
fn users_who_think_ask_less() {
    let server = Server::answering(RIGHT);
    let plans = [Gaps::Constant, Gaps::Exponential].map(|law| {
        let mut plan = closed(server.address, 20);
        plan.timing.window = ms(1_000);
        plan.settings.think = Some(Think { mean: ms(50), law });
        plan
    });
    run_all_until(plans, |outcome| {
        assert_eq!(outcome.errors.total() + outcome.censored, 0, "{outcome:?}");
        let per_s = outcome.completed_in_window as f64 / outcome.window.as_secs_f64();
        // 20 users, 50 ms: 400 a second, less what the answers take; 20 % for the scatter of 400 draws.
        (200.0..480.0).contains(&per_s) && outcome.connections_without_response == 0
    });
}

#[test]
fn users_who_think_longer_than_the_window_do_not_starve() {
    let server = Server::answering(RIGHT);
    let mut plan = closed(server.address, 4);
    plan.settings.think = Some(Think { mean: ms(60_000), law: Gaps::Constant });
    run_until(&plan, |outcome| {
        assert_eq!(outcome.connections_without_response, 0);
        // All have asked in the warm-up, if there was time, and not again.
        outcome.planned == 0
    });
}

#[test]
fn what_is_older_than_its_deadline_is_shed_and_counted() {
    // 200 a second, 10 ms each, one connection: half of them grow too old.
    let server = Server::slow(ms(10));
    let mut plan = open(server.address, 200.0, 1);
    plan.settings.deadline = Some(ms(100));
    let outcome = run_until(&plan, |outcome| outcome.completed > 5);
    assert!(outcome.shed > 5 && outcome.shed <= outcome.censored, "{outcome:?}");
    assert_eq!(outcome.completed + outcome.censored, outcome.planned, "{outcome:?}");
    assert!(outcome.lag.max() >= 100_000_000, "at least what they had reached: {}", outcome.lag.max());
    assert_eq!(outcome.sent + outcome.shed, outcome.planned, "the rest is sent");
    plan.settings.deadline = Some(ms(60_000));
    assert_eq!(run(&plan).shed, 0);
}

#[test]
fn connections_are_opened_over_a_time_of_ones_choice() {
    struct Begin(Option<Instant>);
    impl load::Observer for Begin {
        fn phase(&mut self, phase: load::Phase) {
            self.0 = self.0.or((phase == load::Phase::Warmup).then(Instant::now));
        }
    }
    let server = Server::answering(RIGHT);
    let mut plan = closed(server.address, 5);
    plan.settings.connect_over = Some(ms(500));
    let (began, mut begin) = (Instant::now(), Begin(None));
    let outcome = load::run(&plan, &mut begin, &load::Stop::default()).unwrap();
    // The fifth begins after four fifths of it.
    assert!(begin.0.unwrap() - began >= ms(400));
    assert_eq!((outcome.connections_max, outcome.errors.total()), (5, 0));
}

#[test]
fn a_mix_is_told_apart_by_class() {
    let server = Server::start(|mut stream| {
        while let Some(head) = asked_for(&mut stream) {
            let answer: &[u8] = if head.starts_with("GET /slow ") {
                std::thread::sleep(ms(20));
                b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow"
            } else {
                RIGHT
            };
            if stream.write_all(answer).is_err() {
                break;
            }
        }
    });
    let plans = [closed(server.address, 8), open(server.address, 500.0, 64)].map(|mut plan| {
        let request = Request::get("test", "/slow", b"slow".to_vec());
        plan.settings.mix =
            vec![Class { label: "slow".into(), weight: 0.25, request, manner: Manner::default() }];
        plan
    });
    run_all_until(plans, |outcome| {
        assert_eq!(outcome.errors.total(), 0, "{:?}", outcome.errors);
        let [light, slow] = &outcome.classes[..] else { panic!("{outcome:?}") };
        assert_eq!((light.label.as_str(), slow.label.as_str()), (load::MAIN_CLASS, "slow"));
        assert_eq!(light.planned + slow.planned, outcome.planned);
        assert_eq!(light.response.len() + slow.response.len(), outcome.planned);
        // A fifth, within five standard deviations of so many draws.
        let (planned, share) = (outcome.planned as f64, slow.planned as f64 / outcome.planned as f64);
        assert!(
            planned == 0.0 || (share - 0.2).abs() <= 5.0 * (0.16 / planned).sqrt(),
            "{share} of {planned}"
        );
        assert!(slow.planned == 0 || slow.response.min() >= 20_000_000);
        slow.planned > 0 && light.planned > 0 && light.response.value_at_quantile(0.5) < 20_000_000
    });
}

#[test]
fn shapes_are_sent_as_planned() {
    let server = Server::answering(RIGHT);
    let mut plan = open(server.address, 0.0, 64);
    plan.load = Load::Open { rate_per_s: 800.0, gaps: Gaps::Constant, connections_max: 64 };
    plan.timing.window = ms(1_000);
    plan.settings.shape = Shape::steps(&[0.25, 1.0], plan.timing.window);
    run_until(&plan, |outcome| {
        assert_eq!(outcome.planned, 500);
        let sent = |from, to| -> u64 {
            let inside = outcome.series.iter().filter(|window| (from..to).contains(&window.start_ms));
            inside.map(|window| window.sent).sum()
        };
        // Where the generator was not held up.
        sent(0, 500).abs_diff(100) <= 20 && sent(500, 1_000).abs_diff(400) <= 40
    });
    plan.settings.shape = Shape::Replay([200, 210, 220, 5_000].map(ms).into());
    let outcome = run(&plan);
    assert_eq!((outcome.planned, outcome.completed), (3, 3));
}

#[test]
fn pacing_is_the_plans_unless_requests_are_held_up() {
    let server = Server::answering(RIGHT);
    let mut plan = open(server.address, 200.0, 64);
    plan.timing.window = ms(1_000);
    run_until(&plan, |outcome| {
        let pacing = outcome.pacing().unwrap();
        assert!(pacing.bursts_planned < 0.05, "{pacing:?}");
        pacing.distance < 0.3
    });
    // One connection, 20 ms: what was planned at 200 a second leaves at 50.
    let server = Server::slow(ms(20));
    let outcome = run(&open(server.address, 200.0, 1));
    assert!(outcome.pacing().unwrap().distance > 0.5, "{:?}", outcome.pacing());
    assert_eq!(run(&closed(server.address, 1)).pacing(), None);
}
