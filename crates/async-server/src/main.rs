//! The async colour: a task waits for every request.
//!
//! | model | what runs the tasks | see |
//! |---|---|---|
//! | `tokio` | tokio's multi-thread runtime, a worker for each core | `models/tokio.rs` |
//!
//! Everything but the waiting is shared with the blocking server: the `serving` crate, hyper as codec,
//! and handlers that differ in `async` and `.await` alone.

mod backend;
mod client;
mod clock;
mod context;
mod files;
mod handlers;
mod io;
mod models;
mod service;
mod together;

use std::process::ExitCode;
use std::sync::Arc;

use serving::{Failure, Model, Program, Served, flags, libraries};

static PROGRAM: Program = Program {
    name: env!("CARGO_PKG_NAME"),
    version: env!("CARGO_PKG_VERSION"),
    about: "The async colour: a task waits for every request.",
    models: &[Model {
        name: "tokio",
        about: "hyper on tokio's multi-thread runtime",
        flags: &[&flags::MAX_CONNECTIONS, &flags::WORKERS],
        libraries: &[libraries::HYPER, libraries::TOKIO],
    }],
};

fn main() -> ExitCode {
    serving::run(&PROGRAM, serve)
}

fn serve(served: &Arc<Served>) -> Result<(), Failure> {
    models::tokio::serve(served)
}
