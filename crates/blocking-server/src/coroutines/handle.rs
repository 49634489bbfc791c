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

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;
    use std::time::Duration;

    use super::*;
    use crate::clock::sleep;
    use crate::worker::Start;

    /// What `first` gives, run by a worker that lives on until the tests end.
    fn in_a_worker<T: Send + 'static>(first: impl FnOnce() -> T + Send + 'static) -> T {
        let (tell, told) = mpsc::channel();
        thread::spawn(move || Start::new(1 << 20).unwrap().run(move || tell.send(first()).unwrap()));
        told.recv_timeout(Duration::from_secs(60)).unwrap()
    }

    #[test]
    fn a_panic_ends_its_own_coroutine_and_no_other() {
        let found = in_a_worker(|| {
            let before = start(|| slept(1)).unwrap();
            let panics = start(|| -> u32 { panic!("as it should, after {} ms", slept(2)) }).unwrap();
            let after = start(|| slept(3)).unwrap();
            (before.join(), panics.join(), after.join(), start(|| slept(4)).unwrap().join())
        });
        assert_eq!(found, (Some(1), None, Some(3), Some(4)));
    }

    #[test]
    fn who_waits_keeps_nobody() {
        let found = in_a_worker(|| {
            let hour = start(|| slept(3_600_000)).unwrap();
            let others = [3, 1, 2].map(|ms| start(move || slept(ms)).unwrap());
            (others.map(Handle::join), hour.0.is_over.get())
        });
        assert_eq!(found, ([Some(3), Some(1), Some(2)], false));
    }

    fn slept(ms: u32) -> u32 {
        sleep(Duration::from_millis(ms.into()));
        ms
    }
}
