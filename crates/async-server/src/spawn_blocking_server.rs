//! Between the colours: connections are tasks on tokio, and the handlers are the blocking server's, each
//! run by a thread of tokio's blocking pool.
//!
//! What people do who have blocking code and an async framework. The handlers are those of the blocking
//! server, linked and not copied; everything around them is `async-server`'s.

mod app;
#[path = "spawn_blocking/client.rs"]
mod client;
#[path = "spawn_blocking/context.rs"]
mod context;
#[path = "spawn_blocking/handlers.rs"]
mod handlers;
mod place;
#[allow(dead_code)] // The handlers wait by themselves, and not on the runtime.
#[path = "runtimes/tokio.rs"]
mod runtime;
mod service;
mod turns;

/// Pauses in bodies, which flow in the task of their connection.
mod clock {
    pub(crate) use crate::runtime::Pause;
}

/// The model and what it is made of.
mod models {
    mod attend;
    pub(crate) mod spawn_blocking;
    mod tokio_accept;
}

use std::process::ExitCode;

use serving::{Model, Program, flags, libraries};

static PROGRAM: Program = Program {
    name: "spawn-blocking-server",
    version: env!("CARGO_PKG_VERSION"),
    about: "Between the colours: an async server that leaves its handlers to threads.",
    models: &[Model {
        name: "tokio-spawn-blocking",
        about: "hyper on tokio, blocking handlers on the threads of its blocking pool",
        flags: &[&flags::WORKERS, &flags::POOL_THREADS, &flags::MAX_QUEUE, &flags::STACK_BYTES],
        sees_connections: true,
        has_shards: false,
        libraries: &[libraries::HYPER, libraries::TOKIO],
        serve: |served| models::spawn_blocking::serve(served),
    }],
};

fn main() -> ExitCode {
    serving::run(&PROGRAM)
}
