//! What a server says out of turn, over real sockets, one step after the other.

use std::io::Write;
use std::net::{TcpListener, TcpStream};

use rustix::event::{PollFd, PollFlags, poll};

use super::*;
use crate::Request;
use crate::answer::Expected;
use crate::tally::Ticket;

const RIGHT: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const BUSY: &[u8] = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

struct Pair {
    wires: Wires,
    slot: u32,
    server: TcpStream,
}

impl Pair {
    /// A connection whose client has not been told yet that it is up.
    fn connecting(request: Vec<u8>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let expected = Expected::of(&Request::get("host", "/", b"hello".to_vec()));
        let kinds = [Kind { request, expected, manner: crate::Manner::default() }].into();
        let limits = Limits { request_max_ns: u64::MAX, per_connection: u32::MAX };
        let sockets = Sockets::to(listener.local_addr().unwrap(), None);
        let mut wires = Wires::new(Clock::start(), Tally::new(false, 0), sockets, kinds, limits).unwrap();
        let slot = wires.add();
        wires.open(slot).unwrap();
        Self { wires, slot, server: listener.accept().unwrap().0 }
    }

    fn up(request: &[u8]) -> Self {
        let mut pair = Self::connecting(request.to_vec());
        assert_eq!(pair.happens(), Happened::Up);
        pair
    }

    /// The server says this and closes; what that means, once it has arrived.
    fn says(mut self, bytes: &[u8]) -> (Happened, Wires) {
        self.server.write_all(bytes).unwrap();
        drop(self.server);
        let socket = self.wires.socket(self.slot);
        arrives(socket, PollFlags::RDHUP);
        let happened = happens(&mut self.wires, self.slot);
        (happened, self.wires)
    }

    fn happens(&mut self) -> Happened {
        happens(&mut self.wires, self.slot)
    }
}

impl Wires {
    fn socket(&self, slot: u32) -> &OwnedFd {
        match &self.connections[slot as usize].state {
            State::Connecting(socket) | State::Up(socket) => socket,
            State::Down => panic!("it is down"),
        }
    }
}

/// Waits for it, for a minute at most.
fn arrives(socket: &OwnedFd, what: PollFlags) {
    assert_eq!(poll(&mut [PollFd::new(socket, what)], Some(&timespec(60_000_000_000))), Ok(1));
}

/// The next thing that happens to it.
fn happens(wires: &mut Wires, slot: u32) -> Happened {
    let mut events = Vec::with_capacity(1);
    wires.wait(&mut events, 60_000_000_000);
    let (of, happened) = wires.event(events[0]);
    assert_eq!(of, slot);
    happened
}

fn ask(wires: &mut Wires, slot: u32) {
    let ticket = Ticket::planned(wires.clock.now(), 0, true);
    wires.tally.plan(&ticket);
    let now = wires.clock.now();
    wires.send(slot, ticket, now);
}

#[test]
fn who_is_turned_away_at_the_door_is_refused_and_whatever_else_comes_is_malformed() {
    let cases: [(&[u8], Cause, &str); 6] = [
        (BUSY, Cause::Status, "status 503 before anything was asked"),
        (b"HTTP/1.1 408 Late\r\nContent-Length: 0\r\n\r\n", Cause::Status, "status 408"),
        (b"HTTP/1.0 503 Bu", Cause::Status, "status 503"),
        (RIGHT, Cause::Malformed, "nobody had asked for"),
        (b"HTTP/1.1 503 Busy\r\nno header\r\n\r\n", Cause::Malformed, "nobody had asked for"),
        (b"what?\r\n", Cause::Malformed, "nobody had asked for"),
    ];
    for (bytes, cause, note) in cases {
        let shown = bytes.escape_ascii();
        let (happened, mut wires) = Pair::connecting(Vec::new()).says(bytes);
        assert_eq!(happened, Happened::Refused(cause), "{shown}");
        assert!(wires.unasked.notes().concat().contains(note), "{shown}: {:?}", wires.unasked);
        assert_eq!(wires.unasked.said(Cause::Connect), None, "it is no reason for another failure");
        let said = wires.unasked.said(cause).unwrap();
        assert!(said.contains("before anything was asked: ") && said.ends_with(&shown.to_string()), "{said}");
        let (happened, wires) = Pair::up(b"").says(bytes);
        assert_eq!(happened, Happened::Down(Some(cause)), "idle: {shown}");
        assert!(wires.connections[0].is_down());
    }
}

#[test]
fn an_answer_that_is_there_when_sending_fails_is_the_requests() {
    let mut pair = Pair::up(&vec![b'x'; 64 << 20]);
    ask(&mut pair.wires, pair.slot);
    assert!(!pair.wires.connections[0].outbox.is_empty(), "no socket takes so much at once");
    pair.server.write_all(BUSY).unwrap();
    // Closing with unread bytes resets the connection.
    drop(pair.server);
    arrives(pair.wires.socket(0), PollFlags::ERR);
    pair.wires.flush(0);
    assert_eq!(pair.wires.next_fallen(), Some((0, Happened::Down(None))));
    let errors = &pair.wires.tally.errors;
    assert_eq!((errors.status, errors.total()), (1, 1), "{errors:?}");
    assert!(errors.excerpt.as_deref().is_some_and(|excerpt| excerpt.contains("503 Busy")), "{errors:?}");
}
