//! The async colour on io_uring: the files of `async-server` on compio.

mod app;
#[path = "models/attend.rs"]
mod attend;
mod backend;
mod client;
mod clock;
mod context;
mod files;
mod handlers;
#[path = "models/compio.rs"]
mod model;
mod place;
#[path = "runtimes/compio.rs"]
mod runtime;
mod service;
mod together;
mod turns;

use std::process::ExitCode;

use serving::{Model, Program, flags, libraries};

static PROGRAM: Program = Program {
    name: "io-uring-server",
    version: env!("CARGO_PKG_VERSION"),
    about: "The async colour on io_uring.",
    models: &[Model {
        name: "io-uring",
        about: "hyper on a compio runtime for each worker, each with a socket of its own",
        flags: &[&flags::WORKERS],
        sees_connections: true,
        has_shards: true,
        libraries: &[libraries::HYPER, libraries::COMPIO],
        serve: model::serve,
    }],
};

fn main() -> ExitCode {
    serving::run(&PROGRAM)
}
