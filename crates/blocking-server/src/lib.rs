//! The blocking colour: a thread waits for every request.
//!
//! | model | a thread for | HTTP by | see |
//! |---|---|---|---|
//! | `thread-per-connection` | every connection | hyper | `models/thread_per_connection.rs` |
//! | `thread-per-request` | every request, fresh | hyper | `models/thread_per_request.rs` |
//! | `thread-pool` | as many requests as it has | hyper | `models/thread_pool.rs` |
//! | `thread-pool-epoll` | as many requests as it has | hyper | `models/thread_pool_epoll.rs` |
//! | `tiny-http` | every request, fresh | tiny_http | `models/tiny_http/` |
//! | `tiny-http-pool` | as many requests as it has | tiny_http | `models/tiny_http/` |
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

use std::sync::Arc;

use contract::{Answer, Ask, Receipt, Refusal};
use serving::{Model, Program, Served, flags, libraries};

/// The program `blocking-server`.
pub static PROGRAM: Program = Program {
    name: env!("CARGO_PKG_NAME"),
    version: env!("CARGO_PKG_VERSION"),
    about: "The blocking colour: a thread waits for every request.",
    models: &[
        Model {
            name: "thread-per-connection",
            about: "one thread for each connection, hyper on blocking sockets",
            flags: &[&flags::MAX_THREADS, &flags::STACK_BYTES],
            sees_connections: true,
            has_shards: false,
            libraries: &[libraries::HYPER],
            serve: |served| models::thread_per_connection::serve(served),
        },
        Model {
            name: "thread-per-request",
            about: "a fresh thread for each request, hyper; idle connections wait in epoll",
            flags: &[&flags::MAX_THREADS, &flags::STACK_BYTES],
            sees_connections: true,
            has_shards: false,
            libraries: &[libraries::HYPER],
            serve: |served| models::thread_per_request::serve(served),
        },
        Model {
            name: "thread-pool",
            about: "a pool whose threads wait for all connections themselves, hyper on blocking sockets",
            flags: &[&flags::POOL_THREADS, &flags::STACK_BYTES],
            sees_connections: true,
            has_shards: false,
            libraries: &[libraries::HYPER, libraries::RAYON],
            serve: |served| models::thread_pool::serve(served),
        },
        Model {
            name: "thread-pool-epoll",
            about: "a pool that carries out requests, hyper; one thread waits for connections in epoll",
            flags: &[&flags::POOL_THREADS, &flags::MAX_QUEUE, &flags::STACK_BYTES],
            sees_connections: true,
            has_shards: false,
            libraries: &[libraries::HYPER, libraries::RAYON],
            serve: |served| models::thread_pool_epoll::serve(served),
        },
        Model {
            name: "tiny-http",
            about: "a fresh thread for each request, tiny_http (which has reading threads of its own)",
            flags: &[&flags::MAX_THREADS, &flags::STACK_BYTES],
            sees_connections: false,
            has_shards: false,
            libraries: &[libraries::TINY_HTTP, libraries::HYPER],
            serve: models::tiny_http::serve,
        },
        Model {
            name: "tiny-http-pool",
            about: "a pool that carries out requests, tiny_http (which has reading threads of its own)",
            flags: &[&flags::POOL_THREADS, &flags::MAX_QUEUE, &flags::STACK_BYTES],
            sees_connections: false,
            has_shards: false,
            libraries: &[libraries::TINY_HTTP, libraries::HYPER, libraries::RAYON],
            serve: models::tiny_http::serve_from_a_pool,
        },
    ],
};

/// The handlers by themselves, for a server that has threads to run them on and connections of its own.
#[derive(Clone, Debug)]
pub struct Handlers(Arc<context::Context>);

impl Handlers {
    /// The handlers of a server's requests.
    #[must_use]
    pub fn of(served: &Served) -> Self {
        Self(context::Context::of(served))
    }

    /// Answers one request, and keeps the thread for as long as that takes: what it asks for, and what was read
    /// of its body if it asks to upload one.
    #[must_use]
    pub fn answer(&self, ask: Result<Ask, Refusal>, receipt: Receipt) -> Answer {
        handlers::answer(ask, receipt, client::Client, &self.0)
    }
}
