//! tiny_http as people use it, with a fresh thread for every request.
//!
//! The library accepts by itself, keeps a reading thread for each connection and puts requests into a
//! queue; a dispatcher takes them out and starts a thread for each. A request in flight so costs two
//! threads and a hand-over. Connections are the library's secret: they can neither be limited nor
//! counted here, and the reading threads are not among `--max-threads`.
//!
//! Its pool of reading threads counts a thread as idle until that thread has woken up. Of connections
//! that arrive in one burst, some are so handed to threads that are busy already, and are not read
//! until another connection closes. This is left as it is: it is what a user of the library gets.

mod body;
mod generation;
mod reply;
mod spawning;

use std::sync::Arc;

use serving::{Failure, Served, flags};

use super::size;
use crate::context::Context;
use generation::Dispatcher;

/// Accepts connections until the drain.
pub(crate) fn serve(served: &Arc<Served>) -> Result<(), Failure> {
    let context = Context::of(served);
    let max_threads = served.settings.number(&flags::MAX_THREADS);
    let stack_bytes = size(served, &flags::STACK_BYTES);
    Dispatcher { served: Arc::clone(served), context, max_threads, stack_bytes }.run()
}
