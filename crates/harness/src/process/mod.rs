//! The processes that are measured: starting, asking, reading and stopping them.

mod child;
mod clock;
mod proc_fs;

pub(crate) use child::{Child, StartError};
pub(crate) use clock::CpuClock;
pub(crate) use proc_fs::{pss_bytes, threads};
