//! The ways in which this server waits, one file or folder each.

mod accept;
mod front;
mod http;
mod pool;
mod size;
pub(crate) mod thread_per_connection;
pub(crate) mod thread_per_request;
pub(crate) mod thread_pool;
pub(crate) mod thread_pool_epoll;
pub(crate) mod tiny_http;
