//! One *front* thread that waits for all idle connections, and hands each that has something to say to
//! whoever carries it out: a fresh thread, or a pool.
//!
//! When bytes arrive on a connection, its state machine is taken out, driven by another thread until
//! the answer is written and the codec would wait for input again, and given back. So there are as many
//! busy threads as requests in flight. Requests that a client sent without waiting for the answers
//! (pipelining) are found in the connection's buffer and served in the same go, and a request that
//! arrives in pieces costs a hand-over for each piece.

mod parked;

use std::io;
use std::mem::MaybeUninit;
use std::net::TcpStream;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::thread::Builder;

use rustix::event::epoll::{Event, EventFlags};
use rustix::net::{RecvFlags, recv};
use serving::{Doorman, Failure, Served};

use super::accept::accept;
use crate::context::Context;
use crate::waiting::Turn;
pub(super) use parked::Parked;
use parked::Visitor;

/// How many connections are looked after before the system is asked again.
const EVENTS: usize = 256;

/// Accepts connections until the drain. `start` is given what is to be done, and says whether it will
/// be; where not, the client is answered 503.
pub(super) fn serve(served: &Served, start: impl Fn(Errand) -> bool + Send + 'static) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::from(format!("cannot start the front thread: {error}"));
    let parked = Arc::new(Parked::new().map_err(failed)?);
    let doorman = Doorman::new(Arc::clone(&served.counters));
    let front = Front { parked: Arc::clone(&parked), doorman, start };
    Builder::new().name("front".into()).spawn(move || front.run()).map_err(failed)?;
    let context = Context::of(served);
    accept(served, |stream, presence| parked.admit(&stream, presence, &context));
    Ok(())
}

/// A connection that has something to say, and the place to which it returns.
#[derive(Debug)]
pub(super) struct Errand {
    parked: Arc<Parked>,
    place: usize,
    visitor: Box<Visitor>,
    /// What its client is ready for.
    ready: EventFlags,
}

/// What becomes of the thread whose client does not read its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SlowReader {
    /// It waits: the thread is the request's own.
    KeepsThread,
    /// The connection goes back until there is room: others wait for the thread.
    GoesBack,
}

impl Errand {
    /// Whether it comes back for the rest of an answer, and so can no longer be refused.
    pub(super) fn is_amid_answer(&self) -> bool {
        self.visitor.is_amid_answer
    }

    /// Drives the connection until it would wait for its client.
    pub(super) fn run(self, slow: SlowReader) {
        let Self { parked, place, mut visitor, ready } = self;
        let mut turn = Turn::begin();
        turn.is_ready(&visitor.stream, ready);
        loop {
            match turn.poll(Pin::new(&mut visitor.http)) {
                Poll::Ready(_) => {
                    drop(visitor);
                    return parked.leave(place);
                }
                Poll::Pending if turn.pauses() => turn.wait(),
                Poll::Pending if turn.lacks_room() && slow == SlowReader::KeepsThread => turn.wait(),
                Poll::Pending => return parked.put_back(place, visitor, turn.waits_for()),
            }
        }
    }
}

#[derive(Debug)]
struct Front<Start> {
    parked: Arc<Parked>,
    doorman: Doorman<Arc<TcpStream>>,
    start: Start,
}

impl<Start: Fn(Errand) -> bool> Front<Start> {
    fn run(mut self) -> ! {
        let mut events = Vec::with_capacity(EVENTS);
        loop {
            // An interruption only means to wait again.
            let _ = self.parked.wait(&mut events);
            for &event in &events {
                self.attend(event);
            }
        }
    }

    fn attend(&mut self, event: Event) {
        let Some(errand) = Parked::errand(&self.parked, &event) else { return };
        let (place, stream) = (errand.place, Arc::clone(&errand.visitor.stream));
        // A client that has left needs no thread. One that has only ended its side may have left a
        // request behind, or may still read.
        let has_ended = errand.ready.contains(EventFlags::RDHUP) && !errand.ready.contains(EventFlags::OUT);
        if has_ended && has_nothing_to_say(&stream) {
            drop(errand);
            return self.parked.leave(place);
        }
        if !(self.start)(errand) {
            self.parked.leave(place);
            self.doorman.refuse(stream);
        }
    }
}

fn has_nothing_to_say(stream: &TcpStream) -> bool {
    let mut byte = [MaybeUninit::<u8>::uninit()];
    let peeked = recv(stream, &mut byte[..], RecvFlags::PEEK | RecvFlags::DONTWAIT);
    peeked.map_or(true, |(_, count)| count == 0)
}
