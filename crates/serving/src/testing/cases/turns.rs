//! Limits on what is carried out at once: the others wait their turn, and the queue has an end.

use std::thread;
use std::time::Duration;

use contract::{Answer, Refusal};

use crate::testing::{Behaviour, Connection, Contender, Server, TestBackend, get};

pub fn exactly_as_many_requests_as_allowed_are_carried_out_at_once(contender: Contender) {
    let Some(limit) = contender.limit else { return };
    let mut server = Server::start(contender, &format!("--{limit} 3"));
    // More connections than turns: those that idle keep nobody from being served.
    let mut crowd = server.connect_many(8);
    for connection in &mut crowd {
        connection.send(get("/wait?ms=200"));
    }
    let mut most = 0;
    while server.usage("requests") < Some(16) {
        most = most.max(server.usage("in_flight").unwrap_or(0));
        thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(most, 3);
    for connection in &mut crowd {
        assert_eq!(connection.reply().status, 200);
        assert_eq!(connection.get("/plaintext").status, 200, "and again");
    }
}

pub fn a_queue_that_is_full_refuses(contender: Contender) {
    let Some(limit) = contender.limit else { return };
    // Where the line is one of connections, two of them are the one inside and the one that waits.
    let line = if contender.waits_in_connections() { "--max-connections 2" } else { "--max-queue 1" };
    let mut server = Server::start(contender, &format!("--{limit} 1 {line}"));
    let mut first = server.connect();
    first.send(get("/wait?ms=1000"));
    server.await_usage("in_flight", 1);
    // Which of them comes first is not known; one finds room to wait, the other does not.
    let replies = [(); 2].map(|()| {
        let mut connection = server.connect();
        connection.send(get("/wait?ms=0"));
        connection
    });
    let mut replies = replies.map(|mut connection| connection.reply());
    replies.sort_by_key(|reply| reply.status);
    let refusal = Answer::from(Refusal::AtLimit);
    assert_eq!(replies[0].status, 200);
    assert_eq!((replies[1].status, &replies[1].body[..]), (refusal.status, &refusal.body[..]));
    assert_eq!(server.usage("refused"), Some(1));
    assert_eq!(first.reply().status, 200);
}

/// Whoever waits is served in the order in which the requests came, not the one that was served last.
pub fn who_waits_for_a_turn_is_served_in_order(contender: Contender) {
    // The order in which tiny_http's reading threads hand over is the library's affair.
    let (Some(limit), true) = (contender.limit, contender.is_hyper) else { return };
    let mut server = Server::start(contender, &format!("--{limit} 1"));
    let mut line = server.connect_many(6);
    // The first keeps the place while the others line up, and asks again as soon as it is answered.
    let mut first = line.remove(0);
    first.send(get("/wait?ms=600"));
    server.await_usage("in_flight", 1);
    for connection in &mut line {
        connection.send(get("/wait?ms=60"));
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(first.reply().status, 200);
    first.send(get("/wait?ms=60"));
    line.push(first);
    // Ever more of them have their answer, those in front first.
    while !line.iter().all(Connection::has_something_to_read) {
        let answered: Vec<_> = line.iter().map(Connection::has_something_to_read).collect();
        assert!(answered.is_sorted_by(|before, after| before >= after), "out of order: {answered:?}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// A body that comes slowly keeps no place while it is waited for, whoever waits for it.
pub fn slow_senders_keep_no_place(contender: Contender) {
    let (Some(limit), true) = (contender.limit, contender.is_hyper) else { return };
    let mut server = Server::start(contender, &format!("--{limit} 2"));
    let mut slow: Vec<_> = (0..4).map(|_| server.connect()).collect();
    for connection in &mut slow {
        connection.send("POST /upload?bytes=40&ms=0 HTTP/1.1\r\nhost: x\r\ncontent-length: 40\r\n\r\n");
        connection.send(&contract::payload(40)[..39]);
    }
    server.await_usage("in_flight", 4);
    // All of them are waited for, and both places are free.
    let mut others = [server.connect(), server.connect()];
    for connection in &mut others {
        connection.send(get("/wait?ms=700"));
    }
    server.await_usage("in_flight", 6);
    assert!(slow.iter().all(|connection| !connection.has_something_to_read()));
    for connection in &mut slow {
        connection.send(&contract::payload(40)[39..]);
    }
    for connection in others.iter_mut() {
        assert_eq!(connection.reply().status, 200);
    }
    for connection in &mut slow {
        assert_eq!(connection.reply_to("POST").status, 200);
    }
}

/// Nor does a client that does not read its answer.
pub fn slow_readers_keep_no_place(contender: Contender) {
    let (Some(limit), true) = (contender.limit, contender.is_hyper) else { return };
    let backend = TestBackend::start(Behaviour::Answers);
    let mut server = Server::start(contender, &format!("--{limit} 1 --backend {}", backend.address));
    let mut deaf = server.connect();
    // Far more than the sockets hold.
    deaf.send(get("/fetch?ms=0&bytes=1048576").repeat(12));
    while server.usage("in_flight") != Some(0) || server.usage("requests") < Some(2) {
        thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(server.get("/wait?ms=1").status, 200, "others are served");
    assert_eq!(server.usage("cut"), Some(0), "and the deaf one is still waited for");
    for _ in 0..12 {
        assert_eq!(deaf.reply().status, 200, "and goes on when it reads");
    }
}

/// Whose answer has begun is not refused: a second status line would stand in the middle of it.
pub fn a_slow_reader_is_not_refused_by_a_full_queue(contender: Contender) {
    let (Some(limit), true) = (contender.limit, contender.is_hyper) else { return };
    let backend = TestBackend::start(Behaviour::Answers);
    // Where the line is one of connections, they are the slow one, the one inside and the one that waits.
    let line = if contender.waits_in_connections() { "--max-connections 3" } else { "--max-queue 1" };
    let mut server = Server::start(contender, &format!("--{limit} 1 {line} --backend {}", backend.address));
    let mut slow = server.connect();
    // Far more than the sockets hold.
    slow.send(get("/fetch?ms=0&bytes=1048576").repeat(12));
    while server.usage("in_flight") != Some(0) || server.usage("requests") < Some(2) {
        thread::sleep(Duration::from_millis(5));
    }
    let (mut inside, mut waits) = (server.connect(), server.connect());
    inside.send(get("/wait?ms=1500"));
    server.await_usage("in_flight", 1);
    waits.send(get("/wait?ms=1"));
    thread::sleep(Duration::from_millis(100));
    assert_eq!(server.get("/plaintext").status, 503, "the line is full");
    // Of the two that have begun. One that has not may be refused like any other, which ends the connection.
    let mut refused = 1;
    for nth in 0..12 {
        let reply = slow.reply();
        if nth >= 2 && reply.status == 503 {
            refused += 1;
            break;
        }
        assert!(reply.status == 200 && reply.body == contract::payload(1 << 20), "{nth}: {}", reply.head);
    }
    assert!(refused > 1 || slow.read_so_far().is_empty(), "and nothing else");
    assert_eq!([inside.reply().status, waits.reply().status], [200, 200]);
    assert_eq!(server.usage("refused"), Some(refused));
}

/// An answer in pieces keeps its place until its end: its pauses are the server's work.
pub fn an_answer_in_pieces_keeps_its_place(contender: Contender) {
    let (Some(limit), true) = (contender.limit, contender.is_hyper) else { return };
    let server = Server::start(contender, &format!("--{limit} 1"));
    let (mut stream, mut other) = (server.connect(), server.connect());
    stream.send(get("/stream?pieces=5&bytes=3&ms=100"));
    stream.read_until(b"\r\n\r\n");
    other.send(get("/plaintext"));
    assert_eq!(other.reply().status, 200);
    let pieces = stream.read_so_far().windows(5).filter(|part| part == b"\r\n3\r\n").count();
    // The last may be on its way while its place is given on.
    assert!(pieces >= 4, "it was overtaken after {pieces} pieces");
}

/// But while its client does not read, others have it, and it goes on when it has another.
pub fn an_answer_in_pieces_that_is_not_read_keeps_no_place(contender: Contender) {
    let (Some(limit), true) = (contender.limit, contender.is_hyper) else { return };
    // It may be that all of an answer is just in the codec's buffer, and needs none.
    let mut lengths = [4096, 3900, 3700, 3500].into_iter();
    assert!(lengths.any(|bytes| waits_for_a_place(contender, limit, bytes)), "it goes on without a place");
}

/// Whether an answer whose client begins to read goes on only when the one place is free again.
fn waits_for_a_place(contender: Contender, limit: &str, bytes: usize) -> bool {
    let mut server = Server::start(contender, &format!("--{limit} 1"));
    let (mut deaf, mut other) = (server.connect(), server.connect());
    // Far more than the sockets hold; each of them takes a quarter of a second, if it is read.
    deaf.send(get(&format!("/stream?pieces=256&bytes={bytes}&ms=1")).repeat(12));
    let (mut begun, mut still) = (0, 0);
    while still < 60 {
        thread::sleep(Duration::from_millis(10));
        let requests = server.usage("requests").unwrap_or(0);
        still = if requests > 0 && requests == begun { still + 1 } else { 0 };
        begun = requests;
    }
    assert_eq!(other.get("/wait?ms=1").status, 200, "others are served");
    assert_eq!(server.usage("cut"), Some(0), "and the deaf one is still waited for");
    other.send(get("/wait?ms=1500"));
    server.await_usage("in_flight", 1);
    let mut waited = false;
    for nth in 1..=12 {
        assert_eq!(deaf.reply().body.len(), 256 * bytes, "it goes on when it is read");
        waited |= nth == begun && other.has_something_to_read();
    }
    waited
}
