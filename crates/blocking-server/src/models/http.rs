//! hyper on one connection.

use std::net::TcpStream;
use std::sync::Arc;

use hyper::server::conn::http1;
use serving::{Presence, Watched, codec};

use crate::context::Context;
use crate::service::Service;
use crate::waiting::BlockingIo;

/// hyper's state machine for one connection, with everything below and above it.
pub(super) type Http = http1::Connection<Watched<BlockingIo>, Service>;

/// Puts hyper between `stream` and the handlers.
pub(super) fn http(stream: &Arc<TcpStream>, presence: &Presence, context: &Arc<Context>) -> Http {
    let io = Watched::new(BlockingIo::new(Arc::clone(stream)), presence.watch());
    codec().serve_connection(io, Service { context: Arc::clone(context), watch: presence.watch() })
}
