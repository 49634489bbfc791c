//! The backend, called by a task that waits for it.

use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use bytes::Bytes;
use contract::{Fetch, Refusal};
use serving::Settings;
use serving::backend::{Client, Connect};
use tokio::net::TcpStream;
use tokio::time::sleep_until;

use crate::io::TokioIo;

/// The backend.
#[derive(Debug)]
pub(crate) struct Backend(Client<Async>);

impl Backend {
    /// The backend that `settings` name.
    pub(crate) fn new(settings: &Settings) -> Self {
        Self(Client::new(settings, Async))
    }

    /// One call: what it sends for `ask`.
    pub(crate) async fn get(&self, ask: Fetch) -> Result<Bytes, Refusal> {
        self.0.get(ask).await
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
