//! The async colour behind a boundary: `async-server` on tokio, whose handlers stand behind
//! `tower::Service` and the middleware that usually stands there.

#[path = "tower/app.rs"]
mod app;
mod backend;
mod client;
mod clock;
mod context;
mod files;
mod handlers;
#[path = "tower/origin.rs"]
mod origin;
mod place;
#[path = "runtimes/tokio.rs"]
mod runtime;
mod service;
#[path = "tower/time_limit.rs"]
mod time_limit;
mod together;
mod turns;

/// The model and what it is made of.
mod models {
    mod attend;
    pub(crate) mod tokio;
    mod tokio_accept;
}

use std::process::ExitCode;

use serving::{Model, Program, flags, libraries};

static PROGRAM: Program = Program {
    name: "tower-server",
    version: env!("CARGO_PKG_VERSION"),
    about: "The async colour with its handlers behind tower::Service.",
    models: &[Model {
        name: "tokio-tower",
        about: "hyper on tokio's multi-thread runtime, handlers behind tower's middleware",
        flags: &[&flags::WORKERS],
        sees_connections: true,
        has_shards: false,
        libraries: &[libraries::HYPER, libraries::TOKIO, libraries::TOWER],
        serve: |served| models::tokio::serve(served),
    }],
};

fn main() -> ExitCode {
    serving::run(&PROGRAM)
}
