//! The blocking colour without a thread for whoever waits: coroutines with stacks of their own.
//!
//! Handlers, codec and sockets are the blocking server's, file by file. Where a thread of that one would wait in the
//! kernel, a coroutine lets another one have the thread (`coroutines/switch.rs`): nothing else tells them apart.

mod backend;
mod client;
#[path = "coroutines/clock.rs"]
mod clock;
#[path = "coroutines/context.rs"]
mod context;
mod files;
#[path = "coroutines/handle.rs"]
mod handle;
mod handlers;
#[path = "coroutines/seats.rs"]
mod seats;
mod service;
#[path = "coroutines/together.rs"]
mod together;
#[path = "coroutines/worker.rs"]
mod worker;

/// The blocking server's way of waiting, but for the two files that say who has the thread meanwhile.
#[allow(dead_code)] // Connections that are parked in an epoll are for the models with a front.
mod waiting {
    mod io;
    mod list;
    mod moment;
    #[path = "../coroutines/switch.rs"]
    mod poll;
    #[path = "../coroutines/sockets.rs"]
    mod sockets;
    mod turn;

    pub(crate) use io::BlockingIo;
    pub(crate) use moment::{Pause, Until};
    pub(crate) use poll::give_way;
    pub(crate) use sockets::{accept, connect};
    pub(crate) use turn::{Turn, block_on};
}

/// The model and what it is made of.
mod models {
    pub(crate) mod coroutines;
    mod http;
    mod size;
}

use std::process::ExitCode;

use serving::{Model, Program, flags, libraries};

static PROGRAM: Program = Program {
    name: "coroutine-server",
    version: env!("CARGO_PKG_VERSION"),
    about: "The blocking colour, on coroutines with stacks of their own.",
    models: &[Model {
        name: "coroutines",
        about: "a coroutine for each connection, hyper, a thread for each worker",
        flags: &[&flags::WORKERS, &flags::STACK_BYTES],
        sees_connections: true,
        has_shards: true,
        libraries: &[libraries::HYPER, libraries::COROSENSEI],
        serve: models::coroutines::serve,
    }],
};

fn main() -> ExitCode {
    serving::run(&PROGRAM)
}
