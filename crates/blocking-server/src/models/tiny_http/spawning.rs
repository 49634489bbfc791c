//! Starting threads that may be refused.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Builder;

/// Starts a thread of `stack_bytes` that does `work` with `what`; if the system refuses, `what` comes
/// back, so that whoever waits for it can still be told.
pub(crate) fn spawn<T: Send + 'static>(
    stack_bytes: usize,
    what: T,
    work: impl FnOnce(T) + Send + 'static,
) -> Result<(), (io::Error, Option<T>)> {
    let hand_over = Arc::new(Mutex::new(Some(what)));
    let taken = Arc::clone(&hand_over);
    let spawned = Builder::new().stack_size(stack_bytes).spawn(move || {
        let what = taken.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(what) = what {
            work(what);
        }
    });
    match spawned {
        Ok(_) => Ok(()),
        Err(error) => Err((error, hand_over.lock().unwrap_or_else(PoisonError::into_inner).take())),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn the_thread_gets_what_it_was_sent() {
        let (sender, receiver) = channel();
        spawn(65_536, 7, move |seven| sender.send(seven).unwrap()).unwrap();
        assert_eq!(receiver.recv(), Ok(7));
    }

    #[test]
    fn what_a_refused_thread_was_to_get_comes_back() {
        // No address space has room for this stack.
        let (_, back) = spawn(1 << 60, 7, |_| ()).unwrap_err();
        assert_eq!(back, Some(7));
    }
}
