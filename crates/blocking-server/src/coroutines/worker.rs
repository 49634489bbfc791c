//! A thread that runs coroutines, one at a time, each until it waits; in between it waits in an epoll for all of them.
//!
//! A coroutine never changes its thread. So what is the thread's own stays the same to it whenever it goes on, and
//! nothing of a coroutine is ever touched by two threads.

use std::cell::{Cell, RefCell};
use std::io;
use std::os::fd::{BorrowedFd, OwnedFd, RawFd};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::time::Instant;

use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, CoroutineResult, Yielder};
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::event::{PollFlags, Timespec};
use rustix::io::Errno;

use crate::seats::Seats;

type Switch = Coroutine<(), (), ()>;

/// How many events are taken from the system at once.
const EVENTS: usize = 256;
/// Stacks that are kept for the next coroutine: about what the C library keeps of threads' stacks, which is 40 MiB.
const STACKS_KEPT: usize = 20;

thread_local! {
    static WORKER: RefCell<Option<Worker>> = const { RefCell::new(None) };
    /// The coroutine that runs, set by itself when it begins and when it goes on.
    static CURRENT: Cell<Option<Current>> = const { Cell::new(None) };
}

struct Worker {
    epoll: Rc<OwnedFd>,
    seats: Seats<Switch>,
    stacks: Vec<DefaultStack>,
    stack_bytes: usize,
}

#[derive(Clone, Copy)]
struct Current {
    seat: usize,
    yielder: *const Yielder<(), ()>,
}

/// What a worker needs from the system, before it is one.
pub(crate) struct Start {
    epoll: OwnedFd,
    stack: DefaultStack,
    stack_bytes: usize,
}

impl Start {
    /// Asks the system for an epoll and the first stack.
    pub(crate) fn new(stack_bytes: usize) -> io::Result<Self> {
        let epoll = epoll::create(CreateFlags::CLOEXEC)?;
        Ok(Self { epoll, stack: DefaultStack::new(stack_bytes)?, stack_bytes })
    }

    /// Makes this thread a worker, whose first coroutine runs `first`.
    pub(crate) fn run(self, first: impl FnOnce() + 'static) -> ! {
        let Self { epoll, stack, stack_bytes } = self;
        let epoll = Rc::new(epoll);
        let mut worker =
            Worker { epoll: Rc::clone(&epoll), seats: Seats::new(), stacks: Vec::new(), stack_bytes };
        worker.seat(stack, first);
        WORKER.set(Some(worker));
        let mut events = Vec::with_capacity(EVENTS);
        loop {
            // Those who can go on now; who can after that has others before it whom the system knows.
            for _ in 0..with(|worker| worker.seats.in_line()) {
                if let Some((seat, coroutine)) = with(|worker| worker.seats.next()) {
                    go_on(seat, coroutine);
                }
            }
            look(&epoll, &mut events);
        }
    }
}

/// Starts a coroutine on this worker.
///
/// # Errors
/// The system has no stack for it.
pub(crate) fn spawn(work: impl FnOnce() + 'static) -> io::Result<()> {
    let (kept, bytes) = with(|worker| (worker.stacks.pop(), worker.stack_bytes));
    let stack = kept.map_or_else(|| DefaultStack::new(bytes), Ok)?;
    with(|worker| worker.seat(stack, work));
    Ok(())
}

/// The seat of the coroutine that asks.
pub(crate) fn current() -> usize {
    running().seat
}

/// Puts a coroutine of this worker in line.
pub(crate) fn wake(seat: usize) {
    with(|worker| worker.seats.wake(seat));
}

/// Says what wakes the coroutine that is about to suspend itself.
pub(crate) fn wait_for(wishes: &[(RawFd, PollFlags)], deadline: Option<Instant>) {
    let seat = current();
    with(|worker| {
        worker.seats.wait_for(seat, wishes, deadline);
        for &(socket, what) in wishes {
            if watch(&worker.epoll, socket, what, seat).is_err() {
                // Trying tells what is wrong with it.
                worker.seats.has_come(seat, socket, PollFlags::ERR);
            }
        }
    });
}

/// What came of its wishes, for the coroutine that asks.
pub(crate) fn outcomes(ready: &mut Vec<(RawFd, PollFlags)>) {
    let seat = current();
    with(|worker| worker.seats.outcomes(seat, ready));
}

/// Leaves the thread to others until it is woken.
#[allow(unsafe_code)]
pub(crate) fn suspend() {
    let current = running();
    // SAFETY: `CURRENT` is set by each coroutine whenever it begins or goes on, so this is the yielder of the one that
    // runs here, at the bottom of the very stack that this call stands on.
    unsafe { (*current.yielder).suspend(()) };
    CURRENT.set(Some(current));
}

impl Worker {
    fn seat(&mut self, stack: DefaultStack, work: impl FnOnce() + 'static) {
        self.seats.add(|seat| {
            Coroutine::with_stack(stack, move |yielder: &Yielder<(), ()>, ()| {
                CURRENT.set(Some(Current { seat, yielder }));
                work();
            })
        });
    }
}

fn with<T>(act: impl FnOnce(&mut Worker) -> T) -> T {
    WORKER
        .with_borrow_mut(|worker| act(worker.as_mut().expect("only coroutines ask, and a worker runs them")))
}

fn running() -> Current {
    CURRENT.get().expect("only coroutines ask")
}

fn go_on(seat: usize, mut coroutine: Switch) {
    // A panic ends one connection and no other, as it does on a thread.
    match catch_unwind(AssertUnwindSafe(|| coroutine.resume(()))) {
        Ok(CoroutineResult::Yield(())) => with(|worker| worker.seats.put_back(seat, coroutine)),
        Ok(CoroutineResult::Return(())) => with(|worker| {
            worker.seats.leave(seat);
            if worker.stacks.len() < STACKS_KEPT {
                worker.stacks.push(coroutine.into_stack());
            }
        }),
        Err(_) => with(|worker| worker.seats.leave(seat)),
    }
}

/// Asks the system who else can go on, and waits for that if nobody can.
fn look(epoll: &OwnedFd, events: &mut Vec<Event>) {
    let (in_line, alarm) = with(|worker| (worker.seats.in_line(), worker.seats.next_alarm()));
    let until = if in_line > 0 { Some(Instant::now()) } else { alarm };
    let timeout = until.map(|at| at.saturating_duration_since(Instant::now()));
    let timeout = timeout.and_then(|left| Timespec::try_from(left).ok());
    events.clear();
    // An interruption only means to look again.
    let _ = epoll::wait(epoll, rustix::buffer::spare_capacity(events), timeout.as_ref());
    with(|worker| {
        for event in events.iter() {
            let Event { flags, data } = *event;
            let (seat, socket) = ((data.u64() >> 32) as usize, data.u64() as RawFd);
            worker.seats.has_come(seat, socket, PollFlags::from_bits_truncate(flags.bits() as u16));
        }
        if worker.seats.next_alarm().is_some() {
            worker.seats.ring(Instant::now());
        }
    });
}

/// Wants one event for `socket`, and no more until it is asked for again.
#[allow(unsafe_code)]
fn watch(epoll: &OwnedFd, socket: RawFd, what: PollFlags, seat: usize) -> Result<(), Errno> {
    // SAFETY: the socket belongs to the future that has just wished and is now pending, which keeps it open. Should it
    // have closed it all the same, the system says so, or wakes its coroutine once too often.
    let watched = unsafe { BorrowedFd::borrow_raw(socket) };
    let data = EventData::new_u64((seat as u64) << 32 | socket as u64);
    // The flags of poll and of epoll are the same bits.
    let flags = EventFlags::from_bits_truncate(what.bits().into()) | EventFlags::ONESHOT;
    match epoll::modify(epoll, watched, data, flags) {
        Err(Errno::NOENT) => epoll::add(epoll, watched, data, flags),
        done => done,
    }
}
