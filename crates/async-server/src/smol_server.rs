//! The async colour on smol: the files of `async-server` on another runtime.

mod app;
#[path = "models/attend.rs"]
mod attend;
mod backend;
mod client;
mod clock;
mod context;
mod files;
mod handlers;
#[path = "models/smol.rs"]
mod model;
mod place;
#[path = "runtimes/smol.rs"]
mod runtime;
mod service;
mod together;
mod turns;

use std::process::ExitCode;

use serving::{Model, Program, flags, libraries};

static PROGRAM: Program = Program {
    name: "smol-server",
    version: env!("CARGO_PKG_VERSION"),
    about: "The async colour on smol.",
    models: &[Model {
        name: "smol",
        about: "hyper on smol's executor, a thread for each worker",
        flags: &[&flags::WORKERS],
        sees_connections: true,
        has_shards: false,
        libraries: &[libraries::HYPER, libraries::SMOL],
        serve: |served| model::serve(served),
    }],
};

fn main() -> ExitCode {
    serving::run(&PROGRAM)
}
