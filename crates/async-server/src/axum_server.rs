//! The async colour as people deploy it: axum's router, tower's middleware, reqwest for the backend, on
//! tokio.
//!
//! axum's own accept loop has no limit on connections, waits for slow clients without end and answers
//! nobody who has ended his side, so connections are served by hyper directly, as axum's documentation
//! shows for those who need a say in it.

#[path = "axum/app.rs"]
mod app;
#[path = "axum/backend.rs"]
mod backend;
mod client;
mod clock;
mod context;
mod files;
mod handlers;
#[path = "tower/origin.rs"]
mod origin;
mod place;
#[allow(dead_code)] // reqwest connects to the backend by itself.
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
    name: "axum-server",
    version: env!("CARGO_PKG_VERSION"),
    about: "The async colour as people deploy it.",
    models: &[Model {
        name: "axum",
        about: "axum's router and reqwest, on tokio's multi-thread runtime",
        flags: &[&flags::WORKERS],
        sees_connections: true,
        has_shards: false,
        libraries: &[
            libraries::AXUM,
            libraries::HYPER,
            libraries::REQWEST,
            libraries::TOKIO,
            libraries::TOWER,
        ],
        serve: |served| models::tokio::serve(served),
    }],
};

fn main() -> ExitCode {
    serving::run(&PROGRAM)
}
