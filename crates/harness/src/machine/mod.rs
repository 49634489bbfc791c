//! The machine: which cores there are, what runs where, what else can decide a result.

#[cfg(test)]
mod described;
mod environment;
mod given;
mod here;
mod limits;
mod memory;
mod net;
mod pinning;
mod placement;
mod quota;
mod sleep;
mod steal;
mod topology;

pub(crate) use environment::{environment, git_revision};
pub(crate) use here::{placement, serving_on};
pub(crate) use limits::{Descriptors, raise_descriptors};
pub(crate) use memory::memory_max_bytes;
pub(crate) use net::{TcpCounts, socket_buffers_bytes};
pub(crate) use pinning::{can_pin, on_cores};
pub(crate) use placement::{place, unpinned};
pub(crate) use quota::quota_caveat;
pub(crate) use sleep::Sleep;
pub(crate) use steal::CpuTimes;
pub(crate) use topology::{Core, Topology};
