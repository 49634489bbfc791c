//! The processes that are measured: starting, asking, reading and stopping them.

mod child;
mod clock;
mod guard;
mod proc_fs;
mod run_queue;
mod said;
mod started;
mod thread_cpu;

pub(crate) use child::Child;
pub(crate) use clock::CpuClock;
pub(crate) use guard::{MemoryGuard, MemoryGuarded};
pub(crate) use proc_fs::{kernel_stack_bytes, memory, threads};
pub(crate) use run_queue::RunQueue;
pub(crate) use started::StartError;
pub(crate) use thread_cpu::ThreadClock;
