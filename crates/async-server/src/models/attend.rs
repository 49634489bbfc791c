//! hyper on one connection, for every runtime.

use std::future::{Future, poll_fn};
use std::os::fd::AsFd;
use std::pin::Pin;

use hyper::rt::{Read, Write};
use serving::{Presence, Watched, codec};

use crate::app::App;
use crate::client::Client;

/// Serves a connection until its client leaves.
pub(super) async fn attend<Io>(io: Io, app: App, presence: Presence)
where
    Io: Read + Write + AsFd + Unpin,
{
    let service = app.on(Client::of(&io), presence.watch());
    let mut connection = codec().serve_connection(Watched::new(io, presence.watch()), service);
    let watch = presence.watch();
    let driven = poll_fn(|task| {
        let poll = Pin::new(&mut connection).poll(task);
        watch.was_driven();
        poll
    });
    // A client that breaks off or sends nonsense has been told; nobody else needs to know.
    let _ = driven.await;
    // Counted out while the socket is still open.
    drop(presence);
    drop(connection);
}
