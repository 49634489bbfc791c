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
mod json;
pub mod limits;
mod parse;
mod payload;
mod query;
mod receipt;
mod refusal;
mod work;

pub use answer::{Answer, CONTENT_TYPE, JSON_TYPE, Pace, SERVER, expected};
pub use ask::{Ask, ROUTES};
pub use parse::parse;
pub use payload::payload;
pub use receipt::Receipt;
pub use refusal::Refusal;
pub use work::{Chain, FanOut, Fetch, File, Json, Mixed, Order, Stream, Upload, Wait};
