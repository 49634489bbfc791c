//! Waiting for another coroutine.

use std::cell::Cell;
use std::io;
use std::rc::Rc;

use crate::waiting::Turn;
use crate::worker;

/// What a coroutine will have found when it ends.
pub(crate) struct Handle<T>(Rc<Promise<T>>);

struct Promise<T> {
    found: Cell<Option<T>>,
    is_over: Cell<bool>,
    waiter: Cell<Option<usize>>,
}

/// Starts `work` in a coroutine of its own.
///
/// # Errors
/// The system has no stack for it.
pub(crate) fn start<T: 'static>(work: impl FnOnce() -> T + 'static) -> io::Result<Handle<T>> {
    let promise = Promise { found: Cell::new(None), is_over: Cell::new(false), waiter: Cell::new(None) };
    let promise = Rc::new(promise);
    let end = End(Rc::clone(&promise));
    worker::spawn(move || end.0.found.set(Some(work())))?;
    Ok(Handle(promise))
}

impl<T> Handle<T> {
    /// Waits for its end; `None` if it panicked.
    pub(crate) fn join(self) -> Option<T> {
        let mut turn = Turn::begin();
        while !self.0.is_over.get() {
            self.0.waiter.set(Some(worker::current()));
            turn.wait();
        }
        self.0.found.take()
    }
}

/// Says that it is over, even after a panic.
struct End<T>(Rc<Promise<T>>);

impl<T> Drop for End<T> {
    fn drop(&mut self) {
        self.0.is_over.set(true);
        if let Some(waiter) = self.0.waiter.get() {
            worker::wake(waiter);
        }
    }
}
