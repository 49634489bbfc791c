//! What the thread's current turn is waiting for, and what came of it.

use std::cell::RefCell;
use std::os::fd::RawFd;
use std::time::Instant;

use rustix::event::PollFlags;

thread_local! {
    pub(super) static LIST: RefCell<List> = const { RefCell::new(List::new()) };
}

/// Wishes and outcomes of all turns of this thread, the innermost turn's on top.
pub(super) struct List {
    wishes: Vec<(RawFd, PollFlags)>,
    ready: Vec<(RawFd, PollFlags)>,
    deadline: Option<Instant>,
    /// The thread is to stay until then, whatever else it is that it waits for.
    stays: bool,
    /// Where the innermost turn's part begins.
    base: Base,
}

#[derive(Clone, Copy, Debug)]
struct Base {
    wishes: usize,
    ready: usize,
}

/// What an outer turn gets back when an inner one ends.
#[derive(Debug)]
pub(super) struct Outer {
    base: Base,
    deadline: Option<Instant>,
    stays: bool,
}

impl List {
    pub(super) const fn new() -> Self {
        let base = Base { wishes: 0, ready: 0 };
        Self { wishes: Vec::new(), ready: Vec::new(), deadline: None, stays: false, base }
    }
}

/// Begins a turn inside the current one.
pub(super) fn enter() -> Outer {
    LIST.with_borrow_mut(|list| {
        let stays = std::mem::take(&mut list.stays);
        let outer = Outer { base: list.base, deadline: list.deadline.take(), stays };
        list.base = Base { wishes: list.wishes.len(), ready: list.ready.len() };
        outer
    })
}

/// Ends the current turn.
pub(super) fn leave(outer: &Outer) {
    LIST.with_borrow_mut(|list| {
        list.wishes.truncate(list.base.wishes);
        list.ready.truncate(list.base.ready);
        list.base = outer.base;
        list.deadline = outer.deadline;
        list.stays = outer.stays;
    });
}

/// Forgets the current turn's wishes: the future is about to be polled and will wish anew.
pub(super) fn clear() {
    LIST.with_borrow_mut(|list| {
        list.wishes.truncate(list.base.wishes);
        list.deadline = None;
        list.stays = false;
    });
}

/// Wishes to be polled again when `socket` can do `what`.
pub(super) fn wish(socket: RawFd, what: PollFlags) {
    LIST.with_borrow_mut(|list| {
        let base = list.base.wishes;
        match list.wishes[base..].iter_mut().find(|(known, _)| *known == socket) {
            Some((_, flags)) => *flags |= what,
            None => list.wishes.push((socket, what)),
        }
    });
}

/// Wishes to be polled again at `moment`, if nothing happens before.
pub(super) fn wish_at(moment: Instant) {
    LIST.with_borrow_mut(|list| {
        list.deadline = Some(list.deadline.map_or(moment, |known| known.min(moment)));
    });
}

/// Wishes to keep the thread for what the current turn waits for.
pub(super) fn stay() {
    LIST.with_borrow_mut(|list| list.stays = true);
}

/// Whether the current turn wishes to keep the thread.
pub(super) fn stays() -> bool {
    LIST.with_borrow(|list| list.stays)
}

/// Says that `socket` can do `what`, as an outcome of this turn.
pub(super) fn set_ready(socket: RawFd, what: PollFlags) {
    LIST.with_borrow_mut(|list| list.ready.push((socket, what)));
}

/// Whether the last wait found that `socket` can do `what`; true once for each finding.
pub(super) fn take_ready(socket: RawFd, what: PollFlags) -> bool {
    LIST.with_borrow_mut(|list| {
        let base = list.base.ready;
        let Some((_, flags)) = list.ready[base..].iter_mut().find(|(known, _)| *known == socket) else {
            return false;
        };
        // An error or a hang-up is found by trying, whichever way.
        let found = flags.intersects(what | PollFlags::ERR | PollFlags::HUP | PollFlags::NVAL);
        flags.remove(what);
        found
    })
}

/// Whether the current turn wishes for `what` on any socket.
pub(super) fn wishes(what: PollFlags) -> bool {
    LIST.with_borrow(|list| list.wishes[list.base.wishes..].iter().any(|(_, flags)| flags.intersects(what)))
}

/// Whether the current turn wishes for anything at all.
pub(super) fn is_idle() -> bool {
    LIST.with_borrow(|list| list.wishes.len() == list.base.wishes && list.deadline.is_none())
}

/// Lets `wait` see what the current turn wishes for, until when, and note what comes of it.
pub(super) fn fulfil<T>(
    wait: impl FnOnce(&[(RawFd, PollFlags)], Option<Instant>, &mut Vec<(RawFd, PollFlags)>) -> T,
) -> T {
    LIST.with_borrow_mut(|list| {
        list.ready.truncate(list.base.ready);
        wait(&list.wishes[list.base.wishes..], list.deadline, &mut list.ready)
    })
}
