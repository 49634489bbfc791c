//! How a coroutine waits: it lets another one have the thread.

use super::list::{self, LIST, List};
use crate::worker;

/// Waits until a wish is fulfilled, or another coroutine wakes this one.
pub(super) fn wait() {
    list::fulfil(|wishes, deadline, _| worker::wait_for(wishes, deadline));
    away();
    list::fulfil(|_, _, ready| worker::outcomes(ready));
}

/// Lets all others go on that can.
pub(crate) fn give_way() {
    worker::wake(worker::current());
    away();
}

fn away() {
    // The thread's list is the list of whoever runs: this one's waits here, on its stack.
    let own = LIST.replace(List::new());
    worker::suspend();
    LIST.set(own);
}
