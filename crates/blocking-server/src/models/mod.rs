//! The ways in which this server waits, one file each.

pub(crate) mod thread_per_connection;
