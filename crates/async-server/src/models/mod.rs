//! The ways in which this server waits, one file each.

pub(crate) mod tokio;
