//! Limits on what is carried out at once: the others wait their turn, and the queue has an end.

use std::thread;
use std::time::Duration;

use super::limits::{assert_at_limit, next_answered};
use crate::testing::{Behaviour, Connection, Contender, HELD, Server, TestBackend, eventually, get};

pub fn exactly_as_many_requests_as_allowed_are_carried_out_at_once(contender: Contender) {
    let Some(limit) = contender.limit else { return };
    let backend = TestBackend::start(Behaviour::Answers);
    let mut server = Server::start_with(contender, &backend, &format!("--{limit} 3"));
    // More connections than turns: those that idle keep nobody from being served.
    let mut crowd = server.connect_many(8);
    for connection in &mut crowd {
        connection.send(get(HELD));
    }
    backend.await_calls(3);
    thread::sleep(Duration::from_millis(100));
    assert_eq!(server.usage("in_flight"), Some(3));
    backend.let_go();
    for connection in &mut crowd {
        assert_eq!(connection.reply().status, 200);
        assert_eq!(connection.get("/plaintext").status, 200, "and again");
    }
    assert_eq!(backend.calls_max(), 3);
}

pub fn a_queue_that_is_full_refuses(contender: Contender) {
    let Some(limit) = contender.limit else { return };
    let backend = TestBackend::start(Behaviour::Answers);
    // Where the line is one of connections, two of them are the one inside and the one that waits.
    let line = if contender.waits_in_connections() { "--max-connections 2" } else { "--max-queue 1" };
    let mut server = Server::start_with(contender, &backend, &format!("--{limit} 1 {line}"));
    let mut first = server.connect();
    first.send(get(HELD));
    backend.await_calls(1);
    let mut waits = refuse_one_of_two(&server);
    assert_eq!(server.usage("refused"), Some(1));
    backend.let_go();
    assert_eq!([first.reply().status, waits.reply().status], [200, 200]);
}

/// Two ask where one more may wait: gives the one that does. Which of them comes first is not known.
fn refuse_one_of_two(server: &Server) -> Connection {
    let mut two = vec![server.connect(), server.connect()];
    two.iter_mut().for_each(|connection| connection.send(get("/wait?ms=1")));
    assert_at_limit(&next_answered(&mut two).reply());
    two.remove(0)
}

/// Whoever waits is served in the order in which the requests came, not the one that was served last.
pub fn who_waits_for_a_turn_is_served_in_order(contender: Contender) {
    // The order in which tiny_http's reading threads hand over is the library's affair.
    let (Some(limit), true) = (contender.limit, contender.is_hyper) else { return };
    // A request that one thread has just read may be overtaken by the next, read by another: so they keep a distance.
    let mut distances_ms = [20, 100, 500, 2_500].into_iter();
    assert!(distances_ms.any(|ms| are_served_in_order(contender, limit, ms)), "they are served out of order");
}

/// Whether those who ask one after the other, so many milliseconds apart, are served one after the other.
fn are_served_in_order(contender: Contender, limit: &str, distance_ms: u64) -> bool {
    let backend = TestBackend::start(Behaviour::Answers);
    let server = Server::start_with(contender, &backend, &format!("--{limit} 1"));
    let mut line = server.connect_many(6);
    // The first keeps the place while the others line up, and asks again as soon as it is answered.
    let mut first = line.remove(0);
    first.send(get(HELD));
    backend.await_calls(1);
    for (nth, connection) in (10..).zip(&mut line) {
        connection.send(get(&format!("/fetch?ms=30&bytes={nth}")));
        thread::sleep(Duration::from_millis(distance_ms));
    }
    backend.let_go();
    assert_eq!(first.reply().status, 200);
    first.send(get("/fetch?ms=30&bytes=15"));
    line.push(first);
    for connection in &mut line {
        assert_eq!(connection.reply().status, 200);
    }
    backend.asked_bytes() == [5, 10, 11, 12, 13, 14, 15]
}

/// A body that comes slowly keeps no place while it is waited for, whoever waits for it.
pub fn slow_senders_keep_no_place(contender: Contender) {
    let (Some(limit), true) = (contender.limit, contender.is_hyper) else { return };
    let backend = TestBackend::start(Behaviour::Answers);
    let args = format!("--{limit} 2 --stall-max-ms 600000");
    let mut server = Server::start_with(contender, &backend, &args);
    let mut slow: Vec<_> = (0..4).map(|_| server.connect()).collect();
    for connection in &mut slow {
        connection.send("POST /upload?bytes=40&ms=0 HTTP/1.1\r\nhost: x\r\ncontent-length: 40\r\n\r\n");
        connection.send(&contract::payload(40)[..39]);
    }
    server.await_usage("in_flight", 4);
    // All of them are waited for, and both places are free.
    let mut others = [server.connect(), server.connect()];
    for connection in &mut others {
        connection.send(get(HELD));
    }
    backend.await_calls(2);
    server.await_usage("in_flight", 6);
    assert!(slow.iter().all(|connection| !connection.has_something_to_read()));
    for connection in &mut slow {
        connection.send(&contract::payload(40)[39..]);
    }
    backend.let_go();
    for connection in others.iter_mut() {
        assert_eq!(connection.reply().status, 200);
    }
    for connection in &mut slow {
        assert_eq!(connection.reply_to("POST").status, 200);
    }
}

/// Waits until the server does nothing for a client that does not read its answers, since the sockets are full. Gives
/// how many of them have begun.
fn await_full_sockets(server: &mut Server) -> u64 {
    let (mut begun, mut still) = (0, 0);
    eventually("the sockets are full", || {
        thread::sleep(Duration::from_millis(10));
        let requests = server.usage("requests").unwrap_or(0);
        let is_still = requests > 0 && requests == begun && server.usage("in_flight") == Some(0);
        still = if is_still { still + 1 } else { 0 };
        begun = requests;
        still == 60
    });
    begun
}

/// Nor does a client that does not read its answer.
pub fn slow_readers_keep_no_place(contender: Contender) {
    let (Some(limit), true) = (contender.limit, contender.is_hyper) else { return };
    let backend = TestBackend::start(Behaviour::Answers);
    let args = format!("--{limit} 1 --stall-max-ms 600000");
    let mut server = Server::start_with(contender, &backend, &args);
    let mut deaf = server.connect();
    // Far more than the sockets hold.
    deaf.send(get("/fetch?ms=0&bytes=1048576").repeat(12));
    await_full_sockets(&mut server);
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
    let args = format!("--{limit} 1 {line} --stall-max-ms 600000");
    let mut server = Server::start_with(contender, &backend, &args);
    let mut slow = server.connect();
    // Far more than the sockets hold.
    slow.send(get("/fetch?ms=0&bytes=1048576").repeat(12));
    let begun = await_full_sockets(&mut server);
    let mut inside = server.connect();
    inside.send(get(HELD));
    backend.await_calls(1);
    let mut waits = refuse_one_of_two(&server);
    // It reads, so that there is room for more, while the line is full.
    read_until_nothing_comes(&mut slow);
    backend.let_go();
    let mut refused = 1;
    for nth in 0..12 {
        let reply = slow.reply();
        // One that has not begun may be refused like any other, which ends the connection.
        if nth >= begun && reply.status == 503 {
            refused += 1;
            break;
        }
        assert!(reply.status == 200 && reply.body == contract::payload(1 << 20), "{nth}: {}", reply.head);
    }
    assert!(refused > 1 || slow.read_so_far().is_empty(), "and nothing else");
    assert_eq!([inside.reply().status, waits.reply().status], [200, 200]);
    assert_eq!(server.usage("refused"), Some(refused));
}

/// What comes until for a while nothing does.
fn read_until_nothing_comes(connection: &mut Connection) -> &[u8] {
    let (mut length, mut quiet) = (0, 0);
    while quiet < 30 {
        thread::sleep(Duration::from_millis(10));
        let more = connection.read_so_far().len();
        quiet = if more == length { quiet + 1 } else { 0 };
        length = more;
    }
    connection.read_so_far()
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
    // All that is left of an answer may just be in the codec's buffer, and needs none: how much that is depends on how
    // much the sockets hold.
    let mut lengths = [4096, 3440, 2928, 3728, 2416].into_iter();
    assert!(lengths.any(|bytes| waits_for_a_place(contender, limit, bytes)), "it goes on without a place");
}

/// Whether an answer that is read stays in its middle as long as the one place is taken.
fn waits_for_a_place(contender: Contender, limit: &str, bytes: usize) -> bool {
    let backend = TestBackend::start(Behaviour::Answers);
    let args = format!("--{limit} 1 --stall-max-ms 600000");
    let mut server = Server::start_with(contender, &backend, &args);
    let (mut deaf, mut other) = (server.connect(), server.connect());
    // Far more than the sockets hold; each of them takes a quarter of a second, if it is read.
    deaf.send(get(&format!("/stream?pieces=256&bytes={bytes}&ms=1")).repeat(12));
    await_full_sockets(&mut server);
    assert_eq!(other.get("/wait?ms=1").status, 200, "others are served");
    assert_eq!(server.usage("cut"), Some(0), "and the deaf one is still waited for");
    other.send(get(HELD));
    backend.await_calls(1);
    let is_amid_answer = !read_until_nothing_comes(&mut deaf).ends_with(b"\r\n0\r\n\r\n");
    backend.let_go();
    for _ in 0..12 {
        assert_eq!(deaf.reply().body.len(), 256 * bytes, "it goes on when there is a place");
    }
    assert_eq!(other.reply().status, 200);
    is_amid_answer
}
