//! The cases, by what they look at.

#![allow(missing_docs)] // Their names say what must be true.

mod answers;
mod backends;
mod connections;
mod ends;
mod limits;
mod models;
mod slow_clients;
mod stacks;
mod turns;

pub use answers::*;
pub use backends::*;
pub use connections::*;
pub use ends::*;
pub use limits::*;
pub use models::*;
pub use slow_clients::*;
pub use stacks::*;
pub use turns::*;
