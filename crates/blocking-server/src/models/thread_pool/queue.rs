//! Connections that wait for a thread, and what a thread does with one.

use std::collections::VecDeque;
use std::io;
use std::net::TcpStream;
use std::ops::ControlFlow;
use std::os::fd::OwnedFd;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant};

use rustix::event::{EventfdFlags, eventfd};
use serving::Presence;

use crate::context::Context;
use crate::models::http::{Http, http};
use crate::waiting::Turn;

/// How long a thread waits for a client that has nothing to say while others wait for a thread.
const TURN: Duration = Duration::from_millis(10);

/// A connection.
#[derive(Debug)]
pub(super) struct Visitor {
    /// First, so that it is counted out while the socket is still open.
    _presence: Presence,
    http: Http,
}

impl Visitor {
    /// A new connection.
    pub(super) fn new(stream: &Arc<TcpStream>, presence: Presence, context: &Arc<Context>) -> Box<Self> {
        let http = http(stream, &presence, context);
        Box::new(Self { _presence: presence, http })
    }
}

/// The connections that wait for a thread, first come, first served.
#[derive(Debug)]
pub(super) struct Queue {
    waiting: Mutex<VecDeque<Box<Visitor>>>,
    /// Readable when a connection began to wait and every thread may be waiting for a client.
    alert: OwnedFd,
}

impl Queue {
    /// Nobody yet.
    pub(super) fn new() -> io::Result<Self> {
        let alert = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
        Ok(Self { waiting: Mutex::default(), alert })
    }

    /// A new connection waits.
    pub(super) fn push(&self, visitor: Box<Visitor>) {
        self.lock().push_back(visitor);
    }

    /// Tells the threads that wait for their clients that somebody waits for a thread.
    pub(super) fn alert(&self) {
        // Under the lock: once nobody waits, it must not stay readable.
        let waiting = self.lock();
        if !waiting.is_empty() {
            // A counter that is full is readable too.
            let _ = rustix::io::write(&self.alert, &1_u64.to_ne_bytes());
        }
    }

    /// Serves the first, and whoever takes its place, until one of them has left.
    pub(super) fn serve_one_after_the_other(&self) {
        let Some(mut visitor) = self.first() else { return };
        while self.serve(&mut visitor).is_continue() {
            self.exchange(&mut visitor);
        }
    }

    /// One turn: ends when the client has left, or breaks off for somebody who waits.
    fn serve(&self, visitor: &mut Visitor) -> ControlFlow<()> {
        let mut turn = Turn::begin();
        let mut turn_ends = Some(Instant::now() + TURN);
        loop {
            match turn.poll(Pin::new(&mut visitor.http)) {
                Poll::Ready(_) => return ControlFlow::Break(()),
                Poll::Pending if turn.keeps_thread() => turn.wait(),
                Poll::Pending if self.is_empty() => {
                    turn.wait_or(&self.alert);
                    turn_ends = None;
                }
                Poll::Pending => match turn_ends.take() {
                    Some(end) if turn.wait_until(end) => {}
                    // It had its time, or was answered.
                    _ => return ControlFlow::Continue(()),
                },
            }
        }
    }

    fn first(&self) -> Option<Box<Visitor>> {
        let mut waiting = self.lock();
        let first = waiting.pop_front();
        if waiting.is_empty() {
            // Nobody waits: no alert any more.
            let _ = rustix::io::read(&self.alert, &mut [0; 8]);
        }
        first
    }

    /// Goes to the end of the queue; the first takes its place.
    fn exchange(&self, visitor: &mut Box<Visitor>) {
        let mut waiting = self.lock();
        if let Some(first) = waiting.pop_front() {
            waiting.push_back(std::mem::replace(visitor, first));
        }
    }

    fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Box<Visitor>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
