//! The front thread, and the threads that it starts.

use std::mem::MaybeUninit;
use std::net::TcpStream;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::thread::Builder;

use rustix::event::epoll::{Event, EventFlags};
use rustix::net::{RecvFlags, recv};
use serving::{Counters, Doorman};

use super::parked::{Parked, Visitor};
use crate::waiting::Turn;

/// How many connections are looked after before the system is asked again.
const EVENTS: usize = 256;

/// Waits for all idle connections and starts a thread for each that has something to say.
#[derive(Debug)]
pub(super) struct Front {
    pub(super) parked: Arc<Parked>,
    pub(super) counters: Arc<Counters>,
    pub(super) doorman: Doorman<Arc<TcpStream>>,
    pub(super) max_threads: u64,
    pub(super) stack_bytes: usize,
}

impl Front {
    /// Does so for ever.
    pub(super) fn run(mut self) -> ! {
        let mut events = Vec::with_capacity(EVENTS);
        loop {
            // An interruption only means to wait again.
            let _ = self.parked.wait(&mut events);
            for &event in &events {
                self.attend(event);
            }
        }
    }

    fn attend(&mut self, Event { flags, data }: Event) {
        let Ok(place) = usize::try_from(data.u64()) else { return };
        let Some(visitor) = self.parked.take(place) else { return };
        // A client that has left needs no thread. One that has only ended its side may have left a
        // request behind.
        if flags.contains(EventFlags::RDHUP) && has_nothing_to_say(&visitor.stream) {
            drop(visitor);
            return self.parked.leave(place);
        }
        let stream = Arc::clone(&visitor.stream);
        if !self.start(place, visitor) {
            self.parked.leave(place);
            self.doorman.refuse(stream);
        }
    }

    /// Starts a thread for what has arrived; false if a limit or the system forbids it.
    fn start(&self, place: usize, visitor: Box<Visitor>) -> bool {
        let Some(counted) = self.counters.thread(self.max_threads) else { return false };
        let parked = Arc::clone(&self.parked);
        let work = move || {
            let _counted = counted;
            serve(&parked, place, visitor);
        };
        Builder::new().stack_size(self.stack_bytes).spawn(work).is_ok()
    }
}

/// Drives a connection until it would wait for input.
fn serve(parked: &Parked, place: usize, mut visitor: Box<Visitor>) {
    let mut turn = Turn::begin();
    turn.has_input(&visitor.stream);
    loop {
        match turn.poll(Pin::new(&mut visitor.http)) {
            Poll::Ready(_) => {
                drop(visitor);
                return parked.leave(place);
            }
            Poll::Pending if turn.keeps_thread() => turn.wait(),
            Poll::Pending => return parked.put_back(place, visitor),
        }
    }
}

fn has_nothing_to_say(stream: &TcpStream) -> bool {
    let mut byte = [MaybeUninit::<u8>::uninit()];
    let peeked = recv(stream, &mut byte[..], RecvFlags::PEEK | RecvFlags::DONTWAIT);
    peeked.map_or(true, |(_, count)| count == 0)
}
