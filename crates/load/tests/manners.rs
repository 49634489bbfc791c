//! Clients that read or write slowly, over real sockets: the server feels them, and others do not.
#![allow(missing_docs)]

mod common;

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use common::{RIGHT, Server, asked_for, closed, ms, run_until};
use load::{Class, Manner, Pace, Request};

const BODY_BYTES: usize = 1 << 20;

fn pace(bytes: u32, every: Duration) -> Pace {
    Pace { bytes, every }
}

/// Sends what the socket takes at once; how much that was.
fn sent_at_once(stream: &mut TcpStream, bytes: &[u8]) -> usize {
    stream.set_nonblocking(true).unwrap();
    let mut sent = 0;
    while sent < bytes.len() {
        match stream.write(&bytes[sent..]) {
            Ok(count) => sent += count,
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            Err(_) => break,
        }
    }
    stream.set_nonblocking(false).unwrap();
    sent
}

/// A server with a large answer; keeps the most that a socket ever took at once.
fn large(at_once_max: &Arc<AtomicUsize>) -> Server {
    let at_once_max = Arc::clone(at_once_max);
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {BODY_BYTES}\r\n\r\n");
    let answer = [head.into_bytes(), vec![b'x'; BODY_BYTES]].concat();
    Server::start(move |mut stream| {
        // Whatever buffers this system gives by default: some have more than the answer needs.
        socket2::SockRef::from(&stream).set_send_buffer_size(64 << 10).unwrap();
        while let Some(head) = asked_for(&mut stream) {
            if head.starts_with("GET /light") {
                if stream.write_all(RIGHT).is_err() {
                    break;
                }
                continue;
            }
            let sent = sent_at_once(&mut stream, &answer);
            at_once_max.fetch_max(sent, Ordering::Relaxed);
            if stream.write_all(&answer[sent..]).is_err() {
                break;
            }
        }
    })
}

#[test]
fn a_slow_reader_holds_the_server_up() {
    let at_once_max = Arc::default();
    let server = large(&at_once_max);
    let mut plan = closed(server.address, 3);
    plan.request = Request::get("h", "/large", vec![b'x'; BODY_BYTES]);
    plan.settings.manner.reads = Some(pace(16 << 10, ms(2)));
    let outcome = run_until(&plan, |outcome| {
        assert_eq!(outcome.errors.total(), 0, "{:?}", outcome.errors);
        outcome.completed > 0
    });
    // Sixty-four goes and a head's more, a rest between each two.
    assert!(outcome.response.min() >= 63 * 2_000_000, "{}", outcome.response.min());
    let taken = at_once_max.load(Ordering::Relaxed);
    assert!(taken > 0 && taken < BODY_BYTES, "the socket took {taken} bytes before anybody read");
}

#[test]
fn a_slow_writer_is_listened_to_for_as_long_as_it_sends() {
    let rests = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&rests);
    const SENT_BYTES: usize = 64 << 10;
    let server = Server::start(move |mut stream| {
        let mut body = vec![0; SENT_BYTES];
        while asked_for(&mut stream).is_some() {
            let began = Instant::now();
            if stream.read_exact(&mut body).is_err() {
                break;
            }
            assert!(body.iter().all(|byte| *byte == b'y'));
            seen.fetch_max(began.elapsed().as_millis() as usize, Ordering::Relaxed);
            if stream.write_all(RIGHT).is_err() {
                break;
            }
        }
    });
    let mut plan = closed(server.address, 3);
    let head = format!("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: {SENT_BYTES}\r\n\r\n");
    plan.request.bytes = [head.into_bytes(), vec![b'y'; SENT_BYTES]].concat();
    plan.settings.manner.writes = Some(pace(4 << 10, ms(5)));
    run_until(&plan, |outcome| {
        assert_eq!(outcome.errors.total(), 0, "{:?}", outcome.errors);
        // Seventeen goes, head and body together; the server saw nearly all of them, unless it looked late.
        assert!(outcome.planned == 0 || outcome.response.min() >= 16 * 5_000_000, "{outcome:?}");
        outcome.planned > 0 && rests.load(Ordering::Relaxed) >= 60
    });
}

#[test]
fn who_reads_slowly_is_a_class_and_nobody_else() {
    let server = large(&Arc::default());
    let mut plan = closed(server.address, 8);
    plan.request = Request::get("h", "/light", b"hello".to_vec());
    let request = Request::get("h", "/large", vec![b'x'; BODY_BYTES]);
    let manner = Manner { reads: Some(pace(16 << 10, ms(2))), ..Manner::default() };
    plan.settings.mix = vec![Class { label: "slow".into(), weight: 0.01, request, manner }];
    run_until(&plan, |outcome| {
        assert_eq!(outcome.errors.total(), 0, "{:?}", outcome.errors);
        let [main, slow] = outcome.classes.as_slice() else { panic!("two classes") };
        assert!(slow.planned == 0 || slow.response.min() >= 63 * 2_000_000);
        main.completed > 0 && slow.completed > 0 && main.response.value_at_quantile(0.5) < slow.response.min()
    });
}

#[test]
fn a_slow_reader_who_loses_patience_leaves_and_is_counted_once() {
    let server = large(&Arc::default());
    let mut plan = closed(server.address, 2);
    plan.request = Request::get("h", "/large", vec![b'x'; BODY_BYTES]);
    plan.settings.manner.reads = Some(pace(1 << 10, ms(5)));
    plan.timing.request_max = ms(40);
    run_until(&plan, |outcome| {
        assert_eq!((outcome.completed, outcome.errors.total()), (0, outcome.errors.timeout), "{outcome:?}");
        outcome.errors.timeout > 0
    });
}
