//! The backend, called by reqwest with a pool of connections as it comes, and without proxies.

use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use contract::delay::Delay;
use contract::{Fetch, Refusal};
use serving::backend::race;
use serving::{Settings, flags};

use crate::client::Client;

/// The backend.
#[derive(Debug)]
pub(crate) struct Backend {
    http: reqwest::Client,
    address: Option<SocketAddr>,
    grace: Duration,
}

impl Backend {
    /// The backend that `settings` name.
    pub(crate) fn new(settings: &Settings) -> Self {
        let http = reqwest::Client::builder().no_proxy().build();
        Self {
            http: http.expect("without TLS and proxies there is nothing that the system could refuse"),
            address: settings.backend,
            grace: Duration::from_millis(settings.number(&flags::BACKEND_GRACE_MS)),
        }
    }

    /// One call: what it sends for `ask`.
    pub(crate) async fn get(&self, ask: Fetch) -> Result<Bytes, Refusal> {
        let address = self.address.ok_or(Refusal::BackendGone)?;
        let target = Delay { ms: ask.ms, bytes: ask.bytes };
        let patience = Duration::from_millis(ask.ms.into()) + self.grace;
        let request = self.http.get(format!("http://{address}{target}")).timeout(patience);
        let answered = request.send().await.and_then(reqwest::Response::error_for_status).map_err(refusal)?;
        if answered.content_length() != Some(ask.bytes.into()) {
            return Err(Refusal::BackendGone);
        }
        answered.bytes().await.map_err(refusal)
    }

    /// The same call, dropped in its middle when the client leaves; the backend sees its connection
    /// closed.
    pub(crate) async fn get_while(&self, ask: Fetch, client: Client) -> Result<Bytes, Refusal> {
        race(pin!(self.get(ask)), pin!(client.left())).await.unwrap_or(Err(Refusal::ClientLeft))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` hands over")]
fn refusal(error: reqwest::Error) -> Refusal {
    if error.is_timeout() { Refusal::BackendSilent } else { Refusal::BackendGone }
}
