//! The ways in which this server waits, one file each.

mod attend;
pub(crate) mod tokio;
mod tokio_accept;
pub(crate) mod tokio_current_thread;
pub(crate) mod tokio_per_core;
