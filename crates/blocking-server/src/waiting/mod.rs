//! Futures on blocking sockets: how a plain thread runs code that was written for readiness.
//!
//! Three pieces play together. [`BlockingIo`] tries a system call that does not wait; where nothing is
//! there it notes its descriptor in the thread's `list` and says `Pending`. [`Turn`] polls a future,
//! and when that is pending waits in `poll(2)` for what was noted, or until the nearest moment that an
//! [`Until`] noted. [`block_on`] takes turns until the future is done. The thread sleeps in the kernel
//! exactly where a thread with blocking calls would, and nobody else is involved: no reactor, no
//! second thread, no queue.
//!
//! Turns nest: hyper's connection is polled in one, its handler calls the backend in another, on the
//! same thread.

mod connect;
mod io;
mod list;
mod moment;
mod poll;
mod turn;

pub(crate) use connect::connect;
pub(crate) use io::BlockingIo;
pub(crate) use moment::{Pause, Until};
pub(crate) use turn::{Turn, block_on};
