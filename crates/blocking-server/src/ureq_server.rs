//! The blocking colour as people deploy it: tiny_http with a fresh thread for each request, and ureq for the
//! backend.

#[path = "ureq/backend.rs"]
mod backend;
mod client;
#[path = "ureq/clock.rs"]
mod clock;
mod context;
mod files;
mod handlers;
mod together;

/// The model and what it is made of.
#[allow(dead_code)] // Pools are for the models that have one.
mod models {
    mod pool;
    mod size;
    pub(crate) mod tiny_http;
}

use std::process::ExitCode;

use serving::{Model, Program, flags, libraries};

static PROGRAM: Program = Program {
    name: "ureq-server",
    version: env!("CARGO_PKG_VERSION"),
    about: "The blocking colour as people deploy it.",
    models: &[Model {
        name: "tiny-http-ureq",
        about: "a fresh thread for each request, tiny_http and ureq",
        flags: &[&flags::MAX_THREADS, &flags::STACK_BYTES],
        sees_connections: false,
        has_shards: false,
        libraries: &[libraries::TINY_HTTP, libraries::UREQ],
        serve: models::tiny_http::serve,
    }],
};

fn main() -> ExitCode {
    serving::run(&PROGRAM)
}
