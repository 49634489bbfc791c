//! What every measured server does alike, whichever way it waits: arguments, the listening socket, the
//! hyper codec's settings, the shape of an answer, the client of the backend, limits, counters, the
//! control channel and the end.
//!
//! Two servers built on this differ in who waits and in nothing else. So nothing here waits on a
//! request's behalf: [`backend::Client`] is written once as futures, and the program that uses it
//! says how a future is waited for, a thread with `block_on` or a task on an executor.
//!
//! **Architecture Invariant:** this crate starts no runtime and names none; the one thread that it
//! starts is the control thread, the same in every program, and with `--waste-percent` one that wastes CPU. (hyper itself uses tokio's channels,
//! which are plain data structures, so a blocking server has the `tokio` crate in its lock file, but
//! no runtime.)

pub mod accepting;
mod announce;
mod arguments;
pub mod backend;
mod body;
mod burn;
mod codec;
mod connections;
mod control;
mod counters;
mod drain;
mod failure;
mod files;
pub mod flags;
mod help;
pub mod libraries;
mod listening;
mod lookout;
mod program;
mod refusing;
mod reply;
#[cfg(feature = "testing")]
pub mod testing;
mod usage;
mod waste;
mod watch;

pub use arguments::Settings;
pub use body::{Moment, Outgoing, Place, receive};
pub use burn::burn;
pub use codec::codec;
pub use connections::{Connections, Presence};
pub use counters::{Counters, InFlight, LiveThread};
pub use failure::Failure;
pub use files::read_file;
pub use flags::Flag;
pub use program::{Model, Program, Served, run};
pub use refusing::Doorman;
pub use reply::{REFUSAL, response, target};
pub use watch::{Busy, Watch, Watched};
