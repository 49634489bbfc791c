//! The blocking colour: a thread waits for every request.
//!
//! | model | a thread for | HTTP by | see |
//! |---|---|---|---|
//! | `thread-per-connection` | every connection | hyper | `models/thread_per_connection.rs` |
//! | `thread-per-request` | every request, fresh | hyper | `models/thread_per_request/` |
//! | `tiny-http` | every request, fresh | tiny_http | `models/tiny_http/` |
//!
//! hyper asks for readiness and never blocks; `waiting/` puts blocking sockets under it, so that the
//! codec, and with it every byte that is answered, is the one that the async server uses. The
//! handlers are the async server's without `async` and `.await`.

mod backend;
mod client;
mod clock;
mod context;
mod files;
mod handlers;
mod models;
mod service;
mod together;
mod waiting;

use std::process::ExitCode;
use std::sync::Arc;

use serving::{Failure, Model, Program, Served, flags, libraries};

static PROGRAM: Program = Program {
    name: env!("CARGO_PKG_NAME"),
    version: env!("CARGO_PKG_VERSION"),
    about: "The blocking colour: a thread waits for every request.",
    models: &[
        Model {
            name: "thread-per-connection",
            about: "one thread for each connection, hyper on blocking sockets",
            flags: &[&flags::MAX_THREADS, &flags::MAX_CONNECTIONS, &flags::STACK_BYTES],
            libraries: &[libraries::HYPER],
        },
        Model {
            name: "thread-per-request",
            about: "a fresh thread for each request, hyper; idle connections wait in epoll",
            flags: &[&flags::MAX_THREADS, &flags::MAX_CONNECTIONS, &flags::STACK_BYTES],
            libraries: &[libraries::HYPER],
        },
        Model {
            name: "tiny-http",
            about: "a fresh thread for each request, tiny_http (which has reading threads of its own)",
            flags: &[&flags::MAX_THREADS, &flags::STACK_BYTES],
            libraries: &[libraries::TINY_HTTP, libraries::HYPER],
        },
    ],
};

fn main() -> ExitCode {
    serving::run(&PROGRAM, serve)
}

fn serve(served: &Arc<Served>) -> Result<(), Failure> {
    match served.settings.model.name {
        "thread-per-connection" => models::thread_per_connection::serve(served),
        "thread-per-request" => models::thread_per_request::serve(served),
        _ => models::tiny_http::serve(served),
    }
}
