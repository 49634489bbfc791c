//! tiny_http as people use it, with a fresh thread for every request, or a pool.
//!
//! The library accepts by itself, keeps a reading thread for each connection and puts requests into a
//! queue; a dispatcher takes them out and hands each to a thread. A request in flight so costs two
//! threads and a hand-over. Connections are the library's secret: they can neither be limited nor
//! counted here, and the reading threads are not among `--max-threads`.
//!
//! Its pool of reading threads counts a thread as idle until that thread has woken up. Of connections
//! that arrive in one burst, some are so handed to threads that are busy already, and are not read
//! until another connection closes. This is left as it is: it is what a user of the library gets.

mod body;
mod generation;
mod hands;
mod reply;
mod spawning;

use std::sync::Arc;

use serving::{Failure, Served};

use generation::Dispatcher;
use hands::Hands;

/// Accepts connections until the drain; a fresh thread for each request.
pub(crate) fn serve(served: &Arc<Served>) -> Result<(), Failure> {
    Dispatcher { served: Arc::clone(served), hands: Hands::fresh(served) }.run()
}

/// Accepts connections until the drain; a pool for all requests.
pub(crate) fn serve_from_a_pool(served: &Arc<Served>) -> Result<(), Failure> {
    Dispatcher { served: Arc::clone(served), hands: Hands::pooled(served)? }.run()
}
