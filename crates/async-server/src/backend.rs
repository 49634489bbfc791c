//! The backend, called by a task that waits for it.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Instant;

use bytes::Bytes;
use contract::{Fetch, Refusal};
use serving::Settings;
use serving::backend::{self, Connect, race};
use tokio::net::TcpStream;
use tokio::time::sleep_until;

use crate::client::Client;
use crate::io::TokioIo;

/// The backend.
#[derive(Debug)]
pub(crate) struct Backend(backend::Client<Async>);

impl Backend {
    /// The backend that `settings` name.
    pub(crate) fn new(settings: &Settings) -> Self {
        Self(backend::Client::new(settings, Async))
    }

    /// One call: what it sends for `ask`.
    pub(crate) async fn get(&self, ask: Fetch) -> Result<Bytes, Refusal> {
        self.0.get(ask).await
    }

    /// The same call, dropped in its middle when the client leaves; the backend sees its connection
    /// closed.
    pub(crate) async fn get_while(&self, ask: Fetch, client: Client) -> Result<Bytes, Refusal> {
        race(self.get(ask), pin!(client.left())).await.unwrap_or(Err(Refusal::ClientLeft))
    }
}

/// Connects and waits by keeping a task.
#[derive(Debug)]
struct Async;

impl Connect for Async {
    type Io = TokioIo;

    async fn connect(&self, address: SocketAddr, _: Instant) -> io::Result<TokioIo> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(TokioIo::new(stream))
    }

    async fn until(&self, deadline: Instant) {
        sleep_until(deadline.into()).await;
    }
}
