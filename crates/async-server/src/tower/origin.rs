//! Where a request came from, carried through the boundary among its extensions.

use std::sync::Arc;

use hyper::Request;
use serving::Watch;

use crate::client::Client;

/// The connection that a request came from.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    client: Client,
    watch: Arc<Watch>,
}

impl Origin {
    /// The connection of `client`.
    pub(crate) fn new(client: Client, watch: Arc<Watch>) -> Self {
        Self { client, watch }
    }

    /// Marks `request` as having come from here.
    pub(crate) fn of<B>(&self, mut request: Request<B>) -> Request<B> {
        request.extensions_mut().insert(self.clone());
        request
    }

    /// Where `request` came from.
    pub(crate) fn taken<B>(request: &mut Request<B>) -> (Client, Arc<Watch>) {
        let Self { client, watch } =
            request.extensions_mut().remove().expect("every request is marked as it comes in");
        (client, watch)
    }
}
