//! The backend, called by a thread that waits for it.

use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use bytes::Bytes;
use contract::{Fetch, Refusal};
use serving::Settings;
use serving::backend::{self, Connect};

use crate::client::Client;
use crate::waiting::{BlockingIo, Until, block_on, connect};

/// The backend.
#[derive(Debug)]
pub(crate) struct Backend(backend::Client<Blocking>);

impl Backend {
    /// The backend that `settings` name.
    pub(crate) fn new(settings: &Settings) -> Self {
        Self(backend::Client::new(settings, Blocking))
    }

    /// One call: what it sends for `ask`.
    pub(crate) fn get(&self, ask: Fetch) -> Result<Bytes, Refusal> {
        block_on(self.0.get(ask))
    }

    /// The same call: whether the client is still there is not known before it is over.
    pub(crate) fn get_while(&self, ask: Fetch, _: Client) -> Result<Bytes, Refusal> {
        self.get(ask)
    }
}

/// Connects and waits by keeping the thread.
#[derive(Debug)]
struct Blocking;

impl Connect for Blocking {
    type Io = BlockingIo;

    async fn connect(&self, address: SocketAddr, deadline: Instant) -> io::Result<BlockingIo> {
        let stream = connect(address, deadline).await?;
        stream.set_nodelay(true)?;
        Ok(BlockingIo::new(stream.into()))
    }

    async fn until(&self, deadline: Instant) {
        Until(deadline).await;
    }
}
