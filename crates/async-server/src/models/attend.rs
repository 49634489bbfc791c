//! hyper on one connection, for every runtime.

use std::os::fd::AsFd;

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
    // A client that breaks off or sends nonsense has been told; nobody else needs to know.
    let _ = (&mut connection).await;
    // Counted out while the socket is still open.
    drop(presence);
    drop(connection);
}
