//! The async colour: a task waits for every request.
//!
//! | model | what runs the tasks | see |
//! |---|---|---|
//! | `tokio` | tokio's multi-thread runtime, a worker for each core | `models/tokio.rs` |
//! | `tokio-current-thread` | tokio, all on one thread | `models/tokio_current_thread.rs` |
//! | `tokio-per-core` | tokio, a runtime of its own for each core | `models/tokio_per_core.rs` |
//! | `tokio-limited` | as `tokio`, and so many requests at once | `turns.rs` |
//!
//! Everything but the waiting is shared with the blocking server: the `serving` crate, hyper as codec,
//! and handlers that differ in `async` and `.await` alone. Other runtimes are programs of their own,
//! built from the same files on another `runtime`: see the README beside this folder.

mod app;
mod backend;
mod client;
mod clock;
mod context;
mod files;
mod handlers;
mod models;
mod place;
#[path = "runtimes/tokio.rs"]
mod runtime;
mod service;
mod together;
mod turns;

use std::process::ExitCode;

use serving::{Model, Program, flags, libraries};

static PROGRAM: Program = Program {
    name: env!("CARGO_PKG_NAME"),
    version: env!("CARGO_PKG_VERSION"),
    about: "The async colour: a task waits for every request.",
    models: &[
        Model {
            name: "tokio",
            about: "hyper on tokio's multi-thread runtime",
            flags: &[&flags::WORKERS],
            sees_connections: true,
            has_shards: false,
            libraries: &[libraries::HYPER, libraries::TOKIO],
            serve: |served| models::tokio::serve(served),
        },
        Model {
            name: "tokio-current-thread",
            about: "hyper on tokio's current-thread runtime",
            flags: &[],
            sees_connections: true,
            has_shards: false,
            libraries: &[libraries::HYPER, libraries::TOKIO],
            serve: |served| models::tokio_current_thread::serve(served),
        },
        Model {
            name: "tokio-per-core",
            about: "hyper on a current-thread runtime for each worker, each with a socket of its own",
            flags: &[&flags::WORKERS],
            sees_connections: true,
            has_shards: true,
            libraries: &[libraries::HYPER, libraries::TOKIO],
            serve: models::tokio_per_core::serve,
        },
        Model {
            name: "tokio-limited",
            about: "as tokio, with a limit on requests carried out at once",
            flags: &[&flags::WORKERS, &flags::MAX_REQUESTS],
            sees_connections: true,
            has_shards: false,
            libraries: &[libraries::HYPER, libraries::TOKIO],
            serve: |served| models::tokio::serve(served), // the limit is in the context of its requests
        },
    ],
};

fn main() -> ExitCode {
    serving::run(&PROGRAM)
}
