//! The contract: the routes that every server answers, their parameters and limits, and the exact
//! response to each request.
//!
//! Servers of both colours call [`parse`] and answer what [`Answer`] says, so what differs between
//! two contenders is who waits and never what is said. The load generator calls [`expected`] and
//! compares each body byte for byte.
//!
//! **Architecture Invariant:** no I/O, no clock, no serde, no dependency on another crate of this
//! workspace.

mod answer;
mod ask;
pub mod delay;
pub mod limits;
mod payload;
mod query;
mod refusal;

pub use answer::{Answer, CONTENT_TYPE, SERVER, expected};
pub use ask::{Ask, Fetch, ROUTES, Wait, parse};
pub use payload::payload;
pub use refusal::Refusal;
