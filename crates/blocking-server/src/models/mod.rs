//! The ways in which this server waits, one file or folder each.

mod accept;
mod front;
mod http;
mod pool;
pub(crate) mod thread_per_connection;
pub(crate) mod thread_per_request;
pub(crate) mod thread_pool;
pub(crate) mod thread_pool_epoll;
pub(crate) mod tiny_http;

use serving::{Flag, Served};

/// The value of a flag that counts bytes or events.
fn size(served: &Served, flag: &Flag) -> usize {
    usize::try_from(served.settings.number(flag)).unwrap_or(usize::MAX)
}
