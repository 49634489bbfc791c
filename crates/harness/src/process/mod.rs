//! The processes that are measured: starting, asking, reading and stopping them.

mod child;
mod clock;
mod guard;
mod proc_fs;
mod run_queue;
mod thread_cpu;

pub(crate) use child::{Child, StartError};
pub(crate) use clock::CpuClock;
pub(crate) use guard::{MemoryGuard, MemoryGuarded};
pub(crate) use proc_fs::{memory, threads};
pub(crate) use run_queue::RunQueue;
pub(crate) use thread_cpu::ThreadClock;
