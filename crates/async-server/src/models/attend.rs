//! hyper on one connection, for every runtime.

use std::os::fd::AsFd;
use std::sync::Arc;

use hyper::rt::{Read, Write};
use hyper::service::service_fn;
use serving::{Presence, Watched, codec};

use crate::client::Client;
use crate::context::Context;
use crate::service::answer;

/// Serves a connection until its client leaves.
pub(super) async fn attend<Io>(io: Io, context: Arc<Context>, presence: Presence)
where
    Io: Read + Write + AsFd + Unpin,
{
    let (client, watch) = (Client::of(&io), presence.watch());
    let service =
        service_fn(move |request| answer(request, client, Arc::clone(&context), Arc::clone(&watch)));
    let mut connection = codec().serve_connection(Watched::new(io, presence.watch()), service);
    // A client that breaks off or sends nonsense has been told; nobody else needs to know.
    let _ = (&mut connection).await;
    // Counted out while the socket is still open.
    drop(presence);
    drop(connection);
}
