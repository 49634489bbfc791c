//! Polling a future and waiting for what it wished.

use std::future::Future;
use std::os::fd::AsRawFd;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use rustix::event::PollFlags;
use rustix::event::epoll::EventFlags;

use super::{list, poll};

/// Runs `future` to its end on this thread.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut turn = Turn::begin();
    loop {
        if let Poll::Ready(done) = turn.poll(future.as_mut()) {
            return done;
        }
        turn.wait();
    }
}

thread_local! {
    static WOKEN: Arc<Woken> = Arc::new(Woken { again: AtomicBool::new(false), thread: thread::current() });
}

/// Whether a future asked to be polled again at once, as hyper does after a long burst.
struct Woken {
    again: AtomicBool,
    thread: Thread,
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // Futures here are woken by the thread that polls them. Another thread would be heard only
        // by a turn that wishes for nothing else.
        self.again.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// One future's time on this thread. Turns nest; an inner one leaves the outer's wishes alone.
#[derive(Debug)]
pub(crate) struct Turn {
    waker: Waker,
    woken: Arc<Woken>,
    outer: list::Outer,
    outer_again: bool,
}

impl std::fmt::Debug for Woken {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.again.fmt(out)
    }
}

impl Turn {
    /// Begins a turn.
    pub(crate) fn begin() -> Self {
        let woken = WOKEN.with(Arc::clone);
        let outer_again = woken.again.load(Ordering::Acquire);
        Self { waker: Waker::from(Arc::clone(&woken)), woken, outer: list::enter(), outer_again }
    }

    /// Says what `socket` is known to be ready for.
    pub(crate) fn is_ready(&self, socket: &impl AsRawFd, what: EventFlags) {
        let room = if what.contains(EventFlags::OUT) { PollFlags::OUT } else { PollFlags::empty() };
        // That nothing is there to read is found by trying.
        list::set_ready(socket.as_raw_fd(), PollFlags::IN | room);
    }

    /// Polls until the future is done or has nothing to do but wait.
    pub(crate) fn poll<F: Future>(&mut self, mut future: Pin<&mut F>) -> Poll<F::Output> {
        let mut cx = Context::from_waker(&self.waker);
        loop {
            self.woken.again.store(false, Ordering::Relaxed);
            list::clear();
            let poll = future.as_mut().poll(&mut cx);
            if poll.is_ready() || !self.woken.again.load(Ordering::Acquire) {
                return poll;
            }
        }
    }

    /// Whether the future pauses, in the middle of an answer or of a body, and keeps its thread.
    pub(crate) fn pauses(&self) -> bool {
        list::stays()
    }

    /// What the future wishes that its client were ready for.
    pub(crate) fn waits_for(&self) -> EventFlags {
        let mut what = EventFlags::empty();
        what.set(EventFlags::IN, list::wishes(PollFlags::IN));
        what.set(EventFlags::OUT, list::wishes(PollFlags::OUT));
        what
    }

    /// Whether the future has an answer that its client does not take.
    pub(crate) fn lacks_room(&self) -> bool {
        list::wishes(PollFlags::OUT)
    }

    /// Waits until what the future wished for has come, or an interruption.
    pub(crate) fn wait(&mut self) {
        poll::wait();
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        list::leave(&self.outer);
        self.woken.again.store(self.outer_again, Ordering::Relaxed);
    }
}
