//! The backend, called by a task that waits for it.

use std::pin::pin;

use bytes::Bytes;
use contract::{Fetch, Refusal};
use serving::Settings;
use serving::backend::{self, race};

use crate::client::Client;
use crate::runtime::Caller;

/// The backend.
#[derive(Debug)]
pub(crate) struct Backend(backend::Client<Caller>);

impl Backend {
    /// The backend that `settings` name.
    pub(crate) fn new(settings: &Settings) -> Self {
        Self(backend::Client::new(settings, Caller))
    }

    /// One call: what it sends for `ask`.
    pub(crate) async fn get(&self, ask: Fetch) -> Result<Bytes, Refusal> {
        self.0.get(ask).await
    }

    /// The same call, dropped in its middle when the client leaves; the backend sees its connection
    /// closed.
    pub(crate) async fn get_while(&self, ask: Fetch, client: Client) -> Result<Bytes, Refusal> {
        race(pin!(self.get(ask)), pin!(client.left())).await.unwrap_or(Err(Refusal::ClientLeft))
    }
}
