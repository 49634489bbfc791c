//! The machine: which cores there are, what runs where, what else can decide a result.

mod cores;
mod environment;
mod limits;
mod net;
mod placement;
mod steal;

pub(crate) use cores::{Topology, on_cores};
pub(crate) use environment::{environment, git_revision};
pub(crate) use limits::{Descriptors, raise_descriptors};
pub(crate) use net::{TcpCounts, socket_buffers_bytes};
pub(crate) use placement::place;
pub(crate) use steal::CpuTimes;
